import type { Tables } from "../load/rows.js";
import type { Members } from "../types/suite.js";
import type { CallRow, Contract, ContractRow, Exchange } from "../types/contract.js";

/** The tables that an exchange can have, each with the word for one of its rows in requirement ids. */
export const TABLES = {
  parameters: "parameter",
  members: "member",
  headers: "header",
  claims: "claim",
  answers: "answer",
} as const;
export type TableName = keyof typeof TABLES;

/** One row with all that tells where it stands. */
export interface PlacedRow {
  /** Requirement id: PROVIDER-EXCHANGE-TABLE-ROW. */
  id: string;
  /** `authorization`, `token`, `calls` ... */
  exchange: string;
  table: TableName | "calls";
  /** Grant of a token request; name of a call. */
  part?: string;
  /** Unique inside its table: `password/user_role`. */
  slug: string;
  row: ContractRow;
  /** Where the file states it, below `contract`. */
  path: (string | number)[];
}

const EXCHANGES = ["discovery", "authorization", "introspection", "revocation", "registration"] as const;

/** Every row of a contract, in the order of the file. */
export function rowsOf(provider: string, contract: Contract): PlacedRow[] {
  return [
    ...EXCHANGES.flatMap((name) => rowsOfExchange(provider, contract[name] ?? {}, { exchange: name, path: [name] })),
    ...Object.entries(contract.token ?? {}).flatMap(([grant, exchange]) =>
      rowsOfExchange(provider, exchange, { exchange: "token", part: grant, path: ["token", grant] }),
    ),
    ...(contract.calls ?? []).flatMap((call, index) => rowsOfCall(provider, call, index)),
  ];
}

type Place = Pick<PlacedRow, "exchange" | "part" | "path">;

function rowsOfExchange(provider: string, exchange: Exchange, place: Place): PlacedRow[] {
  return (Object.keys(TABLES) as TableName[]).flatMap((table) =>
    (exchange[table] ?? []).map((row, index): PlacedRow => {
      const slug = row.row ?? row.name;
      const part = place.exchange === "calls" ? `call-${place.part}` : (place.part ?? place.exchange);
      return {
        ...place,
        id: [provider, part, TABLES[table], slug].join("-"),
        table,
        slug: place.part === undefined ? slug : `${place.part}/${slug}`,
        row,
        path: [...place.path, table, index],
      };
    }),
  );
}

function rowsOfCall(provider: string, call: CallRow, index: number): PlacedRow[] {
  const { members, headers } = call;
  const path = ["calls", index];
  const slug = call.row ?? call.name;
  return [
    { id: `${provider}-call-${slug}`, exchange: "calls", table: "calls", slug, row: call, path },
    ...rowsOfExchange(provider, { members, headers }, { exchange: "calls", part: slug, path }),
  ];
}

/** The rows behind `rows: { from: contract... }`: `contract.token.members`, or `contract.token` for its grants. */
export function contractTables(
  contract: Contract,
  rows: readonly PlacedRow[],
  columnsOf: (row: PlacedRow) => Members,
): Tables {
  return (address) => {
    const [, exchange = "", table] = address.split(".");
    if (exchange === "direct") return direct(rows, table, columnsOf);
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
const DIRECT = ["introspection", "revocation"];

function direct(
  rows: readonly PlacedRow[],
  table: string | undefined,
  columnsOf: (row: PlacedRow) => Members,
): Members[] {
  const concerned = rows.filter(({ exchange }) => DIRECT.includes(exchange));
  if (!table)
    return [...new Set(concerned.map(({ exchange }) => exchange))].map((exchange) => ({ row: exchange, exchange }));
  return concerned
    .filter((one) => one.table === table)
    .map((one) => ({ ...columnsOf(one), row: `${one.exchange}/${one.slug}` }));
}
