// A server that writes what a reader would obey, or what it was trusted with, into every field that it controls.
import { describe, test } from "node:test";
import { ECHOES, FIELDS, TEXTS } from "./payloads.js";
import { withstands } from "./run.js";

for (const [field, fill] of Object.entries(FIELDS))
  describe(field, { concurrency: 4 }, () => {
    for (const [name, text] of Object.entries(TEXTS))
      test(`${name} in ${field}: every format shows it and obeys nothing`, async (t) => {
        await withstands(t, fill(text));
      });
    for (const [name, text] of Object.entries(ECHOES))
      test(`our secrets, ${name}, in ${field}: nothing that is stored or shown holds them`, async (t) => {
        await withstands(t, fill(text));
      });
  });
