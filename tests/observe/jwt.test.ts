import assert from "node:assert/strict";
import { test } from "node:test";
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from "jose";
import { jwtFacts } from "../../engine/observe/jwt.js";

async function signer(
  kid?: string,
): Promise<{ jwk: object; sign(claims: Record<string, string>, header?: Record<string, string>): Promise<string> }> {
  const { publicKey, privateKey } = await generateKeyPair("ES256");
  const jwk = { ...(await exportJWK(publicKey)), ...(kid === undefined ? {} : { kid }) };
  return {
    jwk,
    sign: (claims, header = kid === undefined ? {} : { kid }) =>
      new SignJWT(claims).setProtectedHeader({ alg: "ES256", ...header }).sign(privateKey),
  };
}

test("a signature by a key of the set verifies and the key is named", async () => {
  const [one, two] = [await signer("k1"), await signer("k2")];
  const facts = await jwtFacts(await two.sign({ sub: "s" }), { keys: [one.jwk, two.jwk] });
  assert.deepEqual(facts, { header: { alg: "ES256", kid: "k2" }, claims: { sub: "s" }, verified: "yes", key: "k2" });
});

test("without kid the only key, or whichever of several holds, verifies", async () => {
  const [one, two] = [await signer("k1"), await signer("k2")];
  const token = await two.sign({ sub: "s" }, {});
  assert.equal((await jwtFacts(token, { keys: [two.jwk] }))?.verified, "yes");
  assert.equal((await jwtFacts(token, { keys: [two.jwk] }))?.key, "k2");
  assert.equal((await jwtFacts(token, { keys: [one.jwk, two.jwk] }))?.verified, "yes");
  assert.equal((await jwtFacts(token, { keys: [one.jwk, one.jwk] }))?.verified, "no");
});

test("a wrong key, a changed claim and an unknown kid are not verified, with the reason", async () => {
  const [one, other] = [await signer("k1"), await signer("k1")];
  const token = await one.sign({ sub: "s" });
  const [header, , signature] = token.split(".");
  const forged = `${header}.${Buffer.from('{"sub":"t"}').toString("base64url")}.${signature}`;
  for (const facts of [await jwtFacts(token, { keys: [other.jwk] }), await jwtFacts(forged, { keys: [one.jwk] })]) {
    assert.equal(facts?.verified, "no");
    assert.equal(facts?.reason, "the signature does not hold");
  }
  const unknown = await jwtFacts(await one.sign({}, { kid: "k9" }), { keys: [one.jwk] });
  assert.equal(unknown?.verified, "no");
  assert.match(unknown?.reason ?? "", /^no key of the set fits/);
});

test("dates are left to the clauses: an expired token still verifies", async () => {
  const one = await signer("k1");
  const facts = await jwtFacts(await one.sign({ exp: 1 as unknown as string }), { keys: [one.jwk] });
  assert.equal(facts?.verified, "yes");
});

test("alg none is never verified, and without keys nothing is known", async () => {
  const one = await signer("k1");
  assert.equal((await jwtFacts(new UnsecuredJWT({ sub: "s" }).encode(), { keys: [one.jwk] }))?.verified, "no");
  assert.equal((await jwtFacts(await one.sign({ sub: "s" })))?.verified, "unknown");
});

test("what is no JWT gives undefined", async () => {
  for (const text of ["", "opaque", "a.b.c", "eyJhbGciOiJSUzI1NiJ9.bm8.c2ln", "v1.public.token", "a.b.c.d.e"])
    assert.equal(await jwtFacts(text), undefined);
});
