import type { Needed, ParameterRow } from "../types/contract.js";
import { type Columns, answerColumns, neededOf } from "./row-columns.js";
import type { PlacedRow } from "./tables.js";
import type { UsualRequest } from "./usual-request.js";

/** A value that no list of allowed ones has. */
const FOREIGN = "assay-unknown-value";

/** Parameters that mean nothing without another one. */
const COMPANIONS: Record<string, string[]> = { code_challenge: ["code_challenge_method"] };

const ENCODINGS: Record<string, string> = {
  "application/x-www-form-urlencoded": "form",
  "multipart/form-data": "multipart",
  "application/json": "json",
};

/** Columns of a row that documents a request parameter, or a header of the request. */
export function parameterColumns(row: ParameterRow, { exchange }: PlacedRow, usual: UsualRequest): Columns {
  const isHeader = row.in === "header";
  return {
    ...neededColumns(row, usual),
    ...unsentColumns(row.needed),
    // What is sent with a parameter is left out with it.
    omitted: isHeader ? undefined : [row.name, ...(COMPANIONS[row.name] ?? [])],
    parameter: isHeader ? undefined : row.name,
    header: isHeader ? row.name.toLowerCase() : undefined,
    // In the query where the request would have it in the body.
    moved: row.in === "query" && exchange !== "authorization" ? row.name : undefined,
    other_value: !isHeader && row.values ? FOREIGN : undefined,
    also: row.also,
    not_allowed: row.not_allowed,
    ...encodingColumns(row, usual),
    ...answerColumns("missing", row.missing),
    ...answerColumns("wrong", row.wrong),
  };
}

/** What the complete request proves by itself is `unmarked`: rows that ask for no other request. */
function neededColumns({ name, needed, also, not_allowed }: ParameterRow, usual: UsualRequest): Columns {
  const stated = needed === "optional" && !usual.sends(name) ? undefined : needed;
  return stated === undefined && (also !== undefined || not_allowed !== undefined) ? {} : neededOf(stated);
}

function encodingColumns({ in: place, name, values = [] }: ParameterRow, usual: UsualRequest): Columns {
  if (place !== "header" || !/^content-type$/i.test(name)) return {};
  const encode = ENCODINGS[values[0] ?? ""];
  return {
    encode: values[0] === usual.contentType ? undefined : encode,
    other_encode: encode && (encode === "json" ? "form" : "json"),
  };
}

/** What an authorization request leaves out so that the condition does not hold, and the client that may do so. */
function unsentColumns(needed: Needed | undefined): Columns {
  const sent = typeof needed === "object" && "sent" in needed.when ? needed.when.sent : undefined;
  if (sent === undefined) return {};
  const unsent = [sent, ...(COMPANIONS[sent] ?? [])];
  return sent === "redirect_uri" ? { unsent, client: { redirect_uris: "one" } } : { unsent };
}
