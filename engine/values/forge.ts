import type { Json, Members } from "../types/suite.js";

/**
 * A JWT with other header parameters and claims and with the signature that it had, or with none where the algorithm
 * is `none` (RFC 7515 A.5). What is no JWT stays as it is.
 */
export function forge(argument: Json): string {
  const { of, header, claims } = argument as { of?: Json; header?: Members; claims?: Members };
  const [first = "", second = "", signature] = String(of).split(".");
  if (signature === undefined) return String(of);
  const forged = `${withMembers(first, header)}.${withMembers(second, claims)}`;
  return `${forged}.${header?.["alg"] === "none" ? "" : signature}`;
}

function withMembers(part: string, members: Members | undefined): string {
  if (members === undefined) return part;
  try {
    const known = JSON.parse(Buffer.from(part, "base64url").toString("utf8")) as Members;
    return Buffer.from(JSON.stringify({ ...known, ...members })).toString("base64url");
  } catch {
    return part;
  }
}
