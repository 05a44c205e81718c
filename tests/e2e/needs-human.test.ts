// A login that only a person can do: what a run says of it, and what becomes of it when a person is there.
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { command } from "../../cli/run.js";
import {
  type OpenWindow,
  type Provider,
  findProvider,
  loadProvider,
  loadSuite,
  openLoginWindow,
} from "../../engine/index.js";
import { type Fault, type Target, startReference } from "../../targets/reference.js";
import { refusal } from "../cli/capture.js";
import { leaks } from "../support/leaks.js";
import { type Done, runAll } from "../support/run.js";

const suite = loadSuite();
const CHECKS = [
  "rfc6749-token-response-code",
  "rfc6749-code-*",
  "rfc6749-authorization-*",
  "rfc6749-client-credentials-*",
];
const CAPTCHA = { fault: "captcha", do: [{ at: "page", pages: "captcha" }] } as unknown as Fault;

async function captchaServer(t: TestContext): Promise<{ target: Target; provider: Provider }> {
  const target = await startReference({ faults: [CAPTCHA] });
  t.after(target.stop);
  return { target, provider: loadProvider(findProvider("reference"), { ...process.env, ...target.env }) };
}

function blocked({ report }: Done): { blocked?: string; reason?: string }[] {
  return report.checks.flatMap((one) => one.verdicts).filter(({ outcome }) => outcome === "blocked");
}

test("a captcha blocks what needs the login, says what to do, and accuses nobody; the rest is judged", async (t) => {
  const { target, provider } = await captchaServer(t);
  const done = await runAll({ suite, provider, checks: CHECKS });
  const verdicts = blocked(done);
  assert.ok(verdicts.length > 20);
  assert.deepEqual([...new Set(verdicts.map((one) => one.blocked))], ["needs-human"]);
  for (const { reason = "" } of verdicts) {
    assert.ok(reason.includes(`the page "${target.issuer}/interaction/`), reason);
    assert.match(reason, /captcha \(reCAPTCHA\).*"assay login reference".*--headed.*look at "users"/);
  }
  assert.equal(done.report.exit_code, 3);
  assert.equal(done.check("rfc6749-client-credentials-wrong-secret").outcome, "pass");
});

test("a person who logs in once in the window is enough for the whole run", async (t) => {
  const { provider } = await captchaServer(t);
  const [user] = provider.users;
  let windows = 0;
  let cookies: string[] = [];
  const openWindow: OpenWindow = async (options) => {
    windows += 1;
    const window = await openLoginWindow({ ...options, headed: false });
    t.after(() => window.page.context().browser()?.close());
    window.page.setDefaultTimeout(10_000);
    await window.page.fill("input[name=username]", user?.username ?? "");
    await window.page.fill("input[type=password]", user?.password ?? "");
    await window.page.check("input[type=checkbox]");
    await window.page.getByRole("button", { name: "Sign in" }).click();
    await window.page.getByRole("button", { name: "Allow" }).click();
    void window.ended.then(({ jar }) => (cookies = jar.toJSON()?.cookies.map(({ value }) => String(value)) ?? []));
    return window;
  };
  const done = await runAll({ suite, provider, checks: CHECKS, openWindow });
  assert.equal(windows, 1);
  const passes = done.report.checks.filter(({ outcome }) => outcome === "pass").map(({ id }) => id);
  assert.ok(passes.includes("rfc6749-code-replay"), "which ends what it was given");
  assert.ok(passes.length > 20, passes.join(" "));
  for (const one of blocked(done)) assert.equal(one.blocked, "needs-human", one.reason);
  const session = cookies.filter((value) => value.length >= 10);
  assert.ok(session.length > 0);
  assert.deepEqual(leaks(JSON.stringify(done.records), session), []);
});

test("a window that is closed without a login is not opened again", async (t) => {
  const { provider } = await captchaServer(t);
  let windows = 0;
  const openWindow: OpenWindow = async (options) => {
    windows += 1;
    const window = await openLoginWindow({ ...options, url: "about:blank", headed: false });
    await window.page.close();
    return window;
  };
  const done = await runAll({ suite, provider, checks: ["rfc6749-code-*"], openWindow });
  assert.equal(windows, 1);
  assert.deepEqual([...new Set(blocked(done).map((one) => one.blocked))], ["needs-human"]);
});

test("--headed without a display says so before anything is sent", { skip: process.platform !== "linux" }, async () => {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  delete process.env["DISPLAY"];
  delete process.env["WAYLAND_DISPLAY"];
  try {
    const { code, message } = await refusal(command, "--headed", "--check", "rfc6749-code-replay");
    assert.equal(code, "USAGE");
    assert.match(message, /there is no display/);
  } finally {
    Object.assign(process.env, DISPLAY && { DISPLAY }, WAYLAND_DISPLAY && { WAYLAND_DISPLAY });
  }
});
