import assert from "node:assert/strict";
import { test } from "node:test";
import { plainStep } from "../../engine/load/expand.js";
import { isChanged, replacesHeader } from "../../engine/load/step-changes.js";
import type { Draft } from "../../engine/request/draft.js";
import { encodeDraft } from "../../engine/request/draft.js";
import type { Members } from "../../engine/types/suite.js";
import { forge } from "../../engine/values/forge.js";

const call = (options: Members) => plainStep({ kind: "call", subject: "resource", path: "1", options });

const draft = (more: Partial<Draft>): Draft => ({
  method: "GET",
  url: "https://rs.example.com/a",
  query: [],
  form: [["access_token", "t"]],
  headers: {},
  encode: "form",
  ...more,
});

test("another access token is another request, so that its refusal rests on a control", () => {
  assert.equal(isChanged(call({ bearer: "other" }), true), true);
  assert.equal(isChanged(call({}), true), false);
});

test("a step that says how it is authorized does not take its base's header", () => {
  assert.equal(replacesHeader(call({ bearer: "t" }), "authorization"), true);
  assert.equal(replacesHeader(call({ headers: { Authorization: null } }), "authorization"), true);
  assert.equal(replacesHeader(call({ headers: { accept: "text/html" } }), "authorization"), false);
});

test("a raw body goes out with GET as well; parameters go into the query", () => {
  assert.deepEqual(encodeDraft(draft({})).url, "https://rs.example.com/a?access_token=t");
  const request = encodeDraft(draft({ form: [], raw: "access_token=t" }));
  assert.equal(request.url, "https://rs.example.com/a");
  assert.equal(request.body, "access_token=t");
  assert.deepEqual(request.headers["content-type"], ["application/x-www-form-urlencoded"]);
});

test("a forged JWT has other members and its old signature, or none", () => {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const of = `${part({ alg: "ES256" })}.${part({ sub: "a" })}.sig`;
  assert.equal(
    forge({ of, claims: { admin: true } }),
    `${part({ alg: "ES256" })}.${part({ sub: "a", admin: true })}.sig`,
  );
  assert.equal(forge({ of, header: { alg: "none" } }), `${part({ alg: "none" })}.${part({ sub: "a" })}.`);
  assert.equal(forge({ of: "opaque", header: { alg: "none" } }), "opaque");
  assert.equal(forge({ of: "a.b.c", claims: { x: 1 } }), "a.b.c");
});
