import { setTimeout as sleep } from "node:timers/promises";
import type { Target } from "../../targets/target.js";
import type { Answered, Landing } from "./client.js";
import { authorized, basicWith, Browser, id, post, token } from "./client.js";

type Note = (name: string, answered: Answered) => void;
type Params = Record<string, string>;

/** Requests for a token at the authorization endpoint, and the ways in which they go wrong. */
export async function implicit(
  target: Target,
  landed: (name: string, landing: Landing, browser: Browser) => void,
): Promise<void> {
  const browser = new Browser(target);
  const usual = {
    response_type: "token",
    client_id: id(target, "implicit"),
    redirect_uri: "https://implicit.example.com/cb",
    scope: "api:read",
    state: "a b",
  };
  const changes: Params[] = [
    {},
    { scope: "" },
    { scope: "api:read nonsense" },
    { scope: 'a"b' },
    { redirect_uri: "https://evil.example/cb" },
    { client_id: "" },
    { client_id: "nobody" },
    { client_id: id(target, "other"), redirect_uri: "https://other.example.com/cb" },
  ];
  for (const change of changes) {
    const name = `implicit ${JSON.stringify(change)}`;
    landed(name, await browser.authorize({ ...usual, ...change }), browser);
  }
  landed(
    "implicit repeated",
    await browser.authorize([...Object.entries(usual), ["scope", "api:read"]] as [string, string][]),
    browser,
  );
  const denying = new Browser(target);
  denying.consent = "deny";
  landed("implicit denied", await denying.authorize(usual), denying);
}

/** Token requests with the user's password. */
export async function passwords(target: Target, note: Note): Promise<void> {
  const form = {
    grant_type: "password",
    username: target.env["ASSAY_REFERENCE_USER"] ?? "",
    password: target.env["ASSAY_REFERENCE_PASSWORD"] ?? "",
    scope: "api:read",
  };
  const changes: Params[] = [
    {},
    { username: "nobody" },
    { username: "" },
    { password: "wrong" },
    { password: "" },
    { scope: "" },
    { scope: "nonsense" },
    { grant_type: "" },
    { grant_type: "PASSWORD" },
  ];
  for (const change of changes) {
    note(`password ${JSON.stringify(change)}`, await token(target, "password", { ...form, ...change }));
  }
  const { username, ...rest } = form;
  const authorization = basicWith(id(target, "password"), target.env["ASSAY_REFERENCE_PASSWORD_SECRET"] ?? "");
  const query = new URLSearchParams({ username }).toString();
  note("password, name in query", await post(target, `/token?${query}`, rest, { authorization }));
  note("password, public", await post(target, "/token", { ...form, client_id: id(target, "password_public") }));
  note("password, no secret", await post(target, "/token", { ...form, client_id: id(target, "password") }));
  note("password, may not", await token(target, "confidential", form));
  const unknown = { authorization: basicWith("nobody", "wrong") };
  note("password, unknown client", await post(target, "/token", form, unknown));
}

/** A code that is redeemed after its time. */
export async function lateCode(target: Target, note: Note): Promise<void> {
  const redirect_uri = "https://short-lived.example.com/cb";
  const { params, verifier } = await authorized(target, "short_lived", { redirect_uri });
  await sleep(3100);
  const code = params.get("code") ?? "";
  const form = { grant_type: "authorization_code", code, redirect_uri, code_verifier: verifier };
  note("code too late", await token(target, "short_lived", form));
}
