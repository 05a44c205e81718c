import assert from "node:assert/strict";
import { test } from "node:test";
import { namedRedirectUris, REDIRECT_KINDS } from "../../engine/run/redirect-kinds.js";

const KINDS: [uri: string, kinds: string[]][] = [
  ["https://app.example.com/cb", ["https"]],
  ["https://app.example.com/cb?a=b", ["query", "https"]],
  ["https://127.0.0.1/cb", ["https"]],
  ["http://127.0.0.1/cb", ["loopback", "native"]],
  ["http://127.0.0.1:3000/cb", ["loopback", "loopback-port", "native"]],
  ["http://127.9.9.9/cb", ["loopback", "native"]],
  ["http://[::1]/cb", ["loopback-ipv6", "native"]],
  ["http://[::1]:3000/cb", ["loopback-ipv6", "loopback-port", "native"]],
  ["http://localhost/cb", []],
  ["http://127.0.0.1.evil.example/cb", []],
  ["http://app.example.com/cb", []],
  ["com.example.app:/cb", ["private-use", "native"]],
  ["myapp://cb", ["private-use", "native"]],
  ["javascript:alert(1)", []],
  ["/cb", []],
];

for (const [uri, kinds] of KINDS)
  test(`${uri} is a redirect URI of kind ${kinds.join(", ") || "none"}`, () => {
    assert.deepEqual(
      Object.keys(REDIRECT_KINDS).filter((kind) => REDIRECT_KINDS[kind]?.is(uri)),
      kinds,
    );
  });

test("plans know the first redirect URI of each kind by name", () => {
  assert.deepEqual(namedRedirectUris(["https://a.example/cb", "com.example.app:/cb", "http://127.0.0.1/cb"]), {
    https_redirect_uri: "https://a.example/cb",
    loopback_redirect_uri: "http://127.0.0.1/cb",
    private_use_redirect_uri: "com.example.app:/cb",
    native_redirect_uri: "com.example.app:/cb",
  });
});
