import type { Contract } from "../types/contract.js";
import type { DocumentationIssue } from "../types/provider.js";
import type {
  ContradictionReport,
  DocumentationReport,
  Outcome,
  PromiseReport,
  RequirementReport,
} from "../types/report.js";
import type { Members, Suite } from "../types/suite.js";

/** What the documentation of a provider comes to, its promises among the requirements; undefined without a contract. */
export function documentationReport(
  suite: Suite,
  provider: Members,
  requirements: readonly RequirementReport[],
): DocumentationReport | undefined {
  const contract = provider["contract"] as unknown as Contract | undefined;
  if (!contract) return undefined;
  const outcomes = new Map(requirements.map(({ id, outcome }) => [id, outcome]));
  const promises = requirements
    .filter(({ level }) => level === "DOCUMENTED")
    .map((one) => promiseReport(one, suite, contract, outcomes));
  const count = (...wanted: Outcome[]): number => promises.filter(({ outcome }) => wanted.includes(outcome)).length;
  const [kept, broken, unlike] = [count("pass"), count("fail"), count("warn")];
  return {
    verdict: broken > 0 ? "broken" : kept > 0 ? "kept" : "not judged",
    kept,
    broken,
    unlike,
    not_judged: promises.length - kept - broken - unlike,
    total: promises.length,
    promises,
    issues: ((provider["documentation_issues"] ?? []) as unknown as DocumentationIssue[]).map((issue) => ({
      ...issue,
      between: issue.between.map((place) => ("clause" in place ? placeOf(place.clause, suite) : place)),
    })),
  };
}

/** A clause as its document has it, whether a profile of the run holds it or not. */
function placeOf(id: string, { requirements, specifications }: Suite): ContradictionReport["between"][number] {
  const clause = requirements.get(id);
  if (!clause) return { at: id };
  const name = specifications.get(clause.spec)?.name ?? clause.spec;
  return { clause: id, name, section: clause.section, statement: clause.statement };
}

function promiseReport(
  { id, statement, section, basis, outcome, verdicts }: RequirementReport,
  suite: Suite,
  { sources = {} }: Contract,
  outcomes: ReadonlyMap<string, Outcome>,
): PromiseReport {
  const promise = suite.requirements.get(id);
  const source = sources[promise?.source ?? ""];
  const against = (promise?.against ?? []).flatMap((clause) => suite.requirements.get(clause) ?? []);
  return {
    id,
    statement,
    at: section,
    basis,
    ...(source ? { source } : {}),
    outcome,
    verdicts,
    against: against.map((clause) => ({
      id: clause.id,
      name: suite.specifications.get(clause.spec)?.name ?? clause.spec,
      section: clause.section,
      outcome: outcomes.get(clause.id) ?? "untested",
    })),
  };
}
