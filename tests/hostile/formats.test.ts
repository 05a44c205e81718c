// Each detector fires on what a reporter that escapes nothing would write of a hostile run.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Done } from "../support/run.js";
import { REPORTERS } from "../../reporters/index.js";
import { DETECTORS, foreignIn } from "./formats.js";
import { TEXTS, filling } from "./payloads.js";
import { FEW, attack } from "./run.js";

const shown = ({ records }: Done): string[] =>
  records.flatMap((one) =>
    one.type === "observation" ? one.exchanges.map(({ response }) => response?.body ?? "").filter(Boolean) : [],
  );

/** The format by somebody who escapes nothing; `texts` are bodies as the server sent them. */
const UNESCAPED: Record<string, (texts: string[]) => string> = {
  terminal: (texts) => texts.join("\n"),
  html: (texts) => `<pre>${texts.join("")}</pre>`,
  junit: (texts) => `<testsuites>${texts.join("")}</testsuites>`,
  json: (texts) => `{ "body": "${texts.join("")}" }`,
  markdown: (texts) => texts.map((text) => `- ${text}\n`).join(""),
  sarif: (texts) => JSON.stringify({ runs: texts.map((text) => ({ message: { text } })) }),
  github: (texts) => texts.map((text) => `::error title=x::${text}\n`).join(""),
  "github-summary": (texts) => texts.map((text) => `| ${text} |\n`).join(""),
  csv: (texts) => texts.map((text) => `"${text.replaceAll('"', '""')}"\r\n`).join(""),
  badge: (texts) => `<svg><title>${texts.join("")}</title></svg>`,
};

test("every format has a detector and an unescaped twin", () => {
  assert.deepEqual(Object.keys(DETECTORS).sort(), Object.keys(REPORTERS).sort());
  assert.deepEqual(Object.keys(UNESCAPED).sort(), Object.keys(REPORTERS).sort());
});

test("each detector fires on hostile bodies that are not escaped", async (t) => {
  const texts: string[] = [];
  for (const name of ["everything", "formula", "build commands", "lines of our own"])
    texts.push(...shown(await attack(t, filling(TEXTS[name] ?? "", 0), { checks: FEW, concurrency: 1 })));
  assert.ok(texts.length > 0);
  for (const format of Object.keys(REPORTERS))
    await t.test(format, () => assert.notDeepEqual(foreignIn(format, UNESCAPED[format]?.(texts) ?? ""), []));
});
