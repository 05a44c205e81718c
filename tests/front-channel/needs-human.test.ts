import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import type { DriveResult } from "../../engine/front-channel/front-channel.js";
import type { PageRule, Provider, User } from "../../engine/types/provider.js";
import { server } from "../http/support.js";
import { ALICE, channel, drive, LOGIN } from "./support.js";

interface Shown {
  body: string;
  pages?: PageRule[];
  user?: User;
  driver?: Provider["driver"];
}

const FORM =
  '<form method="post"><input name="username"><input type="password" name="password"><button>Sign in</button>';

/** Drives a server that shows one page, whatever is sent to it. */
async function shown(t: TestContext, { body, pages, user = ALICE, driver }: Shown): Promise<DriveResult> {
  const target = await server(t, (_, response) => {
    response.writeHead(200, { "content-type": "text/html" }).end(`<title>Page</title>${body}`);
  });
  return drive(channel(t, { pages: pages ?? [], driver }), target.url, { user });
}

const CAPTCHAS: [name: string, markup: string][] = [
  ["reCAPTCHA", '<div class="g-recaptcha" data-sitekey="k"></div>'],
  ["reCAPTCHA", '<script src="https://www.google.com/recaptcha/api.js" async></script>'],
  ["hCaptcha", '<iframe src="https://newassets.hcaptcha.com/captcha/v1/frame"></iframe>'],
  ["Turnstile", '<script src="https://challenges.cloudflare.com/turnstile/v0/api.js"></script>'],
  ["a picture", '<img src="/Captcha.png"><input name="answer">'],
];
for (const [name, markup] of CAPTCHAS)
  test(`a page with ${markup.slice(0, 40)} needs a person: ${name}`, async (t) => {
    const { result, stuck } = await shown(t, { body: `<form>${markup}<button>Go on</button></form>` });
    assert.equal(result.page, "stuck");
    assert.equal(stuck?.human, true);
    assert.match(stuck.because, /^no page rule fits the page "http:\S+\/authorize"/);
    assert.ok(stuck.because.includes(`a captcha (${name})`), stuck.because);
    assert.match(stuck.because, /"assay login test", or "assay run" with --headed/);
  });

test("a captcha beside a login that does not go through is what stands in the way", async (t) => {
  const { stuck } = await shown(t, { body: `${FORM}<div class="h-captcha"></div></form>`, pages: [LOGIN] });
  assert.equal(stuck?.human, true);
  assert.match(stuck.because, /the rule "login" came back a third time; the page "\S+" shows a captcha \(hCaptcha\)/);
});

test("a one-time code without a rule needs the user's seed, or a person; with the seed it needs a rule", async (t) => {
  for (const field of ['autocomplete="one-time-code" name="x"', 'name="OTP"', 'name="mfa_code" type="tel"']) {
    const body = `<form><input ${field}><button>Verify</button></form>`;
    const without = await shown(t, { body });
    assert.equal(without.stuck?.human, true, field);
    assert.equal(without.stuck.key, "users");
    assert.match(without.stuck.because, /asks for a one-time code \(it has: "\w+"\): give the user the seed as "totp"/);
    const seeded = await shown(t, { body, user: { ...ALICE, totp: "GEZDGNBV" } });
    assert.deepEqual([seeded.stuck?.human, seeded.stuck?.key], [undefined, "pages"]);
    assert.match(seeded.stuck?.because ?? "", /add a rule with "totp"/);
  }
});

test("a rule for a one-time code and a user without a seed need a person too", async (t) => {
  const body = '<form><input name="otp"><button>Verify</button></form>';
  for (const user of [ALICE, { ...ALICE, totp: "" }]) {
    const { stuck } = await shown(t, { body, user, pages: [{ name: "code", has: "otp", totp: "otp" }] });
    assert.equal(stuck?.human, true);
    assert.match(stuck.because, /the rule "code" cannot act.*no value for "\$\{user\.totp\}".*"totp"/);
  }
});

test("other pages that no rule fits are a matter of the provider file", async (t) => {
  const { stuck } = await shown(t, {
    body: '<form><input name="user_code"><input name="q"><button>Go</button></form>',
  });
  assert.deepEqual([stuck?.human, stuck?.key], [undefined, "pages"]);
  assert.match(stuck?.because ?? "", /no page rule fits the page "\S+" \(fields: "user_code", "q"; buttons: .+\)$/);
});

const TYPO: PageRule = { ...LOGIN, fill: { user_name: "${user.username}", password: "${user.password}" } };
const WRONG: PageRule = { ...LOGIN, fill: { user_name: "a", pass: "b" } };
const HIDDEN = '<input type="hidden" name="csrf"><input type="submit" name="go">';

for (const driver of ["http", "browser"] as const) {
  test(`a rule whose field is not on the page names those that are (${driver})`, async (t) => {
    const { stuck } = await shown(t, { body: `${FORM}${HIDDEN}</form>`, pages: [WRONG], driver });
    assert.equal(stuck?.key, "pages");
    assert.match(stuck.because, /it has no field "user_name", "pass" \(fields: "username", "password"; buttons: .+\)$/);
  });

  test(`a rule that misses one of its fields is found out when its page comes back, before a second try (${driver})`, async (t) => {
    const { result, stuck } = await shown(t, { body: `${FORM}${HIDDEN}</form>`, pages: [TYPO], driver });
    assert.deepEqual(result.acted, ["login"]);
    assert.equal(stuck?.key, "pages");
    assert.match(
      stuck.because,
      /came back: it has no field "user_name" \(fields: "username", "password"; buttons: .+\)$/,
    );
  });

  test(`a rule whose button is not on the page names those that are (${driver})`, async (t) => {
    const { stuck } = await shown(t, { body: `${FORM}</form>`, pages: [{ ...LOGIN, press: ["Enter", "Go"] }], driver });
    assert.match(
      stuck?.because ?? "",
      /no button "Enter", "Go" \((it has|fields: "username", "password"; buttons): "sign in"\)/i,
    );
  });
}

test("what a page calls its fields is cut short in messages", async (t) => {
  const inputs = Array.from({ length: 40 }, (_, index) => `<input name="${"x".repeat(500)}\n${index}">`).join("");
  const { stuck } = await shown(t, { body: `<form>${inputs}<button>Go</button></form>` });
  assert.ok((stuck?.because.length ?? 0) < 800, String(stuck?.because.length));
  assert.doesNotMatch(stuck?.because ?? "", /\n/);
});

test("of several texts and buttons the first that is there counts", async (t) => {
  const target = await server(t, (request, response) => {
    if (request.url?.startsWith("/yes"))
      response.writeHead(302, { location: "https://app.example.com/cb?code=1" }).end();
    else if (request.url?.startsWith("/no"))
      response.writeHead(302, { location: "https://app.example.com/cb?error=access_denied" }).end();
    else
      response
        .writeHead(200, { "content-type": "text/html" })
        .end(
          "<p>App wants to access your data</p><form><button formaction=/no>Nope</button><button formaction=/yes>Yes, go on</button></form>",
        );
  });
  const consent: PageRule = {
    name: "consent",
    text: ["would like to", "wants to"],
    press: ["Allow", "Yes"],
    deny: ["Cancel", "Nope"],
  };
  for (const driver of ["http", "browser"] as const) {
    const opened = channel(t, { pages: [consent], driver });
    assert.equal((await drive(opened, target.url)).result.redirect?.["code"], "1");
    assert.equal((await drive(opened, target.url, { act: "deny" })).result.redirect?.["error"], "access_denied");
  }
});
