import assert from "node:assert/strict";
import { test } from "node:test";
import type { Json, Observation } from "../../engine/index.js";
import { matchAll, subjectOf } from "../../engine/matching/evaluate.js";
import { lookalikes } from "../../engine/observe/lookalikes.js";
import { resolve } from "../../engine/values/template.js";

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

test("look-alikes count when more than one of them is in use, whatever the case of letters", () => {
  assert.deepEqual(lookalikes(["WDJB", "MJHT"]), []);
  assert.deepEqual(lookalikes(["A0", "1B"]), []);
  assert.deepEqual(lookalikes(["A0", "oB", "1", "l"]), ["0O", "1IL"]);
  const of = (found: string[]): Observation =>
    visited([], { samples: { user_code: { size: 2, distinct: 2, max_bits: 40, lookalikes: found } } });
  assert.ok(holds({ sample: { of: "user_code", lookalikes: false } }, of([])));
  assert.ok(!holds({ sample: { of: "user_code", lookalikes: false } }, of(["0O"])));
});

test("$alphanumeric leaves letters and digits", () => {
  assert.equal(resolve({ $alphanumeric: "wd-jb 09_É" }, {}, { clockOffset: 0 }), "wdjb09É");
});
