import type {
  AnswerRow,
  CallRow,
  ClaimRow,
  DocumentedAnswer,
  HeaderRow,
  MemberRow,
  Needed,
  ParameterRow,
} from "../types/contract.js";
import type { Json, Members } from "../types/suite.js";
import { bodySchema, valueSchema } from "./member-schema.js";
import type { PlacedRow } from "./tables.js";

/** A value that no list of allowed ones has. */
const FOREIGN = "assay-unknown-value";

/** Parameters that mean nothing without another one. */
const COMPANIONS: Record<string, string[]> = { code_challenge: ["code_challenge_method"] };

const ENCODINGS: Record<string, string> = {
  "application/x-www-form-urlencoded": "form",
  "multipart/form-data": "multipart",
  "application/json": "json",
};

/**
 * A row as plans see it, `${row.NAME}`: plain values for the requests, and matchers for what is expected. A column that
 * does not apply is left out, and with it the key that holds it.
 */
export function columnsOf(placed: PlacedRow): Members {
  const { id, slug, exchange, part, row } = placed;
  const common = defined({ row: slug, id, exchange, [exchange === "calls" ? "call" : "grant"]: part, name: row.name });
  return { ...common, ...defined(COLUMNS[placed.table](row as never, placed)) };
}

type Columns = Record<string, Json | undefined>;

const COLUMNS: { [T in PlacedRow["table"]]: (row: never, placed: PlacedRow) => Columns } = {
  parameters: (row: ParameterRow, { exchange }): Columns => {
    const place = row.in ?? (exchange === "authorization" ? "query" : "body");
    const encode =
      place === "header" && /^content-type$/i.test(row.name) ? ENCODINGS[row.values?.[0] ?? ""] : undefined;
    const isParameter = place !== "header";
    return {
      ...neededOf(row.needed),
      ...unsentOf(row.needed),
      // What is sent with a parameter is left out with it.
      omitted: isParameter ? [row.name, ...(COMPANIONS[row.name] ?? [])] : undefined,
      parameter: isParameter ? row.name : undefined,
      header: isParameter ? undefined : row.name.toLowerCase(),
      // In the query where the request would have it in the body.
      moved: row.in === "query" && exchange !== "authorization" ? row.name : undefined,
      value: row.values?.length === 1 ? row.values[0] : undefined,
      other_value: isParameter && row.values ? FOREIGN : undefined,
      also: row.also,
      not_allowed: row.not_allowed,
      encode,
      other_encode: encode && (encode === "json" ? "form" : "json"),
      ...answerColumns("missing", row.missing),
      ...answerColumns("wrong", row.wrong),
    };
  },
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

/** `needed`: required, optional, unmarked or when; the condition in a column of its own name. */
function neededOf(needed: Needed | undefined): Columns {
  if (needed === undefined) return { needed: "unmarked" };
  if (typeof needed === "string") return { needed };
  return { needed: "when", ...needed.when };
}

/** What an authorization request leaves out so that the condition does not hold, and the client that may do so. */
function unsentOf(needed: Needed | undefined): Columns {
  const sent = typeof needed === "object" && "sent" in needed.when ? needed.when.sent : undefined;
  if (sent === undefined) return {};
  const unsent = [sent, ...(COMPANIONS[sent] ?? [])];
  return sent === "redirect_uri" ? { unsent, client: { redirect_uris: "one" } } : { unsent };
}

function answerColumns(prefix: string, answer: DocumentedAnswer | undefined): Columns {
  const body = { ...(answer?.error === undefined ? {} : { error: answer.error }), ...answer?.members };
  return {
    [`${prefix}_status`]: answer?.status ?? "4xx",
    [`${prefix}_body`]: Object.keys(body).length > 0 ? body : undefined,
  };
}

function defined(columns: Columns): Members {
  return Object.fromEntries(Object.entries(columns).filter((entry): entry is [string, Json] => entry[1] !== undefined));
}
