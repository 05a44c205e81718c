import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { Json, Observation } from "../../engine/index.js";
import { matchAll, subjectOf } from "../../engine/matching/evaluate.js";
import { lookalikes } from "../../engine/observe/lookalikes.js";
import { resolve } from "../../engine/values/template.js";
import { runInline } from "../support/run.js";
import { check } from "../support/suite.js";

function visited(pages: string[], more: Partial<Observation> = {}): Observation {
  const exchanges = pages.map((body) => ({
    at: "",
    duration_ms: 1,
    request: { method: "GET", url: "https://as.example.com/device", headers: {} },
    response: { status: 200, headers: {}, body, size: body.length },
  }));
  return { id: "c:1", kind: "authorization", exchanges, sent: {}, made: {}, offers: {}, ...more };
}

const holds = (matchers: { [name: string]: Json }, seen: Observation): boolean =>
  matchAll(matchers, subjectOf([seen])).ok;

test("a page shows what stands in its words and visible fields, on any of the pages of a visit", () => {
  const field = `<!doctype html><body><form><input name="user_code" value="WDJB-MJHT"></form></body>`;
  const words = `<!doctype html><body><p>Is this <b>wdjb-</b>\n<b>mjht</b>?</p></body>`;
  const done = `<!doctype html><body>Done</body>`;
  for (const page of [field, words]) assert.ok(holds({ shows: "WDJB-MJHT" }, visited([page, done])));
  const hidden = field.replace("<input", `<input type="hidden"`);
  const script = `<!doctype html><body><script>var code = "WDJB-MJHT"</script></body>`;
  for (const page of [hidden, script, done]) assert.ok(!holds({ shows: "WDJB-MJHT" }, visited([page])));
  assert.ok(holds({ shows: "WDJB-MJHT" }, visited([script], { shown: ["Is this WDJB-MJHT?"] })));
});

test("a text is within another one as it is or percent-encoded", () => {
  const seen = visited([]);
  assert.ok(holds({ within: ["AB 12", "https://as.example.com/device?user_code=AB%2012"] }, seen));
  assert.ok(holds({ within: ["AB-12", "https://as.example.com/AB-12"] }, seen));
  assert.ok(!holds({ within: ["AB-12", "https://as.example.com/device?%"] }, seen));
});

test("look-alikes count when more than one of them is in use; among capitals I and L are none", () => {
  assert.deepEqual(lookalikes(["WDJB", "MJHT"]), []);
  assert.deepEqual(lookalikes(["A0", "1B"]), []);
  assert.deepEqual(lookalikes(["A0", "OB", "1", "l"]), ["0O", "1Il"]);
  assert.deepEqual(lookalikes(["I", "L"]), []);
  const of = (found: string[]): Observation =>
    visited([], { samples: { user_code: { size: 2, distinct: 2, max_bits: 40, lookalikes: found } } });
  assert.ok(holds({ sample: { of: "user_code", lookalikes: false } }, of([])));
  assert.ok(!holds({ sample: { of: "user_code", lookalikes: false } }, of(["0O"])));
});

test("$alphanumeric leaves letters and digits", () => {
  assert.equal(resolve({ $alphanumeric: "wd-jb 09_É" }, {}, { clockOffset: 0 }), "wdjb09É");
});

/** What comes of a user who refuses, on pages that ask for a code and then, or not at all, for consent. */
async function refusal(t: TestContext, asks: boolean, deny?: string, after = 200): Promise<string> {
  const html = (title: string, rest: string): { headers: Record<string, string>; body: string } => ({
    headers: { "content-type": "text/html" },
    body: `<!doctype html><title>${title}</title>${rest}`,
  });
  const form = (fields: string): string => `<form method="post" action="/device">${fields}<button>Go</button></form>`;
  const code = html("Code", form(`<input name="user_code">`));
  const ask = html("Consent", form(`<input type="hidden" name="sure" value="yes"><button name="no">No</button>`));
  const visit = {
    base: "visit",
    title: "a visit",
    step: "authorize",
    endpoint: "verification",
    url: "${issuer}/device",
    choose: { user_code: "WDJB-MJHT" },
    success: { page: "any", not: { page: "error" } },
  };
  const refused = { visit: { same: ["${step.refused}", true] } };
  const { verdict } = await runInline(t, {
    checks: [
      check("demo-a", [
        { authorize: "visit", session: "none", user: "deny", as: "visit" },
        { token: "client_credentials", given: refused, expect: [{ cite: "demo-1-must", status: 200 }] },
      ]),
    ],
    files: { "bases/visit.yaml": visit },
    server: {
      "/device": ({ method, parameters }) =>
        method === "GET"
          ? code
          : asks && !parameters.has("sure")
            ? ask
            : { ...html("Done", "<p>Done</p>"), status: after },
    },
    provider: {
      users: [{ username: "ann", password: "password-of-ann" }],
      pages: [
        { code: { has: "user_code", choose: { user_code: "user_code" } } },
        { consent: { title: "Consent", press: "Go", ...(deny === undefined ? {} : { deny }) } },
        { done: { title: "Done", end: true } },
      ],
    },
  });
  const { outcome, reason } = verdict("demo-a#demo-1-must");
  return `${outcome} ${reason ?? ""}`.trim();
}

test("a refusal that ends on an error page is one all the same", async (t) => {
  assert.match(await refusal(t, true, "No", 400), /^pass/);
});

test("a visit says whether the user could refuse, and a rule without deny is named", async (t) => {
  assert.match(await refusal(t, true, "No"), /^pass/);
  assert.match(await refusal(t, false, "No"), /^not-applicable/);
  assert.match(await refusal(t, true), /^blocked.*"consent" has no "deny".*look at "pages"/);
});
