import { viewOf } from "../observe/view.js";
import { loadFolder } from "../registry.js";
import type { Observation, TransportCode } from "../types/evidence.js";
import type { Json, Matchers, Members } from "../types/suite.js";
import type { Match, Matcher, Subject } from "./matcher.js";

/** Every matcher by name: a file in `matchers/` is one; those that hold matchers themselves stand here. */
export const MATCHERS: Record<string, Matcher> = {
  ...(await loadFolder<Matcher>(new URL("../matchers/", import.meta.url), "matcher")),
  any: {
    describe: (value) => (value as Members[]).map((one) => `(${describeMatchers(one)})`).join(" or "),
    match: (value, subject) => {
      const matches = (value as Members[]).map((one) => matchAll(one, subject));
      return (
        matches.find((match) => match.ok && match.inapplicable === undefined) ??
        matches.find((match) => match.inapplicable !== undefined) ?? { ok: false, actual: unique(matches).join("; ") }
      );
    },
  },
  not: {
    describe: (value) => `not (${describeMatchers(value as Members)})`,
    match: (value, subject) => {
      const match = matchAll(value as Members, subject);
      return { ...match, ok: !match.ok };
    },
  },
  count: {
    describe: (value) => {
      const { where, min, max } = value as { where: Members; min?: number; max?: number };
      return `${[min === undefined ? "" : `at least ${min}`, max === undefined ? "" : `at most ${max}`].filter(Boolean).join(" and ")} of the attempts with ${describeMatchers(where)}`;
    },
    match: (value, subject) => {
      const {
        where,
        min = 0,
        max = Number.POSITIVE_INFINITY,
      } = value as { where: Members; min?: number; max?: number };
      const found = subject.attempts.filter((attempt) => matchAll(where, subjectOf([attempt])).ok).length;
      return { ok: found >= min && found <= max, actual: `${found} of ${subject.attempts.length} attempts` };
    },
  },
};

/** The subject of a step: its last observation, with all of its attempts. */
export function subjectOf(attempts: Observation[]): Subject {
  const observation = attempts.at(-1);
  if (!observation) throw new Error("a step without an observation cannot be matched");
  return { observation, attempts, view: viewOf(observation) };
}

/** All matchers of a set together; references in it are resolved already. */
export function matchAll(matchers: Matchers, subject: Subject): Match {
  const results = Object.entries(matchers).map(([name, value]) => named(name).match(value, subject));
  const free = results.find((result) => result.inapplicable !== undefined);
  if (free) return free;
  const wrong = results.filter((result) => !result.ok);
  return { ok: wrong.length === 0, actual: unique(wrong.length > 0 ? wrong : results).join("; ") };
}

export function describeMatchers(matchers: Matchers): string {
  return Object.entries(matchers)
    .map(([name, value]) => named(name).describe(value))
    .join("; ");
}

/** Whether a set says something of this failure of the transport, so that it can be judged without an answer. */
export function judgesTransport(matchers: Matchers, code: TransportCode): boolean {
  return Object.entries(matchers).some(([name, value]) => {
    const { transport } = named(name);
    if (transport === true || (Array.isArray(transport) && transport.includes(code))) return true;
    if (name === "not") return judgesTransport(value as Members, code);
    return name === "any" && (value as Json[]).some((one) => judgesTransport(one as Members, code));
  });
}

function named(name: string): Matcher {
  const matcher = MATCHERS[name];
  if (!matcher) throw new Error(`no matcher "${name}"`);
  return matcher;
}

function unique(matches: Match[]): string[] {
  return [...new Set(matches.map((match) => match.actual))];
}
