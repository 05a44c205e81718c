// Login and consent as an application writes them: the package brings none for production.
import { randomUUID } from "node:crypto";

const escape = (text) => String(text).replace(/[&<>"]/g, (one) => `&#${one.charCodeAt(0)};`);

const HEADERS = {
  "content-type": "text/html; charset=utf-8",
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
  "referrer-policy": "no-referrer",
  "x-frame-options": "DENY",
};

function send(res, title, body, status = 200) {
  res
    .writeHead(status, HEADERS)
    .end(`<!DOCTYPE html><html lang="en"><title>${title}</title><body>${body}</body></html>`);
}

/** The page at the end of `renderError`. */
export function renderError(context, out) {
  context.set(HEADERS);
  context.body = `<!DOCTYPE html><html lang="en"><title>Error</title><body><p>${escape(out.error)}: ${escape(out.error_description ?? "")}</p></body></html>`;
}

async function form(req) {
  const chunks = [];
  for await (const chunk of req) chunks.push(chunk);
  return new URLSearchParams(Buffer.concat(chunks).toString("utf8"));
}

function login(res, problem) {
  send(
    res,
    "Sign in",
    `<p>${problem}</p><form method="post"><input name="login"><input name="password" type="password">
    <button name="go" value="login">Sign in</button><button name="go" value="deny" formnovalidate>Cancel</button></form>`,
  );
}

function consent(res, { params, prompt }) {
  const scopes = escape((prompt.details.missingOIDCScope ?? []).join(", "));
  send(
    res,
    "Consent",
    `<p>${escape(params.client_id)} asks for: ${scopes}</p><form method="post">
    <button name="go" value="allow">Allow</button><button name="go" value="deny">Cancel</button></form>`,
  );
}

async function granted(provider, { session, grantId, params, prompt }) {
  const grant = grantId
    ? await provider.Grant.find(grantId)
    : new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
  const { missingOIDCScope, missingOIDCClaims } = prompt.details;
  if (missingOIDCScope) grant.addOIDCScope(missingOIDCScope.join(" "));
  if (missingOIDCClaims) grant.addOIDCClaims(missingOIDCClaims);
  return grant.save();
}

/** One visit to `/interaction/UID`: shows the prompt, or takes what the user answered. */
export async function interact(provider, user, req, res) {
  let details;
  try {
    details = await provider.interactionDetails(req, res);
  } catch {
    return send(res, "Session lost", `<p>${randomUUID()}</p>`, 400);
  }
  const asked = details.prompt.name;
  const show = (problem = "") => (asked === "login" ? login(res, problem) : consent(res, details));
  if (req.method !== "POST") return show();
  const fields = await form(req);
  const finish = (result, merge) => provider.interactionFinished(req, res, result, { mergeWithLastSubmission: merge });
  if (fields.get("go") === "deny") return finish({ error: "access_denied", error_description: "refused" }, false);
  if (asked === "consent") return finish({ consent: { grantId: await granted(provider, details) } }, true);
  const right = fields.get("login") === user.name && fields.get("password") === user.password;
  return right ? finish({ login: { accountId: user.name } }, true) : show("Wrong name or password.");
}
