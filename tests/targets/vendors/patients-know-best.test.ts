import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Target } from "../../../targets/target.js";
import { start } from "../../../targets/vendors/patients-know-best/start.js";
import { Browser, get, pkce, post } from "../client.js";
import type { Answered, Landing } from "../client.js";

// Seed file 003_aecf5fd5c40d553b.txt, a comparison of two versions of the page on the authorization code grant: "line N"
// is a line of it. Client ids, codes, tokens and accounts are the stand-in's own, new at each start.

const WEB = "https://client.example.com/cb";
const MOBILE = "https://app.example.com/cb";

let target: Target;
before(async () => void (target = await start({})));
after(() => target.stop());

const client = (name: string): string => target.env[`PKB_${name.toUpperCase()}_CLIENT_ID`] ?? "";

type Form = Record<string, string>;

/** Sends a user to the address of line 99, with other values or more of them; `""` leaves a parameter out. */
async function authorize(params: Form = {}, consent = "allow"): Promise<Landing> {
  const browser = new Browser(target);
  browser.fields = { username: target.env["PKB_USER"] ?? "", password: target.env["PKB_PASSWORD"] ?? "" };
  browser.consent = consent;
  const sample = { response_type: "code", client_id: client("web"), redirect_uri: WEB, scope: "PATIENT" };
  const all = Object.entries({ ...sample, state: "ANTI_CSRF_67890", ...params }).filter(([, value]) => value !== "");
  return browser.visit(`/apiAuthorize.action?${new URLSearchParams(all).toString()}`);
}

/** The token request of lines 143 to 205 for a code; `""` leaves a parameter out. */
function exchange({ params }: Landing, form: Form = {}): Promise<Answered> {
  const sample = { grant_type: "authorization_code", client_id: client("web"), redirect_uri: WEB };
  const all = { ...sample, code: params.get("code") ?? "", ...form };
  return post(
    target,
    "/apiToken.action",
    Object.entries(all).filter(([, value]) => value !== ""),
  );
}

/** The refresh request of lines 304 to 356. */
function refresh({ json }: Answered, form: Form = {}): Promise<Answered> {
  const sample = { grant_type: "refresh_token", client_id: client("web") };
  return post(target, "/apiToken.action", { ...sample, refresh_token: String(json["refresh_token"]), ...form });
}

function assertTokens({ status, json }: Answered): void {
  assert.equal(status, 200, JSON.stringify(json));
  assert.equal(typeof json["access_token"], "string");
}

function assertRefused({ status, json }: Answered): void {
  assert.ok(status >= 400 && status < 500, `a refusal, got ${status} ${JSON.stringify(json)}`);
  assert.equal(json["access_token"], undefined);
}

function assertNotSent({ url }: Landing): void {
  assert.equal(url, "", "the browser stays at the server");
}

describe("the authorization request", () => {
  test("sends the user back with code and state after login and consent (lines 99, 117, 127)", async () => {
    const { url, params, pages } = await authorize();
    assert.equal(pages.length, 2);
    assert.ok(url.startsWith(`${WEB}?`), url);
    assert.ok(params.get("code"));
    assert.equal(params.get("state"), "ANTI_CSRF_67890");
  });

  test("gives no state where none was sent (lines 73, 133)", async () => {
    const { params } = await authorize({ state: "" });
    assert.ok(params.get("code"));
    assert.equal(params.has("state"), false);
  });

  test("is refused with another response_type, without one, and without client_id (lines 31, 41)", async () => {
    assert.equal((await authorize({ response_type: "token" })).params.has("code"), false);
    assert.equal((await authorize({ response_type: "" })).params.has("code"), false);
    assertNotSent(await authorize({ client_id: "" }));
  });

  test("takes each type of user as scope, and no other word (lines 57 to 63)", async () => {
    for (const scope of ["PATIENT", "CLINICIAN", "TEAMCOORD"]) {
      assert.equal((await exchange(await authorize({ scope }))).json["scope"], scope);
    }
    for (const scope of ["patient", "ADMIN"]) {
      const { params } = await authorize({ scope });
      assert.equal(params.has("code"), false);
      assert.equal(params.get("error"), "invalid_scope");
    }
  });

  test("lets a user in without scope (line 65)", async () => {
    assertTokens(await exchange(await authorize({ scope: "" })));
  });

  test("needs redirect_uri of a client with several only (line 85)", async () => {
    assertNotSent(await authorize({ client_id: client("mobile"), redirect_uri: "" }));
    assert.ok((await authorize({ redirect_uri: "" })).url.startsWith(`${WEB}?code=`));
  });

  test("takes parameters on top of the registered redirect URI (line 87)", async () => {
    const added = `${WEB}?journey=7&step=2`;
    const landing = await authorize({ redirect_uri: added });
    assert.ok(landing.url.startsWith(`${added}&code=`), landing.url);
    assertTokens(await exchange(landing, { redirect_uri: added }));
    const portal = "https://portal.example.com/cb?tenant=1&mode=a&journey=7";
    const other = await authorize({ client_id: client("portal"), redirect_uri: portal });
    assert.ok(other.url.startsWith(`${portal}&code=`), other.url);
  });

  test("supports localhost and custom schemes (line 89)", async () => {
    for (const uri of ["http://localhost:8400/cb", "com.example.app:/cb"]) {
      const { url } = await authorize({ client_id: client("mobile"), redirect_uri: uri });
      assert.ok(url.startsWith(`${uri}?code=`), url);
    }
  });

  test("takes no new redirect URI (line 91)", async () => {
    const news = [
      `${WEB}/more`,
      `${WEB}more`,
      `${WEB}?`,
      `${WEB}#part`,
      `${WEB}?a=1#part`,
      "https://elsewhere.example/cb",
    ];
    for (const redirect_uri of news) assertNotSent(await authorize({ redirect_uri }));
    const tenant = "https://portal.example.com/cb?tenant=2&mode=a";
    assertNotSent(await authorize({ client_id: client("portal"), redirect_uri: tenant }));
  });

  test("of a user who refuses brings an error and no code", async () => {
    const { params } = await authorize({}, "deny");
    assert.equal(params.get("error"), "access_denied");
    assert.equal(params.has("code"), false);
  });
});

describe("the token request", () => {
  test("is answered as in the sample (lines 213 to 300)", async () => {
    const { status, headers, json } = await exchange(await authorize());
    assert.equal(status, 200);
    assert.equal(headers.get("content-type"), "application/json;charset=UTF-8");
    assert.equal(headers.get("cache-control"), "no-store");
    assert.equal(headers.get("pragma"), "no-cache");
    const { access_token: access, refresh_token: refreshToken, ...rest } = json;
    assert.equal(typeof access, "string");
    assert.equal(typeof refreshToken, "string");
    assert.deepEqual(rest, { token_type: "Bearer", expires_in: 600, scope: "PATIENT" });
  });

  for (const name of ["grant_type", "client_id", "code", "redirect_uri"]) {
    test(`is refused without ${name} (lines 157 to 193)`, async () => {
      assertRefused(await exchange(await authorize(), { [name]: "" }));
    });
  }

  test("is refused with another grant_type (line 163)", async () => {
    assertRefused(await exchange(await authorize(), { grant_type: "assay-unknown" }));
  });

  test("needs no redirect_uri where none was sent before, and takes the registered one (line 193)", async () => {
    assertTokens(await exchange(await authorize({ redirect_uri: "" }), { redirect_uri: "" }));
    assertTokens(await exchange(await authorize({ redirect_uri: "" })));
  });

  test("is refused with another redirect_uri than before (lines 103, 193)", async () => {
    assertRefused(await exchange(await authorize(), { redirect_uri: `${WEB}?journey=7` }));
    const mobile = { client_id: client("mobile"), redirect_uri: MOBILE };
    assertRefused(await exchange(await authorize(mobile), { ...mobile, redirect_uri: "com.example.app:/cb" }));
  });

  test("is refused with another client's code (line 103)", async () => {
    assertRefused(await exchange(await authorize(), { client_id: client("other") }));
  });

  test("is refused with another content type (line 203)", async () => {
    const code = (await authorize()).params.get("code");
    const form = { grant_type: "authorization_code", client_id: client("web"), code, redirect_uri: WEB };
    const headers = { "content-type": "application/json" };
    const refused = await fetch(`${target.issuer}/apiToken.action`, {
      method: "POST",
      headers,
      body: JSON.stringify(form),
    });
    assert.equal(refused.status, 400);
    assertTokens(await post(target, "/apiToken.action", { ...form, code: code ?? "" }));
  });

  test("checks a code_verifier where a code_challenge was sent, of which the page says nothing", async () => {
    const { verifier, challenge } = pkce();
    const asked = { code_challenge: challenge, code_challenge_method: "S256" };
    assertTokens(await exchange(await authorize(asked), { code_verifier: verifier }));
    assertRefused(await exchange(await authorize(asked), { code_verifier: pkce().verifier }));
    assertRefused(await exchange(await authorize(asked)));
  });
});

describe("the refresh request", () => {
  test("gives a new access token, with scope or without (lines 263, 318 to 356)", async () => {
    const first = await exchange(await authorize());
    const second = await refresh(first);
    assertTokens(second);
    assert.notEqual(second.json["access_token"], first.json["access_token"]);
    assertTokens(await refresh(second, { scope: "PATIENT" }));
  });

  test("is served with the refresh token of the latest access token only (line 344)", async () => {
    const first = await exchange(await authorize());
    assertTokens(await refresh(first));
    assertRefused(await refresh(first));
  });

  for (const name of ["grant_type", "client_id", "refresh_token"]) {
    test(`is refused without ${name} (lines 318 to 344)`, async () => {
      assertRefused(await refresh(await exchange(await authorize()), { [name]: "" }));
    });
  }

  test("is refused to another client", async () => {
    assertRefused(await refresh(await exchange(await authorize()), { client_id: client("other") }));
  });
});

test("an access token opens the API, and nothing else does (line 233)", async () => {
  const { json } = await exchange(await authorize());
  const bearer = (token: string): Form => ({ authorization: `Bearer ${token}` });
  assert.equal((await get(target, "/resource", bearer(String(json["access_token"])))).status, 200);
  assert.equal((await get(target, "/resource", bearer("made-up"))).status, 401);
  assert.equal((await get(target, "/resource")).status, 401);
});

test("there is no discovery document and no other endpoint", async () => {
  for (const path of ["/.well-known/openid-configuration", "/.well-known/oauth-authorization-server", "/jwks", "/me"]) {
    assert.equal((await get(target, path)).status, 404, path);
  }
});

test("client ids and passwords are new at each start", async () => {
  const other = await start({});
  try {
    for (const name of ["PKB_WEB_CLIENT_ID", "PKB_USER", "PKB_PASSWORD"])
      assert.notEqual(other.env[name], target.env[name]);
  } finally {
    await other.stop();
  }
});
