// Chromium before a login that wears it down, floods it, leads it away or dresses up as us.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { TEXTS } from "./payloads.js";
import { type How, survives, withstands } from "./run.js";
import { type Asked, type Mischief, page, redirect } from "./server.js";

const BROWSER: How = {
  checks: ["rfc6749-authorization-response"],
  driver: "browser",
  network: { timeout: 3 },
};
/** Of a run whose pages never come to rest; twice the deadline of a page and the start of Chromium. */
const HANGING = { timeout: 100_000 };

const FORM =
  '<form method="post"><input name="username"><input name="password" type="password"><button>Sign in</button></form>';
const showing = (markup: (asked: Asked) => string): Mischief => ({
  at: ["login"],
  reply: (_, asked) => page(markup(asked)),
});
const script = (code: string): string => `<body>wait<script>${code}</script>`;

describe("a login page in Chromium", { concurrency: 1 }, () => {
  test("one that does not end, by script or on the wire: the run ends", HANGING, async (t) => {
    await survives(
      t,
      showing(() => script("for (;;);")),
      BROWSER,
    );
    const written: Mischief = {
      at: ["login"],
      write: (socket) => {
        socket.write("HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n<form>");
        const more = setInterval(() => socket.write("<p>and ".repeat(1000)), 10);
        socket.once("close", () => clearInterval(more));
      },
    };
    const { exchanges } = await survives(t, written, BROWSER);
    assert.ok(exchanges.some(({ error }) => error !== undefined));
  });

  test("one of 10 MB: is not read", HANGING, async (t) => {
    const { exchanges } = await survives(
      t,
      showing(() => `${FORM}${"x".repeat(10 << 20)}`),
      BROWSER,
    );
    assert.ok(exchanges.some(({ error }) => error?.code === "too-large"));
  });

  test("one that leads back, by redirects and by script: is given up", HANGING, async (t) => {
    const round: Mischief = { at: ["authorize", "login"], reply: (_, { url }) => redirect(url.href) };
    const { records } = await survives(t, round, BROWSER);
    assert.match(JSON.stringify(records), /more than 20 redirects/);
    const { exchanges } = await survives(
      t,
      showing(() => script("location.reload()")),
      BROWSER,
    );
    assert.ok(exchanges.length > 2);
  });

  test("one that opens dialogs, windows and downloads without end: the run ends", HANGING, async (t) => {
    for (const code of [
      "for (;;) alert(document.title)",
      "onbeforeunload = () => 1; setInterval(() => confirm('x'), 1)",
      "setInterval(() => open('/login'), 10)",
      "setInterval(() => { const a = document.createElement('a'); a.href = 'data:,x'; a.download = 'x'; a.click() }, 5)",
    ])
      await survives(
        t,
        showing(() => script(code)),
        BROWSER,
      );
  });

  test("one that leads to another host, by script, by itself, by a window: nothing arrives", HANGING, async (t) => {
    for (const markup of [
      (to: string): string => script(`location.href = "${to}/script"`),
      (to: string): string => `<meta http-equiv="refresh" content="0; url=${to}/meta">`,
      (to: string): string => FORM.replace("<form", `<form action="${to}/steal"`),
    ]) {
      const { exchanges } = await survives(
        t,
        showing(({ foreign }) => markup(foreign)),
        BROWSER,
      );
      assert.ok(exchanges.some(({ error }) => error?.code === "host-not-allowed"));
    }
    const opening = showing(({ foreign }) => script(`open("${foreign}/window"); open("/login?window")`));
    const { exchanges } = await survives(t, opening, BROWSER);
    assert.ok(!exchanges.some(({ request }) => request.url.endsWith("window")), "no window is opened");
  });

  test("one whose title and labels are orders: every format shows it and obeys nothing", HANGING, async (t) => {
    const entity = (one: string): string => `&#${one.charCodeAt(0)};`;
    const text = Object.values(TEXTS)
      .join("")
      .replaceAll(/[&<>"']/g, entity);
    const markup = `<!doctype html><title>${text}</title><h1>${text}</h1><form><input name="${text}" id="${text}"><button>${text}</button></form>`;
    await withstands(
      t,
      showing(() => markup),
      BROWSER,
    );
  });
});
