// What a contract can say of an authorization request, kept and not kept by one server.
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { type Provider, findProvider, loadProvider, loadSuite } from "../../engine/index.js";
import { start } from "../../targets/vendors/medblocks/start.js";
import { runAll } from "../support/run.js";

const suite = loadSuite();
const at = "somewhere";

async function outcomes(t: TestContext, authorization: unknown): Promise<Record<string, string>> {
  const target = await start();
  t.after(target.stop);
  const file = loadProvider(findProvider("medblocks"), target.env);
  const provider = { ...file, contract: { authorization } } as Provider;
  const { report } = await runAll({ suite, provider, checks: ["contract-*"] });
  return Object.fromEntries(report.documentation?.promises.map(({ id, outcome }) => [id, outcome]) ?? []);
}

test("an optional challenge is left out together with its method", async (t) => {
  const contract = { parameters: [{ name: "code_challenge", needed: "optional", at }] };
  assert.deepEqual(await outcomes(t, contract), { "medblocks-authorization-parameter-code_challenge": "pass" });
});

test("an answer can be a redirect of a class of statuses, or a page by the name of its rule", async (t) => {
  const first = { session: "none", user: "none" };
  const contract = {
    answers: [
      { name: "redirect", status: "3xx", at },
      { name: "other-redirect", status: 301, at },
      { name: "login", with: first, status: 200, page: "login", at },
      { name: "consent", with: first, status: 200, page: "consent", at },
    ],
  };
  assert.deepEqual(await outcomes(t, contract), {
    "medblocks-authorization-answer-redirect": "pass",
    "medblocks-authorization-answer-other-redirect": "fail",
    "medblocks-authorization-answer-login": "pass",
    "medblocks-authorization-answer-consent": "fail",
  });
});
