import type { HttpRequest, HttpResponse } from "../types/evidence.js";
import type { PageRule } from "../types/provider.js";
import type { Json } from "../types/suite.js";
import type { Cookies } from "./cookies.js";
import { redirectLocation } from "./redirect-response.js";
import type { Page } from "./types.js";
import { Obstacle } from "./types.js";

type LoginRule = NonNullable<PageRule["request"]>;

const NEXT_MEMBERS = [
  "location",
  "redirect",
  "redirect_to",
  "redirectTo",
  "redirect_uri",
  "redirectUri",
  "redirectUrl",
  "url",
];

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

async function csrfToken(csrf: NonNullable<LoginRule["csrf"]>, page: Page, cookies: Cookies): Promise<string> {
  const cookie = csrf.cookie === undefined ? undefined : await cookies.value(page.url, csrf.cookie);
  if (cookie !== undefined) return decoded(cookie);
  const field = csrf.field === undefined ? undefined : await page.value(csrf.field);
  if (field !== undefined) return field;
  throw new Obstacle(
    `there is no ${csrf.cookie === undefined ? `field "${csrf.field}"` : `cookie "${csrf.cookie}"`} for the header "${csrf.header}"`,
  );
}

/**
 * The request of a login that is not a form, e.g. JSON sent by a script.
 *
 * @throws Obstacle when the CSRF token that it needs is not there
 */
export async function loginRequest(rule: LoginRule, page: Page, cookies: Cookies): Promise<HttpRequest> {
  const headers: HttpRequest["headers"] = { accept: ["application/json, text/plain, */*"] };
  if (rule.json !== undefined) headers["content-type"] = ["application/json"];
  else if (rule.form !== undefined) headers["content-type"] = ["application/x-www-form-urlencoded"];
  if (rule.csrf) headers[rule.csrf.header] = [await csrfToken(rule.csrf, page, cookies)];
  for (const [name, value] of Object.entries(rule.headers ?? {})) headers[name.toLowerCase()] = [value];
  const body =
    rule.json === undefined ? rule.form && new URLSearchParams(rule.form).toString() : JSON.stringify(rule.json);
  return { method: rule.method ?? "POST", url: new URL(rule.url, page.url).href, headers, body };
}

function memberOf(body: string): string | undefined {
  let json: Json;
  try {
    json = JSON.parse(body) as Json;
  } catch {
    return undefined;
  }
  if (json === null || typeof json !== "object" || Array.isArray(json)) return undefined;
  const found = NEXT_MEMBERS.map((name) => json[name]).find((value) => typeof value === "string" && value !== "");
  return typeof found === "string" ? found : undefined;
}

/** Where to go after the login's answer: `then`, its Location, a member that names a URL, else the page again. */
export function afterLogin(rule: LoginRule, request: HttpRequest, response: HttpResponse, page: Page): string {
  const refused = response.status >= 400;
  const next = refused ? undefined : (rule.then ?? redirectLocation(response, request.url) ?? memberOf(response.body));
  return next !== undefined && URL.canParse(next, page.url)
    ? URL.canParse(next)
      ? next
      : new URL(next, page.url).href
    : page.url;
}
