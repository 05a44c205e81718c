// A server that writes what a reader would obey, or what it was trusted with, into every field that it controls.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ECHOES, FIELDS, TEXTS, TOGETHER, filled } from "./payloads.js";
import { withstands } from "./run.js";

for (const fields of TOGETHER)
  describe(fields.join(", "), { concurrency: 2 }, () => {
    for (const [name, text] of Object.entries(TEXTS))
      test(`${name}: every format shows it and obeys nothing`, (t) => withstands(t, filled(fields, text)));
    for (const [name, text] of Object.entries(ECHOES))
      test(`our secrets, ${name}: nothing that is stored or shown holds them`, (t) =>
        withstands(t, filled(fields, text)));
  });

test("every field is filled", () => assert.deepEqual(TOGETHER.flat().sort(), Object.keys(FIELDS).sort()));
