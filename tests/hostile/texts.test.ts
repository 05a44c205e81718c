// A server that writes what a reader would obey, or what it was trusted with, into every field that it controls.
import assert from "node:assert/strict";
import { type TestContext, describe, test } from "node:test";
import { REPORTERS } from "../../reporters/index.js";
import { ECHOES, FIELDS, ROUNDS, TEXTS, filling } from "./payloads.js";
import { type Attacked, attack, formats, isHarmless, isSound } from "./run.js";

/** All fields filled with a text, one check at a time so that each run fills the same ones. */
async function rounds(t: TestContext, text: string): Promise<{ runs: Attacked[]; filled: Set<string> }> {
  const runs: Attacked[] = [];
  const filled = new Set<string>();
  for (let round = 0; round < ROUNDS; round++) {
    const mischief = filling(text, round);
    runs.push(await attack(t, mischief, { concurrency: 1 }));
    for (const name of mischief.filled) filled.add(name);
  }
  return { runs, filled };
}

/** Each format of each run: a case for each, none of which obeys the server or gives a secret away. */
async function shownSafely(t: TestContext, runs: Attacked[]): Promise<void> {
  const drawn = runs.map(formats);
  for (const format of Object.keys(REPORTERS))
    await t.test(format, () =>
      isHarmless(
        format,
        drawn.flatMap((one) => one[format] ?? []),
      ),
    );
}

describe("a server fills every field with", { concurrency: 2 }, () => {
  for (const [name, text] of Object.entries(TEXTS))
    test(`${name}: every format shows it and obeys nothing`, async (t) => {
      const { runs, filled } = await rounds(t, text);
      assert.deepEqual([...filled].sort(), Object.keys(FIELDS).sort());
      for (const run of runs) isSound(run);
      const stored = JSON.stringify(runs.map(({ exchanges }) => exchanges));
      for (const seen of seenAs(text)) assert.ok(stored.includes(seen), `${seen} is not in the evidence`);
      await shownSafely(t, runs);
    });
  for (const [name, text] of Object.entries(ECHOES))
    test(`our secrets, ${name}: nothing that is stored or shown holds them`, async (t) => {
      const { runs, filled } = await rounds(t, text);
      assert.deepEqual([...filled].sort(), Object.keys(FIELDS).sort());
      for (const run of runs) isSound(run);
      await shownSafely(t, runs);
    });
});

/** How a text stands in stored evidence when it came as a body, and as a member of one. */
function seenAs(text: string): string[] {
  const quoted = (value: string): string => JSON.stringify(value).slice(1, -1);
  return [quoted(text), quoted(quoted(text))];
}
