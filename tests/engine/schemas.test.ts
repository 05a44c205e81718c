import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { test } from "node:test";
import { PACKAGE_ROOT, filesBelow } from "../../engine/index.js";

type Schema = Record<string, unknown>;

/** Every property that a schema declares, with its path; `$ref` siblings and targets may carry the description. */
function* properties(schema: unknown, path: string[]): Generator<{ path: string; schema: Schema }> {
  if (schema === null || typeof schema !== "object") return;
  if (Array.isArray(schema)) {
    for (const [index, item] of schema.entries()) yield* properties(item, [...path, String(index)]);
    return;
  }
  const { properties: own, ...rest } = schema as Schema;
  for (const [name, one] of Object.entries((own ?? {}) as Record<string, Schema>)) {
    yield { path: [...path, name].join("/"), schema: one };
    yield* properties(one, [...path, name]);
  }
  // Conditions look at properties that are declared elsewhere.
  for (const [key, value] of Object.entries(rest))
    if (!["if", "then", "else", "not"].includes(key)) yield* properties(value, [...path, key]);
}

function target(root: Schema, folder: string, reference: string): unknown {
  const [file = "", pointer = ""] = reference.split("#");
  const document = file === "" ? root : (JSON.parse(readFileSync(join(folder, file), "utf8")) as Schema);
  return pointer
    .split("/")
    .slice(1)
    .reduce<unknown>((value, key) => (value as Schema | undefined)?.[key], document);
}

for (const folder of ["formats", "responses"]) {
  const path = join(PACKAGE_ROOT, "schemas", folder);
  for (const file of filesBelow(path, ".json"))
    test(`every property of ${folder}/${basename(file)} is described, so that an editor explains it`, () => {
      const root = JSON.parse(readFileSync(file, "utf8")) as Schema;
      const bare = [...properties(root, [])].filter(({ schema }) => {
        if (typeof schema !== "object") return false;
        const reference = schema["$ref"];
        const described = typeof reference === "string" ? target(root, path, reference) : undefined;
        // A constant that tells one alternative from the others explains itself.
        return !schema["description"] && !(described as Schema | undefined)?.["description"] && !("const" in schema);
      });
      assert.deepEqual(
        bare.map((one) => one.path),
        [],
      );
    });
}
