import type { IncomingMessage, ServerResponse } from "node:http";
import type { Interaction, Provider } from "oidc-provider";
import type { User } from "./clients.js";
import { page, text } from "./html.js";
import { readBody, sendHtml } from "./http.js";

/** How the pages look: one login form, user name and password on two pages, other markup, forms that name no place, a login that wants a person, or none at all. */
export const PAGE_STYLES = ["plain", "two-step", "reworded", "same-place", "captcha", "none"] as const;
export type PageStyle = (typeof PAGE_STYLES)[number];

type Visit = { provider: Provider; user: User; style: PageStyle; req: IncomingMessage; res: ServerResponse };

const CANCEL = `<button type="submit" name="action" value="deny" formnovalidate>Cancel</button>`;

function userField(value: string): string {
  return `<p><label>User name <input name="username" autocomplete="username" value="${text(value)}"></label></p>`;
}

const PASSWORD = `<p><label>Password <input type="password" name="password" autocomplete="current-password"></label></p>`;

/** A widget in name only: whoever ticks it is a person. */
const CAPTCHA = `<p class="g-recaptcha"><label><input type="checkbox" name="g-recaptcha-response" value="person"> I am a person</label></p>`;

function form(uid: string, fields: string, submit: string): string {
  return `<form method="post" action="/interaction/${text(uid)}">${fields}<p>${submit} ${CANCEL}</p></form>`;
}

// Another product's page: a second form, hidden fields, nested markup. Field and button names stay.
function reworded(content: string): string {
  return `<nav><form method="get" action="/search"><input name="q"><button type="submit">Search</button></form></nav>
<section><div class="card"><p>Welcome back. This service is run by Example Ltd.</p>${content.replace(
    "<p>",
    `<input type="hidden" name="csrf" value="b2s"><p>`,
  )}</div></section>`;
}

function show(visit: Visit, title: string, content: string): void {
  const other = visit.style === "reworded";
  const styled = visit.style === "same-place" ? content.replace(/action="[^"]*"/, `action="#"`) : content;
  sendHtml(visit.res, 200, page(other ? `Example Ltd: ${title}` : title, other ? reworded(content) : styled));
}

function showLogin(visit: Visit, uid: string, problem = ""): void {
  const alert = problem && `<p role="alert">${text(problem)}</p>`;
  const submit = `<button type="submit" name="action" value="login">Sign in</button>`;
  const rest = { "two-step": "", captcha: PASSWORD + CAPTCHA } as Partial<Record<PageStyle, string>>;
  const fields = userField("") + (rest[visit.style] ?? PASSWORD);
  show(visit, "Sign in", alert + form(uid, fields, submit));
}

function showPassword(visit: Visit, uid: string, name: string): void {
  const fields = `<input type="hidden" name="username" value="${text(name)}">${PASSWORD}`;
  const submit = `<button type="submit" name="action" value="login">Sign in</button>`;
  show(visit, "Sign in", form(uid, fields, submit));
}

function showConsent(visit: Visit, interaction: Interaction): void {
  const scopes = (interaction.prompt.details.missingOIDCScope ?? []).map((scope) => `<li>${text(scope)}</li>`);
  const intro = `<p>${text(String(interaction.params["client_id"]))} would like to use:</p><ul>${scopes.join("")}</ul>`;
  const submit = `<button type="submit" name="action" value="allow">Allow</button>`;
  show(visit, "Allow access", intro + form(interaction.uid, "", submit));
}

async function grant(visit: Visit, interaction: Interaction): Promise<string> {
  const { provider } = visit;
  const known = interaction.grantId === undefined ? undefined : await provider.Grant.find(interaction.grantId);
  const target =
    known ??
    new provider.Grant({
      accountId: interaction.session?.accountId ?? visit.user.id ?? visit.user.name,
      clientId: String(interaction.params["client_id"]),
    });
  const { missingOIDCScope, missingOIDCClaims } = interaction.prompt.details;
  if (missingOIDCScope) target.addOIDCScope(missingOIDCScope.join(" "));
  if (missingOIDCClaims) target.addOIDCClaims(missingOIDCClaims);
  return target.save();
}

async function accept(visit: Visit, interaction: Interaction): Promise<void> {
  const result =
    interaction.prompt.name === "login"
      ? { login: { accountId: visit.user.id ?? visit.user.name } }
      : { consent: { grantId: await grant(visit, interaction) } };
  await visit.provider.interactionFinished(visit.req, visit.res, result, { mergeWithLastSubmission: true });
}

async function deny(visit: Visit): Promise<void> {
  const result = { error: "access_denied", error_description: "the user refused" };
  await visit.provider.interactionFinished(visit.req, visit.res, result, { mergeWithLastSubmission: false });
}

async function submitted(visit: Visit, interaction: Interaction): Promise<void> {
  const fields = new URLSearchParams(await readBody(visit.req));
  const action = fields.get("action");
  if (action === "deny") return deny(visit);
  if (interaction.prompt.name !== "login") {
    return action === "allow" ? accept(visit, interaction) : showConsent(visit, interaction);
  }
  const name = fields.get("username") ?? "";
  if (visit.style === "two-step" && !fields.has("password")) return showPassword(visit, interaction.uid, name);
  const person = visit.style !== "captcha" || fields.get("g-recaptcha-response") === "person";
  if (person && name === visit.user.name && fields.get("password") === visit.user.password)
    return accept(visit, interaction);
  showLogin(visit, interaction.uid, "User name or password is wrong.");
}

/** The login and consent pages of one interaction: plain HTML forms, no script. */
export async function interact(visit: Visit): Promise<void> {
  let interaction: Interaction;
  try {
    interaction = await visit.provider.interactionDetails(visit.req, visit.res);
  } catch {
    return sendHtml(
      visit.res,
      400,
      page("Session lost", `<p role="alert">This sign-in is over or was never begun.</p>`),
    );
  }
  if (visit.style === "none") return accept(visit, interaction);
  if (visit.req.method === "POST") return submitted(visit, interaction);
  return interaction.prompt.name === "login" ? showLogin(visit, interaction.uid) : showConsent(visit, interaction);
}
