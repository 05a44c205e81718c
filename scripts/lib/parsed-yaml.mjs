import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { filesBelow } from "./files.mjs";

/** Whether a YAML file of the suite has no parsed form in dist/suites.json, where entries are found by digest of the text. */
export function unparsedYaml(root) {
  const file = join(root, "dist", "suites.json");
  const entries = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
  return filesBelow(root, "suites")
    .filter((path) => path.endsWith(".yaml"))
    .some(
      (path) =>
        !(
          createHash("sha256")
            .update(readFileSync(join(root, path)))
            .digest("base64url") in entries
        ),
    );
}
