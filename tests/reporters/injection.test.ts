import assert from "node:assert/strict";
import { test } from "node:test";
import type { Report } from "../../engine/types/report.js";
import { REPORTERS, filesOf } from "../../reporters/index.js";
import { csvFormulas, foreignCommands, foreignSarif, foreignSvg, rawControls } from "./detectors.js";
import { HOSTILE, hostile } from "./hostile.js";
import { foreignMarkdown } from "./markdown-detector.js";
import type { Sample } from "./sample.js";

/** What only some formats obey, in front and in the middle of a value. */
const OBEYED = [
  "=HYPERLINK(A1)",
  "+1",
  "@SUM(1)",
  "\t=1",
  "＝1+1",
  "::add-mask::x",
  "x\n::set-env name=a::b",
  "##[error]x",
  "##vso[task.setvariable]x",
  "a%0A::warning::b,c=d:e",
  "[x](https://evil.example) {0} {{ [y](javascript:z)",
  "![i](https://evil.example/i.png) <b>*b*</b> www.evil.example",
  "| a | b |",
  "```\n# h\n- l\n1. n\n> q\n---",
  "1. one",
  `a" onload="b' <script>c</script>`,
  "- one",
  "`a` ``b``",
];

/** Each value in every place that a target or a stranger's file can fill. */
const obeyed = (text: string): Sample => {
  const sample = hostile();
  const replace = <T>(value: T): T => {
    if (typeof value === "string") return value.replaceAll(HOSTILE, text) as T;
    if (Array.isArray(value)) return value.map(replace) as T;
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [replace(name), replace(inner)])) as T;
  };
  const report: Report = replace(sample.report);
  report.provider.name = text;
  report.profiles = report.profiles.map((profile) => ({ ...profile, name: `${profile.name}${text}`, title: text }));
  for (const check of report.checks) {
    check.title = text;
    for (const verdict of check.verdicts) Object.assign(verdict, { expected: text, actual: text });
  }
  return { report, evidence: new Map([...sample.evidence].map(([id, one]) => [replace(id), replace(one)])) };
};

type Detect = (text: string) => string[];
const sarif: Detect = (text) => foreignSarif(JSON.parse(text));
const badges: Detect = (text) => (text.startsWith("<svg") ? foreignSvg(text) : rawControls(text));

/** A format, what finds raw text in it, and the same format by somebody who escapes nothing. */
const formats: [string, Detect, (report: Report) => string][] = [
  ["markdown", foreignMarkdown, (report) => titles(report, (title) => `- ${title}\n`)],
  ["github-summary", foreignMarkdown, (report) => titles(report, (title) => `| ${title} |\n`)],
  ["csv", csvFormulas, (report) => titles(report, (title) => `"${title.replaceAll('"', '""')}",1\r\n`)],
  ["github", foreignCommands, (report) => titles(report, (title) => `::error title=${title}::${title}\n`)],
  ["sarif", sarif, (report) => JSON.stringify({ text: titles(report, String), helpUri: report.requirements[0]?.url })],
  ["badge", badges, (report) => `<svg><title>${titles(report, String)}</title></svg>`],
];
const titles = (report: Report, draw: (title: string) => string): string =>
  report.checks.map(({ title }) => draw(title)).join("");

for (const [name, detect, raw] of formats) {
  const drawn = ({ report, evidence }: Sample): string[] => {
    const reporter = REPORTERS[name];
    assert.ok(reporter);
    return filesOf(reporter, report, evidence).map(({ text }) => text);
  };

  test(`${name}: the detector fires on raw text`, () => assert.ok(detect(raw(hostile().report)).length > 5));

  test(`${name}: hostile text stays text`, () => {
    for (const sample of [hostile(), ...OBEYED.map(obeyed)])
      for (const text of drawn(sample)) assert.deepEqual(detect(text), [], sample.report.checks[0]?.title);
  });
}

/** A line as it would stand in a format that writes it raw, and what must find it. */
const caught: [Detect, string, string][] = [
  [csvFormulas, "a formula", 'a,b\r\n"=1+1",2\r\n'],
  [csvFormulas, "a line with a field too many", "a,b\r\n1,2,3\r\n"],
  [foreignCommands, "a command of another kind", "::add-mask::x\n"],
  [foreignCommands, "a property of another name", "::error title=a,x=b::c\n"],
  [foreignCommands, "the older form", "text ##[error]x\n"],
  [foreignMarkdown, "a link", "- see [x](javascript:y)\n"],
  [foreignMarkdown, "an image", "- ![x](y)\n"],
  [foreignMarkdown, "an element", "- a <b>c\n"],
  [foreignMarkdown, "a cell too many", "| a | b |\n| --- | --- |\n| 1 | 2 | 3 |\n"],
  [foreignMarkdown, "a code span that does not end", "- a `b\n"],
  [foreignMarkdown, "an address", "- https://evil.example\n"],
  [foreignMarkdown, "a list inside an item", "- - a\n"],
  [sarif, "a link in a message", '{ "text": "[a](https://b)" }'],
  [sarif, "a placeholder", '{ "text": "{0}" }'],
  [sarif, "a script for an address", '{ "helpUri": "javascript:a" }'],
  [foreignSvg, "a script", "<svg><script/></svg>"],
  [foreignSvg, "a handler", '<svg onload="a"/>'],
];

for (const [detect, what, text] of caught)
  test(`the detectors find ${what}: ${JSON.stringify(text)}`, () => assert.notDeepEqual(detect(text), []));
