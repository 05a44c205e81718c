import type { Json, Members } from "../types/suite.js";
import { fill } from "../values/template.js";

/** The rows of a table that does not stand in the plan, by its address: `contract.token.members`. */
export type Tables = (address: string) => Members[];

export const NO_TABLES: Tables = () => [];

interface TableReference {
  from: string;
  where?: Members;
}

export interface Row {
  /** Absent: the check has no rows and runs as it is. */
  slug?: string;
  row?: Members;
}

/** The rows of a check: a table, the combinations of a matrix, or those of a table that stands elsewhere. */
export function rowsOf(check: Members, tables: Tables): Row[] {
  const { rows, matrix } = check;
  if (Array.isArray(rows)) return (rows as Members[]).map(named);
  if (rows) return tableRows(rows as unknown as TableReference, tables).map(named);
  return matrix ? combinations(matrix as Record<string, Json[]>) : [{}];
}

function named(row: Members): Row {
  return { slug: String(row["row"]), row };
}

function combinations(matrix: Record<string, Json[]>): Row[] {
  let rows: { slug?: string; row: Members }[] = [{ row: {} }];
  for (const [column, values] of Object.entries(matrix)) {
    rows = rows.flatMap(({ slug, row }) =>
      values.map((value) => ({
        slug: slug ? `${slug}/${String(value)}` : String(value),
        row: { ...row, [column]: value },
      })),
    );
  }
  return rows;
}

/** `{ from, where }`: the rows whose columns are as `where` says; `true` is any value, a list an enumeration. */
function tableRows({ from, where = {} }: TableReference, tables: Tables): Members[] {
  const fits = (row: Members): boolean =>
    Object.entries(where).every(([column, wanted]) =>
      wanted === true ? row[column] !== undefined : [wanted].flat().includes(row[column] ?? null),
    );
  return tables(from).filter(fits);
}

/** An expectation with `each` stands for one per row of its table, whose columns are `${each.NAME}`. */
export function withEach(steps: Members[], tables: Tables): Members[] {
  return steps.map((step) => {
    if (!step["expect"]) return step;
    const expect = (step["expect"] as Members[]).flatMap(({ each, ...expectation }) =>
      each
        ? tableRows(each as unknown as TableReference, tables).map(
            (row) => fill(expectation, { each: row }, ["each"]) as Members,
          )
        : [expectation],
    );
    return { ...step, expect };
  });
}
