// A server that never answers, never ends, answers what is no HTTP, sends bombs, or leads elsewhere.
import { describe, test } from "node:test";
import { BODIES } from "./bodies.js";
import { BROKEN, SLOW, writing } from "./manners.js";
import { REDIRECTS } from "./redirects.js";
import { withstands } from "./run.js";

const AFTER: readonly ("authorize" | "login" | "token" | "resource" | "introspect" | "jwks")[] = [
  "jwks",
  "authorize",
  "token",
  "resource",
  "introspect",
];

describe("the metadata of a server", { concurrency: 4 }, () => {
  for (const [name, write] of Object.entries(SLOW))
    test(`${name}: the run ends`, (t) => withstands(t, writing(write, ["metadata"])));
});

describe("all endpoints of a server", { concurrency: 4 }, () => {
  for (const [name, write] of Object.entries(SLOW))
    test(`${name}: the run ends`, (t) => withstands(t, writing(write, AFTER)));
  for (const [name, write] of Object.entries(BROKEN))
    test(`${name}: the run ends`, (t) => withstands(t, writing(write, AFTER)));
});

describe("a login page that answers the password", { concurrency: 4 }, () => {
  for (const name of ["an endless body", "a bomb in gzip", "endless header fields", "a thousand cookies"])
    test(`with ${name}: the run ends`, (t) => withstands(t, writing(BROKEN[name] ?? (() => undefined), ["login"])));
});

describe("bodies that cost more than their length", { concurrency: 1 }, () => {
  for (const [name, mischief] of Object.entries(BODIES))
    test(`${name}: the run ends, and its reports`, (t) => withstands(t, mischief));
});

describe("redirects", { concurrency: 4 }, () => {
  for (const [name, mischief] of Object.entries(REDIRECTS))
    test(`to ${name}: nothing leaves the configured hosts`, (t) => withstands(t, mischief));
});
