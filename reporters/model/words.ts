/** The words and signs that every format uses for the same thing. */
import { STATUS_CODES } from "node:http";
import type { BlockedReason } from "../../engine/types/evidence.js";
import type {
  DeviationCounts,
  DocumentationReport,
  Outcome,
  ProfileReport,
  Report,
  StaleDeviation,
  Verdict,
} from "../../engine/types/report.js";

/** A sign beside the word, so that colour never carries the meaning alone. */
export const SIGN: Record<Outcome, string> = {
  fail: "✗",
  error: "⊗",
  blocked: "⊘",
  warn: "!",
  pass: "✓",
  observed: "◦",
  "not-supported": "–",
  "not-applicable": "–",
  "not-selected": "–",
  untested: "?",
};

export const MEANING: Record<Outcome, string> = {
  fail: "a MUST or MUST NOT of the specification, or a documented promise, is broken",
  error: "Assay itself is at fault; nothing is said about the server",
  blocked: "applies, and could not be judged in this run",
  warn: "a SHOULD is not followed, or an answer is only tolerated",
  pass: "met; any answer that the text allows",
  observed: "optional behaviour, recorded and never scored",
  "not-supported": "the server does not have the feature that the clause is about",
  "not-applicable": "the clause's condition did not arise; what was seen is stored",
  "not-selected": "left out by the user",
  untested: "no check of this run cites the clause",
};

/** Who was checked, as titles and column heads say it: a stand-in is never passed off as the vendor's server. */
export const providerName = ({ name, stand_in }: Report["provider"]): string =>
  stand_in === true ? `${name} (stand-in made from its documentation)` : name;

export const DOCUMENTATION_VERDICT: Record<
  DocumentationReport["verdict"],
  { word: string; sign: string; outcome: Outcome }
> = {
  kept: { word: "documentation kept", sign: "✓", outcome: "pass" },
  broken: { word: "documentation broken", sign: "✗", outcome: "fail" },
  "not judged": { word: "documentation not judged", sign: "⊘", outcome: "blocked" },
};

/** What became of the promises, in words. */
export const promisesKept = ({
  kept,
  broken,
  unlike,
  not_judged,
  total,
}: Omit<DocumentationReport, "promises" | "issues">): string =>
  [
    `${kept} of ${plural(total, "promise")} kept`,
    broken > 0 && `${broken} broken`,
    unlike > 0 && `${unlike} unlike the example`,
    not_judged > 0 && `${not_judged} not judged`,
  ]
    .filter(Boolean)
    .join(", ");

export const PROFILE_VERDICT: Record<ProfileReport["verdict"], { word: string; sign: string }> = {
  conformant: { word: "conformant", sign: "✓" },
  "non-conformant": { word: "non-conformant", sign: "✗" },
  incomplete: { word: "incomplete", sign: "⊘" },
};

export const EXIT: Record<0 | 1 | 2 | 3, string> = {
  0: "nothing is broken that is not a known deviation",
  1: "something is broken that is not a known deviation",
  2: "the run itself went wrong",
  3: "something that applies could not be judged",
};

/** The six counters of a gate in a line, without those that are nought; undefined when all are. */
export const deviationsText = ({ summary }: Report): string | undefined => {
  const part = (label: string, counts: DeviationCounts | undefined): string[] => {
    const some = (["fail", "warn", "blocked"] as const).filter((outcome) => (counts?.[outcome] ?? 0) > 0);
    return some.length > 0 ? [`${label}: ${some.map((outcome) => `${counts?.[outcome]} ${outcome}`).join(", ")}`] : [];
  };
  const parts = [...part("unexpected", summary.unexpected), ...part("no longer happening", summary.gone)];
  return parts.length > 0 ? parts.join("; ") : undefined;
};

/** What was a matter of luck, and what was looked at only once, in a line; undefined where there is neither. */
export const confirmationText = ({ summary, checks }: Report): string | undefined => {
  const { unstable = 0, unconfirmed = 0 } = summary;
  const why = new Set(checks.flatMap((check) => check.verdicts.flatMap((verdict) => verdict.unconfirmed ?? [])));
  const parts = [
    unstable > 0 && `${plural(unstable, "verdict")} unstable`,
    unconfirmed > 0 && `${plural(unconfirmed, "verdict")} not confirmed (${[...why].join("; ")})`,
  ];
  return parts.filter(Boolean).join("; ") || undefined;
};

/** What to do about an entry that no longer holds. */
export const staleHint = ({ baseline }: StaleDeviation): string =>
  baseline
    ? "it comes from the baseline: take a new one"
    : "mend or remove the entry under expected: in the provider file";

/** What each of two runs of a check came to, where only one failed; else nothing. */
export const unstableRuns = ({ unstable, runs }: Verdict): { title: string; text: string; observation?: string }[] =>
  unstable === undefined
    ? []
    : (runs ?? []).map(({ outcome, actual, reason, observations }, index) => ({
        title: ["1st run", "2nd run"][index] ?? `run ${index + 1}`,
        text: [outcome, reason, actual].filter(Boolean).join(": "),
        observation: observations.at(-1),
      }));

/** What a person can do about it, where the run had no better advice. */
export const BLOCKED_HINT: Record<BlockedReason, string> = {
  "setup-failed":
    "the unchanged request must succeed first; look at the exchange and at the client's entry in the provider file",
  "needs-config": "add or correct the named key in the provider file",
  "needs-browser": "install Chromium, or set driver: http if the pages work without script",
  "needs-human": "log in once with assay login, or run with --headed",
  "rate-limited": "lower network.rate in the provider file, or --concurrency",
  timeout: "raise network.timeout in the provider file, or ask why the server is slow",
  unreachable: "check the address and network: in the provider file",
  "not-observed": "the server never did what the clause speaks of; the steps show what it did instead",
  interrupted: "finish the run with --resume",
};

const NAMES: Record<string, string> = {
  documentation: "Documentation",
  "oidc-core": "OpenID Connect Core",
  "oidc-discovery": "OpenID Connect Discovery",
  "oidc-registration": "OpenID Connect Registration",
  "smart-app-launch": "SMART App Launch",
  "smart-backend-services": "SMART Backend Services",
};

/** `rfc6749` is RFC 6749; a name that says nothing to people stays the slug. */
export const specName = (spec: string): string => NAMES[spec] ?? spec.replace(/^rfc(\d+)$/, "RFC $1");

export const section = (number: string): string => (/^[\dA-Z]/.test(number) ? `§\u00a0${number}` : number);

export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString("en")} ${count === 1 ? one : many}`;

export const duration = (ms: number): string => {
  if (!Number.isFinite(ms) || ms < 0) return "?";
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, "0")} s`;
};

export const statusLine = (status: number): string => `${status} ${STATUS_CODES[status] ?? ""}`.trim();

/** Cut at a character boundary, and say how much is missing. */
export const shorten = (text: string, max: number): string => {
  if (text.length <= max) return text;
  const end = /[\ud800-\udbff]/.test(text[max - 1] ?? "") ? max - 1 : max;
  return `${text.slice(0, end)}… (${(text.length - end).toLocaleString("en")} more characters)`;
};
