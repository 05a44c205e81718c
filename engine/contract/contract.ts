import { expandPlan } from "../load/expand.js";
import { expandPreparations } from "../load/preparations.js";
import type { Source } from "../load/yaml.js";
import type { Contract } from "../types/contract.js";
import type { Provider } from "../types/provider.js";
import type { Members, Suite } from "../types/suite.js";
import { columnsOf } from "./columns.js";
import { DOCUMENTATION, documentationOf, requirementOf } from "./requirements.js";
import { contractTables, rowsOf } from "./tables.js";
import { usualRequest } from "./usual-request.js";

/**
 * The suite with what a provider's documentation promises: a requirement at level DOCUMENTED for each row of its
 * contract, and the checks that the plans over contracts come to for those rows. A provider without a contract leaves
 * the suite as it is.
 */
export function withContract(suite: Suite, provider: Members): Suite {
  const contract = provider["contract"] as unknown as Contract | undefined;
  if (!contract || suite.specifications.has(DOCUMENTATION)) return suite;
  const rows = rowsOf(String(provider["provider"]), contract);
  const settings = provider as unknown as Partial<Pick<Provider, "grants" | "registration">>;
  const tables = contractTables(contract, rows, (row) => columnsOf(row, usualRequest(suite, settings, row)));
  const requirements = rows.map(requirementOf);
  const documentation = documentationOf(provider, requirements);
  const checks = suite.contractPlans
    .flatMap((source) => expandPlan(source, tables))
    .map((check) => ({ ...check, spec: documentation.spec, steps: expandPreparations(check.steps, suite) }));
  return {
    ...suite,
    specifications: new Map([...suite.specifications, [documentation.spec, documentation]]),
    requirements: new Map([...suite.requirements, ...requirements.map((one) => [one.id, one] as const)]),
    checks: new Map([...suite.checks, ...checks.map((one) => [one.id, one] as const)]),
  };
}

/** Ids of the checks over contracts, without their rows, which are each provider's own; and where they stand. */
export function contractCheckIds(source: Source): [id: string, at: { file: string; line: number; column: number }][] {
  const checks = (source.value as Members)["checks"] as Members[];
  return checks.map(({ id }, index) => [
    String(id),
    { file: source.file, ...source.position(["checks", index, "id"]) },
  ]);
}

/** What evidence keeps of a provider's promises; `withContract` reads no more. */
export function describeContract(file: Provider): Members {
  const { provider, name, documentation, contract, documentation_issues, grants, registration } = file;
  return {
    provider,
    name,
    ...(registration ? { registration } : {}),
    ...(Object.keys(grants).length > 0 ? { grants: grants as unknown as Members } : {}),
    ...(documentation ? { documentation } : {}),
    ...(contract ? { contract: contract as unknown as Members } : {}),
    ...(documentation_issues.length > 0 ? { documentation_issues: documentation_issues as unknown as Members[] } : {}),
  };
}
