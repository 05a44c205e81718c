import { didYouMean, type Problem } from "../errors.js";
import type { Source } from "../load/yaml.js";
import type { Contract, MemberRow, Needed, ParameterRow } from "../types/contract.js";
import type { Members } from "../types/suite.js";
import { type PlacedRow, rowsOf } from "./tables.js";

const CONDITIONS = ["sent", "granted", "registered"];

/** What is wrong with a contract in itself: rows that contradict each other or themselves, unknown conditions and sources. */
export function contractProblems(source: Source): Problem[] {
  const { provider, contract } = source.value as { provider?: string; contract?: Contract };
  if (!contract) return [];
  const rows = rowsOf(String(provider), contract);
  return rows.flatMap((placed, index) => [
    ...twice(placed, rows.slice(0, index), source),
    ...unknownCondition(placed, source),
    ...contradictsItself(placed, source),
    ...unknownSource(placed, contract, source),
  ]);
}

function problem(placed: PlacedRow, source: Source, message: string, hint?: string): Problem {
  return { code: "CONTRACT", message, file: source.file, ...source.position(["contract", ...placed.path]), hint };
}

function twice(placed: PlacedRow, before: readonly PlacedRow[], source: Source): Problem[] {
  const other = before.find(({ id }) => id === placed.id);
  if (!other) return [];
  const differing = Object.keys({ ...other.row, ...placed.row }).filter((key) => {
    const [one, two] = [other.row, placed.row].map((row) => JSON.stringify((row as unknown as Members)[key]));
    return key !== "at" && one !== two;
  });
  const { line } = source.position(["contract", ...other.path]);
  const contradicting = differing.length > 0 ? `, and they contradict each other in ${differing.join(", ")}` : "";
  return [
    problem(
      placed,
      source,
      `"${placed.row.name}" stands in line ${line} already${contradicting}`,
      "where the documentation says both, list it under documentation_issues and keep one; for another promise give the row a slug of its own with row:",
    ),
  ];
}

function unknownCondition(placed: PlacedRow, source: Source): Problem[] {
  const needed = (placed.row as { needed?: Needed }).needed;
  if (typeof needed !== "object") return [];
  const [name = ""] = Object.keys(needed.when);
  if (name === "registered" && (needed.when as Members)["registered"] !== "several")
    return [problem(placed, source, `"registered" expected several, got "${String((needed.when as Members)[name])}"`)];
  if (CONDITIONS.includes(name)) return [];
  const guess = didYouMean(name, CONDITIONS);
  const hint = guess ? `did you mean "${guess}"?` : `conditions: ${CONDITIONS.join(", ")}`;
  return [problem(placed, source, `no condition "${name}" for "${placed.row.name}"`, hint)];
}

function contradictsItself(placed: PlacedRow, source: Source): Problem[] {
  const { value, values, also, not_allowed, needed } = placed.row as ParameterRow & MemberRow;
  const says = (text: string): Problem[] => [problem(placed, source, `"${placed.row.name}" ${text}`)];
  if (value !== undefined && values !== undefined && !(values as unknown[]).includes(value))
    return says(`has the value ${JSON.stringify(value)}, which is not one of its values`);
  if (not_allowed !== undefined && (not_allowed === also || values?.includes(not_allowed)))
    return says(`both allows and does not allow "${not_allowed}"`);
  if (needed === "absent" && (value !== undefined || values !== undefined)) return says("is absent and has a value");
  return [];
}

function unknownSource(placed: PlacedRow, { sources = {} }: Contract, source: Source): Problem[] {
  const { name, basis, source: key } = placed.row;
  if (basis === "elsewhere" && key === undefined)
    return [
      problem(
        placed,
        source,
        `"${name}" has basis elsewhere and names no source`,
        "add source: and the document to contract.sources",
      ),
    ];
  if (key === undefined || key in sources) return [];
  const guess = didYouMean(key, Object.keys(sources));
  return [problem(placed, source, `no source "${key}"`, guess && `did you mean "${guess}"?`)];
}
