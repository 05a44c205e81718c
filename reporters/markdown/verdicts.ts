/** What is broken and what could not be judged: the clause, one line each way, and the two answers. */
import type { Evidence, Outcome, Report, Verdict } from "../../engine/types/report.js";

import { forMarkdown } from "../escape.js";
import { type Digest, digest } from "../model/digest.js";
import { type Block, blocksOf, type Reading } from "../model/reading.js";
import { BLOCKED_HINT, plural, section, shorten, SIGN, specName } from "../model/words.js";
import type { Stable } from "./stable.js";
import { blocks, code, link, list } from "./text.js";

const LINE = 400;
const SENTENCE = 600;

export interface Drawing {
  report: Report;
  evidence: Evidence;
  reading: Reading;
  stable: Stable;
}

/** `**MUST** RFC 6749 § 5.1: what the clause says.` */
const clause = ({ requirement, level, basis, section: number }: Verdict, { reading, stable }: Drawing): string => {
  const found = reading.requirements.get(requirement);
  const weak = basis === "inferred" || basis === "unchecked" ? ` (${basis})` : "";
  const place = found ? `${specName(found.spec)} ${section(found.section)}` : section(number);
  return `**${level}**${weak} ${link(place, found?.url)}, ${code(requirement)}${found ? `: ${forMarkdown(stable(found.statement))}` : ""}`;
};

const sent = ({ request }: Digest): string | undefined => {
  if (!request) return undefined;
  const { line, parameters, as } = request;
  const pairs = parameters.map(([name, value]) => ` ${name}=${value}`).join("");
  return `${line}${pairs}${as ? ` (${as})` : ""}`;
};

const got = ({ answer: { line, details, body } }: Digest): string =>
  [line, ...details.map(([name, value]) => `${name}${value}`), body].filter(Boolean).join("; ");

const deviation = (known: NonNullable<Verdict["known"]>): string => {
  const { reason, until, owner, issue } = known;
  const rest = [until && `until ${until}`, owner && `owner ${owner}`].filter(Boolean).map((one) => `, ${one}`);
  return `known deviation: ${forMarkdown(reason + rest.join(""))}${issue ? `, ${link(issue, issue)}` : ""}`;
};

/** What was sent, what came back, what was expected and what was found, a line each. */
export const exchangeOf = (one: Block, drawing: Drawing): string => {
  const { evidence, stable } = drawing;
  const shown = digest(one.observations, evidence, `${one.expected} ${one.actual}`);
  const made = Object.assign({}, ...one.observations.map((id) => evidence.get(id)?.made ?? {}));
  const line = (text: string): string => code(shorten(stable(text, made), LINE));
  const words = (text: string): string => forMarkdown(shorten(stable(text, made), SENTENCE));
  const request = shown && sent(shown);
  const unconfirmed = one.verdicts[0]?.unconfirmed;
  const known = one.verdicts.find((verdict) => verdict.known?.outcome === one.outcome)?.known;
  return list([
    request && `sent: ${line(request)}`,
    shown && `came back: ${line(got(shown))}`,
    `expected: ${words(one.expected)}`,
    `actual: ${words(one.actual)}`,
    one.reason && `because: ${words(one.reason)}`,
    one.verdicts[0]?.unstable && "unstable: it was run twice, and only one of the runs failed",
    unconfirmed !== undefined && `not confirmed: ${words(unconfirmed)}`,
    known && deviation(known),
  ]);
};

const block = (one: Block, drawing: Drawing): string =>
  blocks(...one.verdicts.map((verdict) => clause(verdict, drawing)), exchangeOf(one, drawing));

/** Every check with a verdict of this outcome, known deviations among them. */
export const judged = (title: string, outcome: Outcome, drawing: Drawing): string | false => {
  const entries = drawing.report.checks
    .map((check) => ({ check, found: blocksOf(check.verdicts.filter((verdict) => verdict.outcome === outcome)) }))
    .filter(({ found }) => found.length > 0);
  if (entries.length === 0) return false;
  const verdicts = entries.reduce((sum, { found }) => sum + found.flatMap((one) => one.verdicts).length, 0);
  return blocks(
    `## ${title}`,
    `${plural(verdicts, "verdict")} in ${plural(entries.length, "check")}.`,
    ...entries.map(({ check, found }) =>
      blocks(
        `### ${SIGN[outcome]} ${forMarkdown(check.title)}`,
        `Check ${code(check.id)}`,
        ...found.map((one) => block(one, drawing)),
      ),
    ),
  );
};

/** One cause once, however many verdicts wait for it. */
export const blocked = ({ report, reading, stable }: Drawing): string | false => {
  const words = (text: string): string => forMarkdown(shorten(stable(text), SENTENCE));
  const known = reading.known.filter(({ verdict }) => verdict.outcome === "blocked");
  if (reading.blocked.length + known.length + report.problems.length === 0) return false;
  return blocks(
    "## Could not be judged",
    ...reading.blocked.map(({ reason, because, problem, verdicts, checks }) =>
      blocks(
        `### ${SIGN.blocked} ${reason}: ${plural(verdicts.length, "verdict")} in ${plural(checks.length, "check")}`,
        problem ? `Because of the problem ${code(problem.code)}, below.` : words(because),
        list([
          `checks: ${checks.map(code).join(", ")}`,
          !problem && `what helps: ${forMarkdown(BLOCKED_HINT[reason])}`,
        ]),
      ),
    ),
    known.length > 0 &&
      blocks(
        "### Known to be so",
        list(known.map(({ verdict }) => `${code(verdict.key)}: ${forMarkdown(verdict.known?.reason ?? "")}`)),
      ),
    report.problems.length > 0 &&
      blocks(
        "### Problems of the run",
        list(
          report.problems.map(
            ({ code: name, message, hint, reason }) =>
              `${code(name)}: ${words(message)}; what helps: ${words(hint ?? BLOCKED_HINT[reason])}`,
          ),
        ),
      ),
  );
};
