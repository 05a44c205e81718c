import type { Authenticate } from "../request/authenticate.js";

/** RFC 6749 2.3.1: identifier and secret are form-urlencoded, then joined and base64-encoded (RFC 7617). */
export const authenticate: Authenticate = (draft, { client_id, secret, scheme = "Basic", encoding }) => {
  const encode = ENCODINGS[encoding ?? "form"] ?? formEncode;
  draft.headers["authorization"] = [
    `${scheme} ${Buffer.from(`${encode(client_id)}:${encode(secret)}`).toString("base64")}`,
  ];
};

/** `percent` is form encoding as well: a space is spelled %20, which those read too who take a plus sign for itself. */
const ENCODINGS: Record<string, (text: string) => string> = {
  raw: (text) => text,
  percent: (text) => formEncode(text).replaceAll("+", "%20"),
};

function formEncode(text: string): string {
  return new URLSearchParams([["", text]]).toString().slice(1);
}
