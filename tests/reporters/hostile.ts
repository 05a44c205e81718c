/** The sample with hostile text in every place that a target, or a file of somebody else, can fill. */
import type { DocumentationReport } from "../../engine/types/report.js";
import type { Json } from "../../engine/types/suite.js";
import { observation, type Sample } from "./sample.js";
import { small } from "./small.js";

/** Each is harmful in at least one output when written raw. */
export const HOSTILE = [
  "<script>window.owned=1</script>",
  '"><img src=x onerror="window.owned=1">',
  "'><svg onload=window.owned=1>",
  "</pre></style></title></textarea><script>window.owned=1</script>",
  '<a href="javascript:window.owned=1">x</a><base href=//evil.example><meta http-equiv=refresh content=0>',
  "${window.owned=1}{{window.owned=1}}`",
  "]]><!--<?xml?>&bogus;&#0;<failure>",
  "\u001b[2J\u001b[31mred\u001b]0;title\u0007\u001b]8;;https://evil.example\u0007\u009b31m\u0000\b\r\nASSAY: all passed",
  "\u202eevil\u2066bidi\u200b\u2028\u2029\ufeff\u{e0041}",
  "\ud800lone\ufffe\uffff\u000b",
].join(" | ");

/** Every string that is `leaf` or deeper gets the hostile text behind it. */
const poison = <T>(value: T): T => {
  if (typeof value === "string") return `${value}${HOSTILE}` as T;
  if (Array.isArray(value)) return value.map(poison) as T;
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [`${name}${HOSTILE}`, poison(inner)])) as T;
  return value;
};

const documentation = (): DocumentationReport => ({
  verdict: "broken",
  kept: 0,
  broken: 1,
  unlike: 0,
  not_judged: 0,
  total: 1,
  promises: [
    {
      id: `example-docs-token-lifetime${HOSTILE}`,
      statement: HOSTILE,
      at: HOSTILE,
      basis: "elsewhere",
      source: { title: HOSTILE, url: `javascript:window.owned=1//${HOSTILE}`, release: HOSTILE },
      outcome: "fail",
      verdicts: [],
      against: [{ id: HOSTILE, name: HOSTILE, section: HOSTILE, outcome: "fail" }],
    },
  ],
  issues: [
    {
      id: HOSTILE,
      title: HOSTILE,
      between: [{ at: HOSTILE }, { clause: HOSTILE, name: HOSTILE, section: HOSTILE, statement: HOSTILE }],
      note: HOSTILE,
    },
  ],
});

export const hostile = (): Sample => {
  const { report, evidence } = small();
  const ids = new Map([...evidence.keys()].map((id) => [id, `${id}${HOSTILE}`]));
  const renamed = (list: string[]): string[] => list.map((id) => ids.get(id) ?? id);
  const named = (id: string): string => `${id}${HOSTILE}`;

  report.provider.name = poison(report.provider.name);
  report.provider["version"] = poison("1");
  report.provider["issuer"] = poison("https://login.example.com");
  for (const name of ["vendor", "product", "contact"]) report.provider[name] = poison(name);
  report.provider["documentation"] = { title: HOSTILE, version: HOSTILE, url: `javascript:window.owned=1//${HOSTILE}` };
  report.documentation = documentation();
  report.assay.command = poison(report.assay.command);
  report.assay.complete = false;
  report.assay.why_incomplete = HOSTILE;
  report.facts = report.facts.map((fact) => ({
    name: poison(fact.name),
    value: poison<Json>({ a: "b" }),
    source: poison(fact.source),
  }));
  report.problems = report.problems.map((one) => ({
    ...one,
    code: poison(one.code),
    message: poison(one.message),
    hint: HOSTILE,
    observation: one.observation && ids.get(one.observation),
  }));
  report.not_selected = report.not_selected.map((one) => ({ id: named(one.id), why: named(one.why) }));
  report.summary.stale = report.summary.stale.map(({ key, why }) => ({ key: named(key), why: poison(why) }));
  for (const clause of report.requirements) {
    clause.statement = poison(clause.statement);
    clause.url = `javascript:window.owned=1//${HOSTILE}`;
    clause.section = poison(clause.section);
    clause.id = named(clause.id);
    clause.spec = named(clause.spec);
    clause.verdicts = clause.verdicts.map(named);
    clause.excluded &&= HOSTILE;
  }
  for (const check of report.checks) {
    check.id = named(check.id);
    check.title = named(check.title);
    check.plan = named(check.plan);
    check.source = named(check.source);
    check.steps = check.steps.map((step) => ({
      path: step.path,
      text: named(step.text),
      state: named(step.state),
      because: HOSTILE,
      observations: renamed(step.observations),
    }));
    for (const one of check.verdicts) {
      Object.assign(one, {
        key: named(one.key),
        requirement: named(one.requirement),
        section: named(one.section),
        expected: named(one.expected),
        actual: named(one.actual),
        reason: HOSTILE,
        value: poison<Json>({ a: "b" }),
      });
      one.observations = renamed(one.observations);
      if (one.outcome === "fail") {
        const run = { actual: named("x"), reason: HOSTILE, observations: one.observations };
        one.unstable = true;
        one.runs = [
          { outcome: "fail", ...run },
          { outcome: "pass", ...run },
        ];
      }
      if (one.known)
        one.known = {
          ...one.known,
          reason: HOSTILE,
          issue: `javascript:window.owned=1//${HOSTILE}`,
          owner: HOSTILE,
          until: HOSTILE,
        };
    }
  }
  const poisoned = [...evidence.values()].map((one) => {
    const { id, kind, exchanges, driver, delivered, redirect_status, jwt, ...rest } = one;
    const hurt = exchanges.map(({ request, response, error, ...entry }) => ({
      ...entry,
      request: {
        method: named(request.method),
        url: named(request.url),
        headers: poison(request.headers),
        body: request.body && named(request.body),
      },
      response: response && {
        status: response.status,
        size: 10,
        truncated: true,
        headers: poison(response.headers),
        body: named(response.body),
      },
      error: error && { code: error.code, message: HOSTILE, key: HOSTILE },
      retried: { code: "reset" as const, message: HOSTILE },
    }));
    return observation(named(id), hurt, {
      kind,
      driver,
      delivered,
      redirect_status,
      client: HOSTILE,
      auth: HOSTILE,
      sent: poison(rest.sent),
      redirect: rest.redirect && poison(rest.redirect),
      redirect_uri: rest.redirect_uri && HOSTILE,
      page: rest.page && HOSTILE,
      page_text: rest.page_text && HOSTILE,
      acted: rest.acted && [HOSTILE],
      duplicates: [HOSTILE],
      samples: { [HOSTILE]: { size: 1, distinct: 1, max_bits: 1 } },
      transport: rest.transport && { code: rest.transport.code, message: HOSTILE },
      jwt: jwt && {
        [HOSTILE]: { header: poison({ alg: "none" }), claims: poison({ sub: "x" }), verified: "no", reason: HOSTILE },
      },
    });
  });
  return { report, evidence: new Map(poisoned.map((one) => [one.id, one])) };
};
