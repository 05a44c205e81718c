import type { ContractRow, Needed } from "../types/contract.js";
import type { Json, Members } from "../types/suite.js";
import type { PlacedRow } from "./tables.js";

/** What a row promises, in words, where it does not say so itself. */
export function statementOf({ table, exchange, part, row }: PlacedRow): string {
  const fields = row as ContractRow & Members;
  const what = WORDS[table](row.name, whereOf(exchange, part));
  const details = Object.entries(DETAILS).flatMap(([name, say]) =>
    fields[name] === undefined ? [] : [say(fields[name] as Json)],
  );
  const shown = row.basis === "example" ? " (in an example)" : "";
  return `${what}${details.length > 0 ? `: ${details.join(", ")}` : ""}${shown}`;
}

function whereOf(exchange: string, part: string | undefined): string {
  if (exchange === "token") return `${part} token`;
  return exchange === "calls" ? `"${part}"` : exchange;
}

const WORDS: Record<PlacedRow["table"], (name: string, where: string) => string> = {
  parameters: (name, where) => `"${name}" in the ${where} request`,
  members: (name, where) => `"${name}" in the ${where} response`,
  headers: (name, where) => `header "${name}" of the ${where} response`,
  claims: (name, where) => `claim "${name}" of the access token from the ${where} request`,
  answers: (name, where) => `answer to the ${where} request, ${name.replaceAll(/[-_]/g, " ")}`,
  calls: (name) => `call "${name}" with the access token`,
};

const text = (value: Json): string => (typeof value === "string" ? value : JSON.stringify(value));
const list = (value: Json): string => [value].flat().map(text).join(", ");

const DETAILS: Record<string, (value: Json) => string> = {
  in: (value) => `in the ${text(value)}`,
  type: (value) => text(value),
  needed: (value) => neededText(value as unknown as Needed),
  value: (value) => `is ${text(value)}`,
  values: (value) => ([value].flat().length === 1 ? `must be ${list(value)}` : `one of ${list(value)}`),
  words: (value) => `the words ${list(value)}`,
  also: (value) => `can be ${text(value)}`,
  not_allowed: (value) => `cannot be ${text(value)}`,
  has: (value) => `has ${text(value)}`,
  media_type: (value) => `is ${text(value)}`,
  pattern: (value) => `fits ${text(value)}`,
  status: (value) => `status ${list(value)}`,
  error: (value) => `error ${text(value)}`,
};

function neededText(needed: Needed): string {
  if (typeof needed === "string") return needed;
  const { when } = needed;
  if ("sent" in when) return `needed if ${when.sent} was sent`;
  return "granted" in when ? `there if ${when.granted} is granted` : "needed if several redirect URIs are registered";
}
