import { expandPlan } from "../load/expand.js";
import { expandPreparations } from "../load/preparations.js";
import type { Source } from "../load/yaml.js";
import type { Contract } from "../types/contract.js";
import type { Provider } from "../types/provider.js";
import type { Members, Suite } from "../types/suite.js";
import { columnsOf } from "./columns.js";
import { DOCUMENTATION, documentationOf, requirementOf } from "./requirements.js";
import { type PlacedRow, rowsOf } from "./tables.js";

/**
 * The suite with what a provider's documentation promises: a requirement at level DOCUMENTED for each row of its
 * contract, and the checks that the plans over contracts come to for those rows. A provider without a contract leaves
 * the suite as it is.
 */
export function withContract(suite: Suite, provider: Members): Suite {
  const contract = provider["contract"] as unknown as Contract | undefined;
  if (!contract || suite.specifications.has(DOCUMENTATION)) return suite;
  const rows = rowsOf(String(provider["provider"]), contract);
  const requirements = rows.map(requirementOf);
  const documentation = documentationOf(provider, requirements);
  const checks = suite.contractPlans
    .flatMap((source) => expandPlan(source, tablesOf(contract, rows)))
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
export function describeContract({ provider, name, documentation, contract, documentation_issues }: Provider): Members {
  return {
    provider,
    name,
    ...(documentation ? { documentation } : {}),
    ...(contract ? { contract: contract as unknown as Members } : {}),
    ...(documentation_issues.length > 0 ? { documentation_issues: documentation_issues as unknown as Members[] } : {}),
  };
}

/** The rows behind `rows: { from: contract... }`: `contract.token.members`, or `contract.token` for its grants. */
function tablesOf(contract: Contract, rows: readonly PlacedRow[]): (address: string) => Members[] {
  return (address) => {
    const [, exchange = "", table] = address.split(".");
    if (exchange === "direct") return direct(rows, table);
    if (table) return rows.filter((one) => one.exchange === exchange && one.table === table).map(columnsOf);
    if (exchange === "calls") {
      const grant = Object.keys(contract.token ?? {})[0] ?? "authorization_code";
      return rows.filter((one) => one.table === "calls").map((one) => ({ grant, ...columnsOf(one) }));
    }
    if (exchange === "token") return Object.keys(contract.token ?? {}).map((grant) => ({ row: grant, grant }));
    return rows.some((one) => one.exchange === exchange) ? [{ row: exchange, exchange }] : [];
  };
}

/** Endpoints that a client asks directly and that work alike. */
const DIRECT = ["introspection", "revocation", "registration"];

function direct(rows: readonly PlacedRow[], table: string | undefined): Members[] {
  const concerned = rows.filter(({ exchange }) => DIRECT.includes(exchange));
  if (!table)
    return [...new Set(concerned.map(({ exchange }) => exchange))].map((exchange) => ({ row: exchange, exchange }));
  return concerned
    .filter((one) => one.table === table)
    .map((one) => ({ ...columnsOf(one), row: `${one.exchange}/${one.slug}` }));
}
