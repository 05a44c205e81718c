import type { Authenticate } from "../request/authenticate.js";

/** RFC 6749 2.3.1: identifier and secret are form-urlencoded, then joined and base64-encoded (RFC 7617). */
export const authenticate: Authenticate = (draft, { client_id, secret, scheme = "Basic", encoding }) => {
  const encode = encoding === "raw" ? (text: string) => text : formEncode;
  draft.headers["authorization"] = [
    `${scheme} ${Buffer.from(`${encode(client_id)}:${encode(secret)}`).toString("base64")}`,
  ];
};

function formEncode(text: string): string {
  return new URLSearchParams([["", text]]).toString().slice(1);
}
