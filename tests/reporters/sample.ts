/** Builders of reports and observations for tests, all deterministic. */
import type { Exchange, Headers, Observation, Parameters } from "../../engine/types/evidence.js";
import {
  type CheckReport,
  type Evidence,
  OUTCOMES,
  type Outcome,
  type Report,
  type RequirementReport,
  type Verdict,
} from "../../engine/types/report.js";
import { type Level, LEVELS } from "../../engine/types/suite.js";

export interface Sample {
  report: Report;
  evidence: Evidence;
}

export const ISSUER = "https://login.example.com";
const AT = "2026-03-02T17:58:04.120Z";

export const exchange = (
  method: string,
  path: string,
  body: string | undefined,
  status: number,
  answer: string,
  headers: Headers = {},
): Exchange => ({
  at: AT,
  duration_ms: 14.2,
  request: {
    method,
    url: `${ISSUER}${path}`,
    headers: {
      accept: ["application/json"],
      ...(body
        ? { "content-type": ["application/x-www-form-urlencoded"], authorization: ["Basic <client-secret-basic:web>"] }
        : {}),
    },
    body,
  },
  response: {
    status,
    headers: {
      "content-type": ["application/json;charset=utf-8"],
      date: ["Mon, 02 Mar 2026 17:58:04 GMT"],
      ...headers,
    },
    body: answer,
    size: answer.length,
  },
});

export const observation = (id: string, exchanges: Exchange[], more: Partial<Observation> = {}): Observation => ({
  id,
  kind: "response",
  exchanges,
  client: "web",
  auth: "client_secret_basic",
  sent: Object.fromEntries(new URLSearchParams(exchanges[0]?.request.body ?? "")) as Parameters,
  made: {},
  offers: {},
  ...more,
});

export const requirement = (
  id: string,
  spec: string,
  section: string,
  level: Level,
  statement: string,
  more: Partial<RequirementReport> = {},
): RequirementReport => ({
  id,
  spec,
  section,
  url: spec.startsWith("rfc")
    ? `https://www.rfc-editor.org/rfc/${spec}#section-${section}`
    : `https://docs.example.com/oauth#${section}`,
  level,
  basis: "keyword",
  statement,
  testable: "yes",
  outcome: "untested",
  profiles: ["oauth2"],
  verdicts: [],
  ...more,
});

export const verdict = (
  check: string,
  clause: string,
  section: string,
  level: Level,
  outcome: Outcome,
  more: Partial<Verdict> = {},
): Verdict => ({
  key: `${check}#${clause}`,
  requirement: clause,
  section,
  level,
  basis: "keyword",
  outcome,
  expected: "status 400, body error invalid_grant",
  actual: outcome === "pass" ? "status 400, body error invalid_grant" : "status 200",
  observations: [],
  step: "3",
  ...more,
});

const worst = (outcomes: Outcome[]): Outcome => OUTCOMES.find((outcome) => outcomes.includes(outcome)) ?? "untested";

export const check = (
  id: string,
  title: string,
  verdicts: Verdict[],
  steps: CheckReport["steps"] = [],
): CheckReport => ({
  id,
  plan: id.split("-").slice(0, 2).join("-"),
  title,
  source: `suites/${id.split("-")[0]}/${id.split("-").slice(1, 3).join("-")}.plan.yaml:12`,
  outcome: worst(verdicts.map((one) => one.outcome)),
  steps:
    steps.length > 0
      ? steps
      : [
          {
            path: "1",
            text: "Token request",
            state: "done",
            observations: [...new Set(verdicts.flatMap((one) => one.observations))],
          },
        ],
  duration_ms: 41,
  verdicts,
});

/** Counts and cross references, as the engine fills them in. */
export const assemble = (
  parts: Pick<Report, "requirements" | "checks"> & Partial<Report>,
  observations: Observation[],
): Sample => {
  const verdicts = parts.checks.flatMap((one) => one.verdicts);
  const count = (list: Verdict[]): Partial<Record<Outcome, number>> =>
    Object.fromEntries(
      OUTCOMES.map((outcome) => [outcome, list.filter((one) => one.outcome === outcome).length] as const).filter(
        ([, number]) => number > 0,
      ),
    );
  for (const one of parts.requirements) {
    const mine = verdicts.filter((entry) => entry.requirement === one.id);
    one.verdicts = mine.map((entry) => entry.key);
    one.outcome = worst(mine.map((entry) => entry.outcome));
  }
  const report: Report = {
    format: 1,
    assay: {
      version: "0.1.0",
      plans_digest: "4f1d9c60a7be55d2f0a83c6e",
      started: "2026-03-02T17:58:03.000Z",
      finished: "2026-03-02T17:58:09.400Z",
      command: "assay run example --profile oauth2,oauth2-bcp",
      complete: true,
    },
    provider: { provider: "example", name: "Example Login", version: "8.2.1", issuer: ISSUER },
    facts: [
      { name: "issuer", value: ISSUER, source: "metadata" },
      { name: "grant:refresh_token", value: true, source: "metadata grant_types_supported" },
      { name: "grant:client_credentials", value: false, source: "metadata default: grant_types_supported is absent" },
    ],
    problems: [],
    profiles: [
      {
        name: "oauth2",
        revision: 1,
        title: "OAuth 2.0",
        documents: ["RFC 6749 (October 2012)", "RFC 9207"],
        verdict: "non-conformant",
        must: { met: 96, applicable: 99 },
        should: { met: 21, applicable: 23 },
        coverage: { testable: 181, cited: 124, judged: 122 },
      },
      {
        name: "oauth2-bcp",
        revision: 2,
        title: "OAuth 2.0 with the security best current practice",
        documents: ["RFC 9700"],
        verdict: "incomplete",
        must: { met: 31, applicable: 31 },
        should: { met: 18, applicable: 18 },
        coverage: { testable: 62, cited: 51, judged: 49 },
      },
    ],
    summary: {
      checks: parts.checks.length,
      verdicts: verdicts.length,
      requirements: new Set(verdicts.map((one) => one.requirement)).size,
      by_outcome: count(verdicts),
      by_level: Object.fromEntries(
        LEVELS.map((level) => [level, count(verdicts.filter((one) => one.level === level))] as const).filter(
          ([, row]) => Object.keys(row).length > 0,
        ),
      ),
      known: verdicts.filter((one) => one.known?.outcome === one.outcome).length,
      stale: verdicts
        .filter((one) => one.known && one.known.outcome !== one.outcome)
        .map((one) => ({ key: one.key, why: `expected "${one.known?.outcome}", the outcome is now "${one.outcome}"` })),
    },
    not_selected: [],
    exit_code: 1,
    ...parts,
  };
  return { report, evidence: new Map(observations.map((one) => [one.id, one])) };
};
