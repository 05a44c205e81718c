import type { Exchange, Headers, Parameters } from "../types/evidence.js";
import { decode } from "./vault-decode.js";
import type { Vault } from "./vault.js";

const SECRET_NAMES = new Set([
  "access_token",
  "refresh_token",
  "id_token",
  "code",
  "device_code",
  "user_code",
  "auth_req_id",
  "client_secret",
  "registration_access_token",
  "token",
  "password",
  "client_assertion",
  "assertion",
  "subject_token",
  "actor_token",
  "code_verifier",
  "id_token_hint",
  "logout_token",
  "dpop_proof",
  "response",
]);
/** What a form_post page carries; other fields of these names may be a button or a default. */
const FORM_POST = new Set(["code", "access_token", "id_token"]);
const MEMBER = /"((?:[^"\\]|\\.){2,40})"\s*:\s*"((?:[^"\\]|\\.)*)/g;
/** A tag ends before the next of its kind, so that no character is looked at for more than one. */
const INPUT = /<(?:input|textarea)\b(?:[^<>]|<(?!input|textarea)){0,16000}>/gi;
const LINK = /[?&#;]([a-z_]{4,30})=([^&"'<>\s\\#]+)/g;
const WORDS_ONLY = /^[a-z]+(?:[ _.:-][a-z]+)*$/i;
const LONGEST_WORDS = 24;

type Place = "issued" | "seen";

/** Registers what is secret by its position in an exchange: parameters, members, credentials, cookies, form fields. */
export function harvest(exchange: Exchange, vault: Vault): void {
  const { request, response } = exchange;
  url(request.url, "seen", vault);
  requestHeaders(request.headers, vault);
  if (request.body !== undefined) body(request.body, "seen", vault);
  if (!response) return;
  for (const location of values(response.headers, "location")) url(location, "issued", vault);
  for (const cookie of values(response.headers, "set-cookie")) cookieValue(cookie.split(";")[0] ?? "", vault);
  body(response.body, "issued", vault);
}

/** The same for the parameters of an authorization response that was intercepted in a browser. */
export function harvestParameters(parameters: Parameters, vault: Vault): void {
  for (const [name, value] of Object.entries(parameters))
    for (const each of [value].flat()) take(name, each, "issued", vault);
}

/** What a server hands out is always hidden; what is merely sent may be a plan's own "invalid-code", which is no secret. */
function take(name: string, value: string, place: Place, vault: Vault): void {
  if (!SECRET_NAMES.has(name)) return;
  if (place === "seen" && (value.length < 8 || (WORDS_ONLY.test(value) && value.length < LONGEST_WORDS))) return;
  vault.issue(value, name);
}

function url(text: string, place: Place, vault: Vault): void {
  if (/[?#]/.test(text)) for (const part of text.split(/[?#]/).slice(1)) form(part, place, vault);
}

function form(text: string, place: Place, vault: Vault): void {
  for (const [name, value] of new URLSearchParams(text)) take(name, value, place, vault);
}

function body(text: string, place: Place, vault: Vault): void {
  if (/^\s*[[{"]/.test(text)) json(text, place, vault);
  else if (/^\s*</.test(text)) html(text, place, vault);
  else if (/^[^\s=&<]+=/.test(text)) form(text, place, vault);
}

/** By pattern, not by parsing: a body that is cut or broken holds secrets as well. */
function json(text: string, place: Place, vault: Vault): void {
  for (const [, rawName = "", rawValue = ""] of text.matchAll(MEMBER)) {
    const name = unescape(rawName);
    // "code" is a common member of errors that are none of OAuth's
    if (SECRET_NAMES.has(name)) take(name, unescape(rawValue), name === "code" ? "seen" : place, vault);
  }
}

function html(text: string, place: Place, vault: Vault): void {
  for (const [tag] of text.matchAll(INPUT)) {
    const name = attribute(tag, "name");
    take(name, attribute(tag, "value"), FORM_POST.has(name) ? place : "seen", vault);
  }
  const plain = decode(text, "html")?.text ?? text;
  for (const [, name = "", value = ""] of plain.matchAll(LINK))
    take(name, decode(value, "percent")?.text ?? value, "seen", vault);
}

function attribute(tag: string, name: string): string {
  const match = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s>"']+))`, "i").exec(tag);
  const value = match?.[1] ?? match?.[2] ?? match?.[3] ?? "";
  return decode(value, "html")?.text ?? value;
}

function requestHeaders(headers: Headers, vault: Vault): void {
  for (const proof of values(headers, "dpop")) take("dpop_proof", proof, "seen", vault);
  for (const cookie of values(headers, "cookie")) for (const pair of cookie.split(/;\s*/)) cookieValue(pair, vault);
  for (const header of values(headers, "authorization")) {
    const [scheme = "", credentials = ""] = header.split(/ +/);
    if (/^(?:bearer|dpop)$/i.test(scheme)) take("access_token", credentials, "seen", vault);
    if (/^basic$/i.test(scheme)) basic(credentials, vault);
  }
}

function basic(credentials: string, vault: Vault): void {
  const plain = Buffer.from(credentials, "base64").toString("utf8");
  if (!plain.includes(":")) return;
  const password = plain.slice(plain.indexOf(":") + 1);
  // An identifier with a colon that was not encoded moves the border: what holds a known secret is hidden already.
  if (vault.redact(password) !== password) return;
  take("client_secret", password, "seen", vault);
  take("client_secret", decode(password, "form")?.text ?? password, "seen", vault);
}

/** Only what can be a credential: not a language, a date, a flag or an address. */
function cookieValue(pair: string, vault: Vault): void {
  const value = pair
    .slice(pair.indexOf("=") + 1)
    .trim()
    .replace(/^"(.*)"$/, "$1");
  for (const each of [value, decode(value, "percent")?.text]) {
    if (each === undefined || each.length < 8 || (WORDS_ONLY.test(each) && each.length < LONGEST_WORDS)) continue;
    if (/^[\d.:-]{1,15}$/.test(each) || /^(?:https?:\/)?\//.test(each)) continue;
    vault.issue(each, "cookie");
  }
}

function values(headers: Headers, name: string): string[] {
  const found: string[] = [];
  for (const each of Object.keys(headers))
    if (each.length === name.length && each.toLowerCase() === name) found.push(...(headers[each] ?? []));
  return found;
}

function unescape(text: string): string {
  return decode(text, "json")?.text ?? text;
}
