import type { IncomingHttpHeaders } from "node:http";
import type { AuthUsed, Pair } from "./types.js";
import { valueOf } from "./pairs.js";

/** How a request authenticates, and as whom. */
export type Authentication = {
  method: AuthUsed;
  id: string | undefined;
  secret: string | undefined;
  /** The secret inside Basic before it is form-decoded. */
  spelled?: string;
};

function formDecoded(value: string): string {
  try {
    return decodeURIComponent(value.replace(/\+/g, " "));
  } catch {
    return value;
  }
}

function basicCredentials(header: string): { id: string; secret: string; spelled?: string } {
  const decoded = Buffer.from(header.slice("basic ".length).trim(), "base64").toString("utf8");
  const colon = decoded.indexOf(":");
  if (colon < 0) return { id: formDecoded(decoded), secret: "" };
  const spelled = decoded.slice(colon + 1);
  return { id: formDecoded(decoded.slice(0, colon)), secret: formDecoded(spelled), spelled };
}

function subjectOf(assertion: string): string | undefined {
  try {
    const payload: unknown = JSON.parse(Buffer.from(assertion.split(".")[1] ?? "", "base64url").toString("utf8"));
    const { sub } = payload as { sub?: unknown };
    return typeof sub === "string" ? sub : undefined;
  } catch {
    return undefined;
  }
}

export function authenticationOf(headers: IncomingHttpHeaders, params: Pair[]): Authentication {
  const { authorization } = headers;
  const named = valueOf(params, "client_id");
  const secret = valueOf(params, "client_secret");
  const assertion = valueOf(params, "client_assertion");
  const used = [authorization, secret, assertion].filter((one) => one !== undefined).length;
  if (authorization?.toLowerCase().startsWith("basic ")) {
    return { method: used > 1 ? "several" : "basic", ...basicCredentials(authorization) };
  }
  if (used > 1) return { method: "several", id: named, secret };
  if (authorization !== undefined) return { method: "other", id: named, secret: undefined };
  if (assertion !== undefined) return { method: "assertion", id: subjectOf(assertion) ?? named, secret: undefined };
  return { method: secret === undefined ? "none" : "post", id: named, secret };
}

const encoded = (value: string): string => new URLSearchParams([["", value]]).toString().slice(1);

export function basicHeader(id: string, secret: string): string {
  return `Basic ${Buffer.from(`${encoded(id)}:${encoded(secret)}`).toString("base64")}`;
}
