/** The example server of the Go library zitadel/oidc: its endpoints, storage and pages, with our clients and users. */
import { cp, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { LabServer } from "../../server.js";
import { launch, ready, run } from "../../tools.js";
import { registrations } from "./registrations.js";

const MODULE = "github.com/zitadel/oidc/v3";
const SOURCES = ["go.mod", "go.sum", "main.go", "clients.go", "store.go"];

export const server: LabServer = {
  product: "zitadel/oidc",
  language: "Go",
  releases: ["3.51.17"],
  runtimes: ["go"],
  async install({ cache, assets, release, log }) {
    for (const name of SOURCES) await cp(join(assets, name), join(cache, name));
    const options = { cwd: cache, log, env: { GOFLAGS: "-mod=mod -buildvcs=false" } };
    await run("go", ["mod", "edit", `-require=${MODULE}@v${release}`], options);
    // What was built before is kept by the compiler's own cache.
    await run("go", ["build", "-o", "server", "."], options);
  },
  async start({ cache, release, directory, port, log }) {
    const { file, env } = registrations();
    const configuration = join(directory, "configuration.json");
    await writeFile(configuration, file, { mode: 0o600 });
    const process = launch(join(cache, "server"), [configuration, String(port)], { cwd: directory, log });
    const issuer = `http://localhost:${port}/`;
    await ready(`${issuer}.well-known/openid-configuration`, { within: 20, process });
    return {
      env: { ...env, ZITADEL_OIDC_ISSUER: issuer, ZITADEL_OIDC_VERSION: release },
      stop: () => process.stop(),
    };
  },
};
