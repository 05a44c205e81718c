import assert from "node:assert/strict";
import { test } from "node:test";
import { departs, isRegistered } from "../../targets/overlay/redirect-uri.js";
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

test("a URI without a host lends its host to no other", () => {
  assert.equal(departs("host-suffix", "http://127.0.0.1/cb", ["com.example.app:/cb"]), false);
});

const LOOPBACK = ["http://127.0.0.1/cb", "http://[::1]:3000/cb", "https://app.example.com/cb"];
const TAKEN: [requested: string, registered: boolean][] = [
  ["http://127.0.0.1/cb", true],
  ["http://127.0.0.1:51004/cb", true],
  ["http://[::1]:51004/cb", true],
  ["http://[::1]/cb", true],
  ["http://127.0.0.1:51004/other", false],
  ["http://127.0.0.1:51004/cb?a=b", false],
  ["http://localhost:51004/cb", false],
  ["http://127.0.0.1.evil.example:51004/cb", false],
  ["https://app.example.com:8443/cb", false],
];
for (const [requested, registered] of TAKEN)
  test(`${requested} is ${registered ? "" : "not "}taken for registered: the port of a loopback address is free`, () => {
    assert.equal(isRegistered(requested, LOOPBACK), registered);
  });
