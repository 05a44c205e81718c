/** `--update-expected`: what to put under `expected:` in the provider file, and what to take out of it. */
import { createInterface } from "node:readline/promises";
import type { Readable, Writable } from "node:stream";
import { TODO_REASON, type Report, type Verdict } from "../../engine/index.js";
import { forTerminal } from "../../reporters/escape.js";

/** Verdicts that one reason explains: the same clause, with the same outcome. */
export interface Unexpected {
  requirement: string;
  outcome: string;
  verdicts: Verdict[];
}

/** What makes the run fail, by clause; a warning only where warnings do. */
export function unexpectedOf(report: Report, strict: boolean): Unexpected[] {
  const counts = new Set(["fail", "blocked", ...(strict ? ["warn"] : [])]);
  const groups = new Map<string, Unexpected>();
  for (const verdict of report.checks.flatMap((check) => check.verdicts)) {
    const { requirement, outcome, known, blocked } = verdict;
    if (known || !counts.has(outcome) || blocked === "interrupted") continue;
    const group = groups.get(`${outcome} ${requirement}`) ?? { requirement, outcome, verdicts: [] };
    group.verdicts.push(verdict);
    groups.set(`${outcome} ${requirement}`, group);
  }
  return [...groups.values()];
}

/** Asks a person why each is accepted, once for each clause. An empty answer leaves the reason open. */
export async function askReasons(
  unexpected: readonly Unexpected[],
  streams: { input: Readable; output: Writable },
): Promise<Map<Unexpected, string>> {
  const reasons = new Map<Unexpected, string>();
  const terminal = createInterface(streams);
  const answers = terminal[Symbol.asyncIterator]();
  try {
    for (const one of unexpected) {
      const { requirement, outcome, verdicts } = one;
      const [first] = verdicts;
      streams.output.write(
        forTerminal(`${outcome} ${requirement} (${verdicts.length}): ${first?.reason ?? first?.actual ?? ""}`) +
          "\n  why is this accepted? (return: later) ",
      );
      const reason = await nextReason(answers, streams.output);
      if (reason === undefined) break;
      if (reason !== "") reasons.set(one, reason);
    }
  } finally {
    terminal.close();
  }
  return reasons;
}

/** What a provider file takes for a reason; schemas/formats/provider.schema.json. */
const SHORTEST_REASON = 10;

/** An answer that says something, or an empty one; undefined where there is nobody to answer any more. */
async function nextReason(answers: AsyncIterator<string>, output: Writable): Promise<string | undefined> {
  for (;;) {
    const { value, done } = await answers.next();
    if (done) return undefined;
    const reason = String(value).trim();
    if (reason === "" || reason.length >= SHORTEST_REASON) return reason;
    output.write(`  in ${SHORTEST_REASON} characters or more: `);
  }
}

/** YAML to paste, then what is to be deleted. */
export function expectedText(
  unexpected: readonly Unexpected[],
  reasons: ReadonlyMap<Unexpected, string>,
  report: Report,
): string {
  const entries = unexpected.flatMap((one) =>
    one.verdicts.map((verdict) => {
      const reason = reasons.get(one) ?? `${TODO_REASON}: ${verdict.reason ?? `got ${verdict.actual}`}`;
      const unstable = verdict.unstable ? " # unstable: one of two runs did not fail" : "";
      const { key, outcome } = verdict;
      return `  - { verdict: ${quoted(key)}, outcome: ${outcome}, reason: ${quoted(shortened(reason))} }${unstable}`;
    }),
  );
  const stale = report.summary.stale.filter(({ baseline }) => !baseline);
  const old = report.summary.stale.length - stale.length;
  const file = String(report.provider["file"] ?? "the provider file");
  return [
    ...(entries.length > 0 ? [`# add under expected: in ${forTerminal(file)}`, "expected:", ...entries] : []),
    ...stale.map(({ key, why }) => `# delete: ${forTerminal(key)} (${forTerminal(why)})`),
    ...(old > 0 ? [`# ${old} of the baseline no longer happen: take the report of this run as the new baseline`] : []),
    ...(entries.length + stale.length + old === 0 ? ["# nothing is unexpected, and every entry still holds"] : []),
    "",
  ].join("\n");
}

const LONGEST_REASON = 160;

const shortened = (text: string): string =>
  text.length > LONGEST_REASON ? `${text.slice(0, LONGEST_REASON)}...` : text;

/** JSON is YAML; what a server sent is shown, not obeyed. A reason is read as a template, so no `${` stays. */
const quoted = (text: string): string => JSON.stringify(forTerminal(text).replaceAll("${", "$ {"));
