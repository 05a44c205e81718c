import type { OutgoingHttpHeaders } from "node:http";
import type { AnswerKind, Endpoint, Json } from "./types.js";
import type { Location } from "./location.js";
import { parseLocation } from "./location.js";
import { valueOf } from "./pairs.js";

/** A response on its way to the client; header names are in lower case. */
export type Answer = { status: number; headers: OutgoingHttpHeaders; body: string };

export function copyOf(answer: Answer): Answer {
  return { ...answer, headers: { ...answer.headers } };
}

export function isSame(one: Answer, other: Answer): boolean {
  return (
    one.status === other.status &&
    one.body === other.body &&
    JSON.stringify(one.headers) === JSON.stringify(other.headers)
  );
}

export function locationOf(answer: Answer): Location | undefined {
  const { location } = answer.headers;
  return typeof location === "string" ? parseLocation(location) : undefined;
}

/** A redirect that leaves the server, so that its parameters reach a client. */
export function clientRedirect(answer: Answer, issuer: string): Location | undefined {
  const { location } = answer.headers;
  const origin = issuer.split("/", 3).join("/");
  if (typeof location !== "string" || location.startsWith("/") || location.startsWith(`${origin}/`)) return undefined;
  return parseLocation(location);
}

export function membersOf(answer: Answer): Record<string, Json> | undefined {
  if (!answer.body.startsWith("{")) return undefined;
  try {
    return JSON.parse(answer.body) as Record<string, Json>;
  } catch {
    return undefined;
  }
}

export function redirectParameter(location: Location, name: string): string | undefined {
  return valueOf(location[location.where], name);
}

export function kindOf(answer: Answer, endpoint: Endpoint, issuer: string): AnswerKind {
  if (endpoint === "page") return "hop";
  if (endpoint !== "authorization") return answer.status < 300 ? "success" : "error";
  const location = clientRedirect(answer, issuer);
  if (location !== undefined) return redirectParameter(location, "error") === undefined ? "success" : "error";
  return answer.headers.location === undefined && answer.status >= 400 ? "page" : "hop";
}

export function errorOf(answer: Answer, issuer: string): string | undefined {
  const location = clientRedirect(answer, issuer);
  if (location !== undefined) return redirectParameter(location, "error");
  const error = membersOf(answer)?.["error"];
  return typeof error === "string" ? error : undefined;
}
