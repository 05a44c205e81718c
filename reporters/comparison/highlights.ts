/** What sets each provider apart, in sentences for people who read no code. */
import { section, specName } from "../model/words.js";
import type { Column, Feature, Highlight, Row, Sentence, State } from "./model.js";

const NUMBERS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
export const numberWord = (count: number): string => NUMBERS[count] ?? String(count);

/** `a`, `a and b`, `a, b and c`. */
export const listing = (names: readonly string[]): string =>
  names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;

export function highlightsOf(
  columns: readonly Column[],
  rows: readonly Row[],
  features: readonly Feature[],
): Highlight[] {
  return columns.map((_, at) => {
    const own = rows.filter(({ only }) => only === at);
    return {
      breaks: sentences(own, "broken", at, columns),
      // A rule that is only tolerated, or only inferred from the text, is in the table; no sentence accuses of it.
      recommendations: sentences(
        own.filter(({ level }) => level.startsWith("SHOULD")),
        "recommended only",
        at,
        columns,
      ),
      offers: offers(columns, features, at),
    };
  });
}

/** One sentence for the clauses of several documents that one observation turned. */
function sentences(rows: readonly Row[], state: State, at: number, columns: readonly Column[]): Sentence[] {
  const groups = new Map<string, Row[]>();
  for (const row of rows.filter(({ cells }) => cells[at]?.state === state)) {
    const [first] = row.cells[at]?.verdicts ?? [];
    const key = first ? JSON.stringify([first.check, first.expected, first.actual]) : row.id;
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()].flatMap((group): Sentence[] => {
    const [row] = group;
    if (!row) return [];
    const asks = state === "broken" ? "Required" : "Recommended";
    const places = [...new Set(group.map(({ spec, section: number }) => `${specName(spec)} ${section(number)}`))];
    return [
      {
        rule: row.statement,
        note: `${asks} by ${listing(places)}; ${othersMeet(row, at, columns)}.`,
        rows: group.map(({ id }) => id),
      },
    ];
  });
}

function othersMeet(row: Row, at: number, columns: readonly Column[]): string {
  const others = columns.flatMap((column, index) => (index === at ? [] : [{ column, cell: row.cells[index] }]));
  const meet = others.filter(({ cell }) => cell?.state === "met");
  const [one] = meet;
  if (meet.length === 1 && one) return `${one.column.label} meets it`;
  if (meet.length === others.length) return `the other ${numberWord(meet.length)} meet it`;
  return `${numberWord(meet.length)} of the other ${numberWord(others.length)} meet it`;
}

/** Only what servers state counts: a lifetime that was seen is nothing that one offers. */
function offers(columns: readonly Column[], features: readonly Feature[], at: number): string[] {
  const others = (feature: Feature): Feature["cells"] => feature.cells.filter((_, index) => index !== at);
  const named = (list: readonly Feature[]): string => listing(list.map(nameOf));
  const stated = features.filter(({ cells }) =>
    ["offered", "not offered", "not stated"].includes(cells[at]?.state ?? ""),
  );
  const alone = stated.filter(
    (one) => one.cells[at]?.state === "offered" && others(one).every(({ state }) => state !== "offered"),
  );
  const sure = alone.filter((one) => others(one).every(({ state }) => state === "not offered"));
  const unsure = alone.filter((one) => !sure.includes(one));
  const lacks = stated.filter(
    (one) => one.cells[at]?.state === "not offered" && others(one).every(({ state }) => state === "offered"),
  );
  const rest = columns.length === 2 ? "the other" : "the others";
  return [
    ...(sure.length > 0 ? [`It alone offers: ${named(sure)}.`] : []),
    ...(unsure.length > 0
      ? [`It alone states that it offers: ${named(unsure)}; not all of ${rest} say whether they do.`]
      : []),
    ...(lacks.length > 0
      ? [`It does not offer what ${rest} offer${columns.length === 2 ? "s" : ""}: ${named(lacks)}.`]
      : []),
  ];
}

const KIND: Record<string, string> = {
  Grants: " grant",
  "Client authentication": " client authentication",
  "Response types": " response type",
  "Response modes": " response mode",
  Endpoints: " endpoint",
};

const nameOf = ({ group, name }: Feature): string => `the ${name.replaceAll("_", " ")}${KIND[group] ?? ""}`;
