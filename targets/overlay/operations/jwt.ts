import { createHmac, randomUUID } from "node:crypto";
import type { Answer } from "../answer.js";
import { membersOf } from "../answer.js";
import type { Exchange } from "../exchange.js";
import { valueOf, withValue } from "../pairs.js";
import type { JwtEdit } from "../types.js";

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");

function sealed({ client, memory, world }: Exchange, lifetime: unknown): string {
  const now = Math.floor(Date.now() / 1000);
  const exp = now + (typeof lifetime === "number" ? lifetime : 3600);
  const claims = { iss: world.issuer, client_id: client?.id, iat: now, exp, jti: randomUUID() };
  const content = `${part({ typ: "at+jwt", alg: "HS256" })}.${part(claims)}`;
  return `${content}.${createHmac("sha256", memory.escrow.verifier).update(content).digest("base64url")}`;
}

/** Access tokens go out as JWTs, behind which the server's own are kept. */
export function wrapTokens(exchange: Exchange, answer: Answer): void {
  const members = membersOf(answer);
  const token = members?.["access_token"];
  if (members === undefined || typeof token !== "string") return;
  members["access_token"] = sealed(exchange, members["expires_in"]);
  exchange.memory.issued.keep(members["access_token"], token);
  answer.body = JSON.stringify(members);
}

/** The server's own token goes on to it in place of a JWT; with `open-unchecked` whatever the JWT says, if its last part is known. */
export function openTokens(exchange: Exchange, edit: JwtEdit): void {
  const { endpoint, memory, onward } = exchange;
  const own = (jwt: string | undefined): string | undefined =>
    memory.issued.kept(edit === "open-unchecked" ? `.${jwt?.split(".")[2] ?? ""}` : (jwt ?? ""));
  if (endpoint === "resource") {
    const token = own(/^bearer (.+)$/i.exec(onward.headers.authorization ?? "")?.[1]);
    if (token === undefined) return;
    onward.headers.authorization = `Bearer ${token}`;
  } else {
    const place = onward.method === "POST" ? "form" : "query";
    const token = own(valueOf(onward[place], "token"));
    if (token === undefined) return;
    onward[place] = withValue(onward[place], "token", token);
  }
  onward.changed = true;
}
