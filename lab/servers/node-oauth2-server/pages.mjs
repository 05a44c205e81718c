import { randomBytes, timingSafeEqual } from "node:crypto";

const escaped = (text) => String(text).replace(/[&<>"']/g, (one) => `&#${one.charCodeAt(0)};`);

const HEADERS = {
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
};

const page = (title, body) =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title></head><body>${body}</body></html>`;

const same = (one, other) => {
  const [a, b] = [Buffer.from(String(one ?? "")), Buffer.from(String(other ?? ""))];
  return a.length === b.length && timingSafeEqual(a, b);
};

/** Login and consent, which the library leaves to its user: sessions in a cookie, forms with a token against forgery. */
export function createPages({ findUser }) {
  const sessions = new Map();
  const COOKIE = "lab";

  const sessionOf = (request) => {
    const id = new RegExp(`(?:^|; )${COOKIE}=([\\w-]+)`).exec(request.headers.cookie ?? "")?.[1];
    return sessions.get(id);
  };

  return {
    userOf: (request) => sessionOf(request)?.user,

    /** Shows the login, or to a user the consent, of an authorization request. */
    ask(request, response) {
      const session = sessionOf(request);
      const query = escaped(request.url.split("?")[1] ?? "");
      response.set(HEADERS);
      if (!session)
        return response.send(
          page(
            "Sign in",
            `<form method="post" action="/login?${query}"><label>Name <input name="username"></label>
             <label>Password <input name="password" type="password"></label><button>Sign in</button></form>`,
          ),
        );
      const { client_id, scope } = request.query;
      return response.send(
        page(
          "Consent",
          `<p>${escaped(client_id)} would like to use: ${escaped(scope ?? "the usual")}</p>
           <form method="post" action="/authorize?${query}"><input type="hidden" name="csrf" value="${session.csrf}">
           <button name="allowed" value="true">Allow</button><button name="allowed" value="false">Cancel</button></form>`,
        ),
      );
    },

    async logIn(request, response) {
      const user = await findUser(request.body.username, request.body.password);
      const back = `/authorize?${request.url.split("?")[1] ?? ""}`;
      if (!user) return response.redirect(303, back);
      const id = randomBytes(24).toString("base64url");
      sessions.set(id, { user, csrf: randomBytes(24).toString("base64url") });
      response.set("set-cookie", `${COOKIE}=${id}; Path=/; HttpOnly; SameSite=Lax`);
      return response.redirect(303, back);
    },

    /** Whether the consent was given on our page. */
    agreed: (request) => same(sessionOf(request)?.csrf, request.body.csrf),
  };
}
