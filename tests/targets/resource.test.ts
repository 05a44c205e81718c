import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { startReference } from "../../targets/reference.js";
import type { Target } from "../../targets/target.js";
import { get, post, token } from "./client.js";
import { laid, stopAll } from "./laid.js";

const READ = { grant_type: "client_credentials", scope: "api:read" };

async function issue(target: Target, scope = "api:read"): Promise<string> {
  return String((await token(target, "service", { ...READ, scope })).json["access_token"]);
}

const bearer = (value: string): Record<string, string> => ({ authorization: `Bearer ${value}` });

describe("the embedded resource", () => {
  let target: Target;
  let live: string;
  before(async () => {
    target = await startReference();
    live = await issue(target);
  });
  after(() => target.stop());

  const challenged = async (headers: Record<string, string>): Promise<[number, string]> => {
    const { status, headers: got } = await get(target, "/resource", headers);
    return [status, got.get("www-authenticate") ?? ""];
  };

  test("takes the scheme in any case and a token in a form", async () => {
    for (const scheme of ["Bearer", "bearer", "BEARER"])
      assert.equal((await get(target, "/resource", { authorization: `${scheme} ${live}` })).status, 200);
    assert.equal((await post(target, "/resource", { access_token: live })).status, 200);
    assert.equal((await post(target, "/resource", {}, bearer(live))).status, 200);
  });

  test("takes no token from the query, from JSON or from a multipart body", async () => {
    assert.equal((await get(target, `/resource?access_token=${live}`)).status, 401);
    for (const type of ["application/json", "multipart/form-data; boundary=x"]) {
      const init = { method: "POST", headers: { "content-type": type }, body: JSON.stringify({ access_token: live }) };
      assert.equal((await fetch(`${target.issuer}/resource`, init)).status, 401);
    }
  });

  test("refuses two ways, two tokens and what is no token as invalid_request", async () => {
    assert.equal((await get(target, `/resource?access_token=${live}`, bearer(live))).status, 400);
    assert.equal((await post(target, "/resource", { access_token: live }, bearer(live))).status, 400);
    const twice: [string, string][] = [
      ["access_token", live],
      ["access_token", live],
    ];
    assert.equal((await post(target, "/resource", twice)).status, 400);
    for (const credentials of [`${live} ${live}`, "", `"${live}"`]) {
      const [status, challenge] = await challenged(bearer(credentials));
      assert.equal(status, 400);
      assert.match(challenge, /^Bearer realm="reference", error="invalid_request"/);
    }
  });

  test("tells why it refuses, but not to one who sent no token", async () => {
    assert.deepEqual(await challenged({}), [401, 'Bearer realm="reference"']);
    assert.deepEqual(await challenged({ authorization: "Basic eDp5" }), [401, 'Bearer realm="reference"']);
    assert.match((await challenged(bearer("unknown")))[1], /error="invalid_token", error_description="/);
    const [status, challenge] = await challenged(bearer(await issue(target, "api:write")));
    assert.equal(status, 403);
    assert.match(challenge, /error="insufficient_scope".*scope="api:read"/);
  });
});

describe("conditions on access tokens", () => {
  after(stopAll);

  test("bearer tells tokens that were issued from others", async () => {
    const target = await laid(
      ...(["none", "malformed", "issued", "altered", "unknown"] as const).map((state) => ({
        at: "resource" as const,
        when: { bearer: state },
        header: { "x-state": state },
      })),
    );
    const live = await issue(target);
    const altered = `${live.startsWith("A") ? "B" : "A"}${live.slice(1)}`;
    const state = async (headers: Record<string, string>): Promise<string | null> =>
      (await get(target, "/resource", headers)).headers.get("x-state");
    assert.equal(await state({}), "none");
    assert.equal(await state({ authorization: "Basic eDp5" }), "none");
    assert.equal(await state(bearer(`${live} x`)), "malformed");
    assert.equal(await state(bearer(live)), "issued");
    assert.equal(await state(bearer(altered)), "altered");
    assert.equal(await state(bearer("made-up")), "unknown");
    assert.equal((await post(target, "/resource", { access_token: live })).headers.get("x-state"), "issued");
  });

  test("tokens become JWTs that the server takes as long as nobody changes them", async () => {
    const sign = { at: "token" as const, members: { sign: { access_token: { aud: "api" } } } };
    const unwrap = { at: "resource" as const, jwt: "open" as const };
    const strict = await laid(sign, unwrap);
    const loose = await laid(sign, unwrap, { at: "resource", jwt: "open-unsigned" });
    for (const [target, status] of [
      [strict, 401],
      [loose, 200],
    ] as const) {
      const jwt = await issue(target);
      const [head = "", claims = ""] = jwt.split(".");
      assert.match(Buffer.from(claims, "base64url").toString(), /^\{"aud":"api","iat":\d+,"exp":\d+,"jti":"/);
      assert.equal((await get(target, "/resource", bearer(jwt))).status, 200);
      assert.equal((await post(target, "/resource", { access_token: jwt })).status, 200);
      assert.equal((await get(target, "/resource", bearer(`${head}.${claims}.AAAA`))).status, 401);
      const none = Buffer.from('{"alg":"none"}').toString("base64url");
      assert.equal((await get(target, "/resource", bearer(`${none}.${claims}.`))).status, status);
    }
  });

  test("header fills in the token of the request, and members of the body", async () => {
    const target = await laid(
      { at: "resource", when: { answer: { status: 200 } }, header: { "x-token": "${bearer}" } },
      { at: "token", when: { answer: { kind: "success" } }, header: { "x-token": "${access_token} ${scope}" } },
    );
    const { headers, json } = await token(target, "service", READ);
    const live = String(json["access_token"]);
    assert.equal(headers.get("x-token"), `${live} api:read`);
    assert.equal((await get(target, "/resource", bearer(live))).headers.get("x-token"), live);
  });

  test("request sets headers, and conditions speak of them", async () => {
    const target = await laid({
      at: "resource",
      when: { headers: { authorization: "absent", "x-take": { is: "query" } }, query: { access_token: "present" } },
      request: { drop: ["access_token"], headers: { authorization: "Bearer ${access_token}" } },
    });
    const path = `/resource?access_token=${await issue(target)}`;
    assert.equal((await get(target, path, { "x-take": "query" })).status, 200);
    assert.equal((await get(target, path)).status, 401);
  });
});
