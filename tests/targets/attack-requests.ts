import type { Target } from "../../targets/target.js";
import type { Answered } from "./client.js";
import { authorized, basic, Browser, CALLBACK, get, id, post, token } from "./client.js";

// What an attacker, or a client in trouble, sends: the same thing twice, at once, from elsewhere or too late.

type Note = (name: string, answered: Answered) => void;
type Form = Record<string, string>;

async function flow(target: Target, client: string, uri: string, browser?: Browser, scope = "api:read"): Promise<Form> {
  const { params, verifier } = await authorized(target, client, { redirect_uri: uri, scope }, browser);
  const code = params.get("code") ?? "";
  return { grant_type: "authorization_code", code, redirect_uri: uri, code_verifier: verifier };
}

/** The same request several times at once, told as one answer: which of them came first is left to chance. */
async function several(send: () => Promise<Answered>): Promise<Answered> {
  const answers = await Promise.all(Array.from({ length: 6 }, send));
  const announced = answers.flatMap((one) => one.headers.get("x-overlay-would-act") ?? []).join(",");
  const headers = new Headers(announced === "" ? {} : { "x-overlay-would-act": announced });
  const text = answers
    .map(({ status }) => status)
    .toSorted()
    .join(" ");
  return { status: 200, headers, text, json: {} };
}

async function races(target: Target, note: Note): Promise<void> {
  const form = await flow(target, "confidential", CALLBACK);
  note("code race", await several(() => token(target, "confidential", form)));
  const client_id = id(target, "public");
  const first = await post(target, "/token", {
    ...(await flow(target, "public", "https://spa.example.com/cb")),
    client_id,
  });
  const refresh = { grant_type: "refresh_token", refresh_token: String(first.json["refresh_token"] ?? ""), client_id };
  note("refresh race", await several(() => post(target, "/token", refresh)));
  note("refresh used", await post(target, "/token", refresh));
}

/** The replay of one code ends what else came of the same grant: to the client, it has expired. */
async function expired(target: Target, note: Note): Promise<void> {
  const browser = new Browser(target);
  const forms = [await flow(target, "other", OTHER, browser), await flow(target, "other", OTHER, browser)];
  const [one = {}, two = {}] = forms;
  const { json } = await token(target, "other", one);
  note("code again", await token(target, "other", one));
  note("code that ended", await token(target, "other", two));
  const refresh = { grant_type: "refresh_token", refresh_token: String(json["refresh_token"] ?? "") };
  note("refresh token that ended", await token(target, "other", refresh));
}

const OTHER = "https://other.example.com/cb";

async function codes(target: Target, note: Note): Promise<void> {
  const request = { response_type: "code", client_id: id(target, "other"), redirect_uri: OTHER, scope: "api:read" };
  const bare = await new Browser(target).authorize(request);
  const form = { grant_type: "authorization_code", code: bare.params.get("code") ?? "", redirect_uri: OTHER };
  note("verifier without challenge", await token(target, "other", { ...form, code_verifier: "v".repeat(43) }));
  const browser = new Browser(target);
  const code_challenge = "wR7eTzWbYQ0dAq3mKf5LJ1uVnH8xS2cPiG6oBy9ZtEk";
  await browser.authorize({ ...request, code_challenge, code_challenge_method: "S256" });
  const announced = browser.announced.splice(0).join(",");
  const headers = new Headers(announced === "" ? {} : { "x-overlay-would-act": announced });
  note("constant challenge", { status: 200, headers, text: "", json: {} });
  const { code = "", ...rest } = await flow(target, "other", OTHER);
  const credentials = { authorization: basic(target, "other") };
  note("code in query", await post(target, `/token?code=${code}`, { ...rest, code: "wrong" }, credentials));
}

async function proxies(target: Target, note: Note): Promise<void> {
  const elsewhere = { "x-forwarded-host": "attacker.example" };
  note("forwarded host", await get(target, "/.well-known/oauth-authorization-server", elsewhere));
  const form = { grant_type: "client_credentials", client_id: id(target, "service") };
  note("forwarded certificate", await post(target, "/token", form, { "x-ssl-client-verify": "SUCCESS" }));
}

async function tokens(target: Target, note: Note): Promise<void> {
  const form = { grant_type: "client_credentials", scope: "api:write" };
  const { json } = await token(target, "service", form);
  const access = String(json["access_token"] ?? "");
  const asker = { authorization: basic(target, "resource_server") };
  note("introspection", await post(target, "/token/introspection", { token: access }, asker));
  note("resource, other scope", await get(target, "/resource", { authorization: `Bearer ${access}` }));
  note("resource, JWT", await get(target, "/resource", { authorization: "Bearer eyJhbGciOiJub25lIn0.e30." }));
  note("resource, query", await get(target, `/resource?access_token=${access}`));
  note("registration", await post(target, "/reg", { client_id: "chosen" }));
}

export async function attacks(target: Target, note: Note): Promise<void> {
  for (const requests of [races, expired, codes, proxies, tokens]) await requests(target, note);
}
