import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { start } from "../../../targets/vendors/medblocks/start.js";
import type { Target } from "../../../targets/target.js";

// The examples of 002_26da83c62f284460.txt, sent by hand; what stands in angle brackets there is made up here.

const CALLBACK = "https://app.example.com/cb";
const FORM = { "content-type": "application/x-www-form-urlencoded" };

describe("the Medblocks stand-in", () => {
  let target: Target;
  before(async () => {
    target = await start();
  });
  after(() => target.stop());

  const variable = (name: string): string => target.env[`MEDBLOCKS_${name}`] ?? "";

  const send = (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(new URL(path, target.issuer), { redirect: "manual", ...init });

  const post = (form: Record<string, string>, headers: Record<string, string> = {}): Promise<Response> =>
    send("/oauth2/token", {
      method: "POST",
      headers: { ...FORM, ...headers },
      body: new URLSearchParams(form).toString(),
    });

  const basic = (id: string, secret: string): Record<string, string> => ({
    authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString("base64")}`,
  });

  const patients = (token: string): Promise<Response> =>
    send("/fhir/Patient", { headers: { authorization: `Bearer ${token}`, "content-type": "application/fhir+json" } });

  async function members(answer: Response): Promise<Record<string, unknown>> {
    return (await answer.json()) as Record<string, unknown>;
  }

  /** What a browser does from an authorization request on: logs in, allows, and is sent to the client, if all goes well. */
  async function logIn(path: string, password = variable("PASSWORD")): Promise<{ pages: string[]; location: string }> {
    const jar = new Map<string, string>();
    const forms: Record<string, string>[] = [
      { action: "login", username: variable("USER"), password },
      { action: "allow" },
    ];
    const pages: string[] = [];
    let answer = await send(path);
    for (let hop = 0; hop < 9; hop += 1) {
      for (const line of answer.headers.getSetCookie()) {
        const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
        jar.set(name, value);
      }
      const headers = { cookie: [...jar].map((pair) => pair.join("=")).join("; ") };
      const location = answer.headers.get("location");
      if (location?.startsWith(CALLBACK)) return { pages, location };
      if (location !== null) {
        answer = await send(location, { headers });
        continue;
      }
      const page = await answer.text();
      pages.push(page);
      const form = new URLSearchParams(forms.shift()).toString();
      const action = /<form[^>]* action="([^"]+)"/.exec(page)?.[1];
      if (form === "" || action === undefined) return { pages, location: "" };
      answer = await send(action, { method: "POST", headers: { ...headers, ...FORM }, body: form });
    }
    throw new Error("too many redirects");
  }

  const request = (more: Record<string, string> = {}): string =>
    new URLSearchParams({
      response_type: "code",
      client_id: variable("APP_ID"),
      redirect_uri: CALLBACK,
      ...more,
    }).toString();

  async function codeForm(path = "/oauth2/auth"): Promise<Record<string, string>> {
    const { location } = await logIn(`${path}?${request()}`);
    const code = new URL(location).searchParams.get("code") ?? "";
    return { grant_type: "authorization_code", code, client_id: variable("APP_ID"), redirect_uri: CALLBACK };
  }

  function assertAnswer(answer: Response, body: Record<string, unknown>): void {
    assert.equal(answer.status, 200);
    assert.match(answer.headers.get("content-type") ?? "", /^application\/json\b/);
    assert.equal(typeof body["access_token"], "string");
    const rest = { ...body, access_token: "" };
    assert.deepEqual(rest, { access_token: "", expires_in: 3599, scope: "", token_type: "bearer" });
  }

  // Lines 26 to 51.
  test("gives a backend a token for its id and secret, and patients for the token", async () => {
    const credentials = basic(variable("BACKEND_ID"), variable("BACKEND_SECRET"));
    const answer = await post({ grant_type: "client_credentials" }, credentials);
    const body = await members(answer);
    assertAnswer(answer, body);
    const found = await patients(String(body["access_token"]));
    assert.equal(found.status, 200);
    assert.equal((await members(found))["resourceType"], "Bundle");
  });

  // Lines 59 to 68: the two places that are named for one endpoint.
  for (const path of ["/oauth2/auth", "/oauth2/authorize"])
    test(`leads a user from ${path} by way of the login to a code`, async () => {
      const { pages, location } = await logIn(`${path}?${request()}`);
      assert.match(pages[0] ?? "", /type="password"/);
      assert.match(new URL(location).searchParams.get("code") ?? "", /.+/);
      assert.equal(new URL(location).searchParams.has("state"), false);
    });

  // Lines 72 to 97.
  test("gives a single page application a token for a code without a secret, and patients for the token", async () => {
    const answer = await post(await codeForm());
    const body = await members(answer);
    assertAnswer(answer, body);
    assert.equal((await patients(String(body["access_token"]))).status, 200);
  });

  // Lines 22 to 32: a client ID and a client secret.
  test("refuses a backend whose secret is wrong or missing", async () => {
    const wrong = await post({ grant_type: "client_credentials" }, basic(variable("BACKEND_ID"), "made-up"));
    assert.equal(wrong.status, 401);
    assert.equal((await members(wrong))["error"], "invalid_client");
    const without = await post({ grant_type: "client_credentials" });
    assert.equal(without.status, 401);
    assert.match(without.headers.get("www-authenticate") ?? "", /^Basic realm=/);
  });

  // Line 68: the user enters credentials.
  test("asks a user with a wrong password again", async () => {
    const { pages, location } = await logIn(`/oauth2/auth?${request()}`, "made-up");
    assert.equal(location, "");
    assert.match(pages[1] ?? "", /type="password"/);
  });

  // Lines 45 and 91: the access token in the Authorization header.
  test("gives nobody patients without a token", async () => {
    assert.equal((await send("/fhir/Patient")).status, 401);
    assert.equal((await patients("made-up")).status, 401);
    const { access_token: token } = await members(await post(await codeForm()));
    assert.equal((await send(`/fhir/Patient?access_token=${String(token)}`)).status, 401);
  });

  test("honours state and a challenge where they are sent", async () => {
    const code_challenge = "wR7eTzWbYQ0dAq3mKf5LJ1uVnH8xS2cPiG6oBy9ZtEk";
    const asked = request({ state: "made up", code_challenge, code_challenge_method: "S256" });
    const { location } = await logIn(`/oauth2/auth?${asked}`);
    const { searchParams } = new URL(location);
    assert.equal(searchParams.get("state"), "made up");
    const form = { ...(await codeForm()), code: searchParams.get("code") ?? "" };
    const answer = await post(form);
    assert.equal((await members(answer))["error"], "invalid_grant");
  });

  test("has no metadata, as none are documented", async () => {
    for (const name of ["openid-configuration", "oauth-authorization-server", "smart-configuration"])
      assert.equal((await send(`/.well-known/${name}`)).status, 404);
  });

  test("does what a laid fault says, also after its pages", async () => {
    const fault = {
      kind: "fault" as const,
      slug: "made-up",
      title: "codes go astray",
      breaks: [],
      also: [],
      over: [],
      frees: [],
      do: [
        {
          at: "authorization" as const,
          when: { params: { state: { is: "astray" } }, answer: { kind: "success" as const } },
          redirect: { drop: ["code"] },
        },
      ],
    };
    const own = target;
    target = await start({ faults: [fault] });
    try {
      const { location } = await logIn(`/oauth2/auth?${request({ state: "astray" })}`);
      assert.equal(new URL(location).searchParams.has("code"), false);
    } finally {
      await target.stop();
      target = own;
    }
  });
});
