import type { ClaimsEdit, Json } from "../types.js";

type Members = { [name: string]: Json };

const decoded = (part: string): Members => JSON.parse(Buffer.from(part, "base64url").toString("utf8")) as Members;
const encoded = (value: Members): string => Buffer.from(JSON.stringify(value)).toString("base64url");

/** A JWT that says something else under its old signature; any other text stays as it is. */
export function withClaims(token: string, { set = {}, header = {}, drop = [] }: ClaimsEdit): string {
  const [head, body, signature, ...rest] = token.split(".");
  if (head === undefined || body === undefined || signature === undefined || rest.length > 0) return token;
  const claims = { ...decoded(body), ...set };
  for (const name of drop) delete claims[name];
  return [encoded({ ...decoded(head), ...header }), encoded(claims), signature].join(".");
}
