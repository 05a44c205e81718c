/** What the run itself has to say: what it could not judge, what went wrong in it, and entries that no longer hold. */
import type { Report } from "../../engine/types/report.js";

import { forTerminal } from "../escape.js";
import type { Reading } from "../model/reading.js";
import { BLOCKED_HINT, MEANING, plural } from "../model/words.js";
import { locations, message, without } from "./parts.js";

interface Note {
  id: string;
  level: "error" | "warning" | "note";
  text: string;
  keys: string[];
  rule?: string;
  locations?: object[];
}

const notesOf = (report: Report, reading: Reading): Note[] => [
  ...report.checks.flatMap((check) =>
    check.verdicts
      .filter(({ outcome }) => outcome === "error")
      .map((verdict): Note => ({
        id: "error",
        level: "error",
        text: `${check.id}: ${verdict.reason ?? verdict.actual}`,
        keys: [verdict.key],
        rule: verdict.requirement,
        locations: locations(check),
      })),
  ),
  ...reading.stale.map(({ key, why }): Note => ({ id: "stale", level: "error", text: `${key}: ${why}`, keys: [key] })),
  ...reading.blocked.map(({ reason, because, problem, verdicts, checks }): Note => {
    const cited = new Set(verdicts.map(({ requirement }) => requirement));
    const helps = problem?.hint ?? BLOCKED_HINT[reason];
    return {
      id: `blocked/${reason}`,
      level: "warning",
      text: `${plural(verdicts.length, "verdict")} in ${plural(checks.length, "check")} could not be given: ${problem?.message ?? because}\nwhat helps: ${helps}`,
      keys: verdicts.map(({ key }) => key),
      rule: cited.size === 1 ? [...cited][0] : undefined,
    };
  }),
  ...reading.known
    .filter(({ verdict }) => verdict.outcome === "blocked")
    .map(({ check, verdict }): Note => ({
      id: `blocked/${verdict.blocked ?? "not-observed"}`,
      level: "note",
      text: `${check.id}: known to be so: ${verdict.known?.reason ?? ""}`,
      keys: [verdict.key],
      rule: verdict.requirement,
      locations: locations(check),
    })),
];

const described = (id: string): string =>
  id === "stale" ? "an entry under expected: no longer holds" : id === "error" ? MEANING.error : MEANING.blocked;

/** `rules`: ids in the order of the driver's rules. */
export const notifications = (
  report: Report,
  reading: Reading,
  rules: string[],
): { descriptors: object[]; notes: object[] } => {
  const all = notesOf(report, reading);
  const ids = [...new Set(all.map(({ id }) => id))];
  return {
    descriptors: ids.map((id) => ({ id, shortDescription: message(described(id)) })),
    notes: all.map(({ id, level, text, keys, rule, locations: places }) =>
      without({
        descriptor: { id, index: ids.indexOf(id) },
        level,
        message: message(text),
        associatedRule: rule === undefined ? undefined : { id: forTerminal(rule), index: rules.indexOf(rule) },
        locations: places,
        properties: { verdicts: keys.map(forTerminal) },
      }),
    ),
  };
};
