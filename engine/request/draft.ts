import type { TlsOffer } from "./connection.js";
import type { Headers, HttpRequest, Parameters } from "../types/evidence.js";

/** A request in the making: parameters in order, so that they can be repeated, moved and left out. */
export interface Draft {
  method: string;
  url: string;
  query: [name: string, value: string][];
  form: [name: string, value: string][];
  headers: Headers;
  encode: "form" | "json" | "multipart";
  raw?: string;
  certificate?: string;
  key?: string;
  /** What the connection offers of TLS, when that is not the usual. */
  tls?: TlsOffer;
}

/** The HTTP request that a draft stands for. */
export function encodeDraft(draft: Draft): HttpRequest {
  const url = appendQuery(draft.url, draft.query);
  const headers: Headers = { accept: ["application/json"], ...draft.headers };
  if ((draft.method === "GET" || draft.method === "HEAD") && draft.raw === undefined)
    return { method: draft.method, url: appendQuery(url, draft.form), headers };
  const boundary = "assay-boundary-7MA4YWxk";
  const types = {
    form: "application/x-www-form-urlencoded",
    json: "application/json",
    multipart: `multipart/form-data; boundary=${boundary}`,
  };
  headers["content-type"] ??= [types[draft.encode]];
  if (headers["content-type"].length === 0) delete headers["content-type"];
  return { method: draft.method, url, headers, body: draft.raw ?? encodeBody(draft, boundary) };
}

function encodeBody(draft: Draft, boundary: string): string {
  if (draft.encode === "json")
    return JSON.stringify(Object.fromEntries(draft.form.map(([name, value]) => [name, structured(value)])));
  if (draft.encode === "multipart")
    return `${draft.form.map(([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`).join("")}--${boundary}--\r\n`;
  return new URLSearchParams(draft.form).toString();
}

/** Parameters are texts; a list or map among them is one again in a JSON body. */
function structured(value: string): unknown {
  if (!/^[[{]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

/** Parameters go behind a query that the endpoint URI already has (RFC 6749 3.1). */
export function appendQuery(url: string, parameters: [string, string][]): string {
  if (parameters.length === 0) return url;
  const [before, fragment] = url.split("#", 2);
  const separator = before?.includes("?") ? "&" : "?";
  return `${before}${separator}${new URLSearchParams(parameters).toString()}${fragment === undefined ? "" : `#${fragment}`}`;
}

/** Parameters as sent, whatever their place; a repeated one is a list. */
export function sentParameters(draft: Draft): Parameters {
  const sent: Parameters = {};
  // A body of its own stands instead of the parameters.
  for (const [name, value] of [...draft.query, ...(draft.raw === undefined ? draft.form : [])]) {
    const before = sent[name];
    sent[name] = before === undefined ? value : Array.isArray(before) ? [...before, value] : [before, value];
  }
  return sent;
}
