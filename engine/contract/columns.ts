import type { AnswerRow, CallRow, ClaimRow, DocumentedAnswer, HeaderRow, MemberRow } from "../types/contract.js";
import type { Json, Members } from "../types/suite.js";
import { bodySchema, valueSchema } from "./member-schema.js";
import { parameterColumns } from "./parameter-columns.js";
import { type Columns, answerColumns, neededOf } from "./row-columns.js";
import type { PlacedRow } from "./tables.js";
import type { UsualRequest } from "./usual-request.js";

/**
 * A row as plans see it, `${row.NAME}`: plain values for the requests, and matchers for what is expected. A column that
 * does not apply is left out, and with it the key that holds it.
 */
export function columnsOf(placed: PlacedRow, usual: UsualRequest): Members {
  const { id, slug, exchange, part, row } = placed;
  const common = defined({ row: slug, id, exchange, [exchange === "calls" ? "call" : "grant"]: part, name: row.name });
  return { ...common, ...defined(COLUMNS[placed.table](row as never, placed, usual)) };
}

const COLUMNS: { [T in PlacedRow["table"]]: (row: never, placed: PlacedRow, usual: UsualRequest) => Columns } = {
  parameters: parameterColumns,
  members: (row: MemberRow, { exchange }): Columns => ({
    ...neededOf(row.needed),
    schema: exchange === "authorization" ? undefined : bodySchema(row),
    redirect: exchange === "authorization" && row.needed !== "absent" ? { [row.name]: valueSchema(row) } : undefined,
    absent: exchange === "authorization" && row.needed === "absent" ? [row.name] : undefined,
  }),
  claims: (row: ClaimRow): Columns => ({
    jwt: {
      in: "access_token",
      ...(row.needed === "absent"
        ? { absent: [row.name] }
        : { [row.in ?? "claims"]: { [row.name]: valueSchema(row) } }),
    },
  }),
  headers: ({ name, value, has, media_type, pattern }: HeaderRow): Columns => ({
    headers: { [name.toLowerCase()]: value ?? (defined({ has, media_type, pattern }) as Json) },
  }),
  answers: (row: AnswerRow, { exchange }): Columns => ({
    sort: row.unprovoked ? "unprovoked" : row.with || row.grant_with ? "changed" : "unchanged",
    ...row.with,
    grant_set: row.grant_with?.["set"],
    grant_omit: row.grant_with?.["omit"],
    page: row.page,
    ...(exchange === "authorization" && redirects(row) ? redirectColumns(row) : answerColumns("answer", row)),
  }),
  calls: (row: CallRow): Columns => ({
    url: row.url,
    method: row.method ?? "GET",
    grant: row.grant,
    request_headers: row.request_headers,
    status: row.status ?? 200,
  }),
};

function redirects({ status }: DocumentedAnswer): boolean {
  return status === undefined || String([status].flat()[0]).startsWith("3");
}

/** A redirect carries the error in its parameters, other answers in their body. */
function redirectColumns({ status, error, members }: DocumentedAnswer): Columns {
  return {
    redirect_status: status,
    answer_redirect: { ...(error === undefined ? {} : { error }), ...members },
  };
}

function defined(columns: Columns): Members {
  return Object.fromEntries(Object.entries(columns).filter((entry): entry is [string, Json] => entry[1] !== undefined));
}
