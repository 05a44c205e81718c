import assert from "node:assert/strict";
import { test } from "node:test";
import { departs } from "../../targets/overlay/redirect-uri.js";
import { PARAMETER_STATES } from "../../targets/overlay/types.js";

const REGISTERED = ["https://app.example.com/cb"];

const CASES: [requested: string, departures: string[]][] = [
  ["https://app.example.com/cb", []],
  ["https://app.example.com/cb/more", ["path-suffix"]],
  ["https://app.example.com/cb/", ["trailing-slash"]],
  ["https://app.example.com/CB", ["path-case"]],
  ["https://app.example.com/cb?x=1", ["extra-query"]],
  ["https://app.example.com.evil.example/cb", ["host-suffix"]],
  ["https://user@app.example.com/cb", ["userinfo"]],
  ["https://app.example.com:8443/cb", ["port"]],
  ["https://app.example.com:443/cb", ["port"]],
  ["http://app.example.com/cb", ["scheme"]],
  ["https://app.example.com/%63b", ["percent-encoding"]],
  ["https://app.example.com/x/../cb", ["dot-segments"]],
  ["https://app.example.com/cb/../cb", ["dot-segments"]],
  ["https://app.example.com/cb#part", ["fragment"]],
  ["/cb", ["relative"]],
  ["not a uri", ["malformed"]],
  ["https://evil.example/", []],
];

for (const [requested, expected] of CASES) {
  test(`${requested} departs as ${expected.join(", ") || "nothing named"}`, () => {
    assert.deepEqual(
      PARAMETER_STATES.filter((state) => departs(state, requested, REGISTERED)),
      expected,
    );
  });
}

test("one of several registered URIs is no departure from another", () => {
  assert.equal(
    departs("extra-query", "https://app.example.com/cb?a=1", [...REGISTERED, "https://app.example.com/cb?a=1"]),
    false,
  );
});
