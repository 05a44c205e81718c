import assert from "node:assert/strict";
import { test } from "node:test";
import type { Draft } from "../../engine/request/draft.js";
import { encodeDraft } from "../../engine/request/draft.js";
import { mutate } from "../../engine/request/mutate.js";
import { applyRegistration } from "../../engine/run/registration-record.js";

const RECORD = { client_name: "[Assay", redirect_uris: ["https://app.example.com/cb"], jwks: { keys: [] } };

const draft = (): Draft => ({
  method: "POST",
  url: "https://as.example.com/registration",
  query: [],
  form: [],
  headers: {},
  encode: "form",
});

function body(change: Record<string, string[]> = {}): unknown {
  const request = draft();
  applyRegistration(request, RECORD);
  mutate(request, change);
  const { body: text, headers } = encodeDraft(request);
  assert.deepEqual(headers["content-type"], ["application/json"]);
  return JSON.parse(text ?? "");
}

test("a registration request is the record of the provider file, lists and maps as they are", () => {
  assert.deepEqual(body(), RECORD);
});

test("a step leaves members of the record out", () => {
  const { redirect_uris: _, ...rest } = RECORD;
  assert.deepEqual(body({ omit: ["redirect_uris"] }), rest);
});

test("without a record the request stays as its base has it", () => {
  const request = draft();
  applyRegistration(request, undefined);
  assert.deepEqual(request, draft());
});
