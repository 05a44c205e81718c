// The pages that the product leaves to its user, as its documentation describes them: shells that a script fills and
// that talk JSON with the product's own endpoints. Without script they show nothing.

const escaped = (text) => text.replace(/[&<>"']/g, (one) => `&#${one.charCodeAt(0)};`);

const shell = (title, script, text = "") => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${title}</title></head>
<body><main>${text}</main><script>${script}</script></body></html>`;

const COMMON = `
const main = document.querySelector("main");
const query = new URLSearchParams(location.search);
async function send(path, json) {
  const answer = await fetch("/api/auth" + path, json
    ? { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(json) } : {});
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(body.error_description ?? body.message ?? "That did not work.");
  return body;
}
function add(parent, name, properties) {
  const element = parent.appendChild(Object.assign(document.createElement(name), properties));
  return element;
}
const say = (text) => (main.querySelector("[role=alert]") ?? add(main, "p", { role: "alert" })).textContent = text;
const attempt = (action) => (event) => { event.preventDefault(); action().catch((error) => say(error.message)); };
`;

const SIGN_IN = `${COMMON}
add(main, "h1", { textContent: "Sign in" });
const form = add(main, "form", {});
const email = add(add(form, "label", { textContent: "Email " }), "input", { name: "email", type: "email" });
const password = add(add(form, "label", { textContent: "Password " }), "input", { name: "password", type: "password" });
add(form, "button", { textContent: "Sign in" });
form.onsubmit = attempt(async () => {
  const oauth = query.has("sig") ? { oauth_query: location.search.slice(1) } : {};
  const { url } = await send("/sign-in/email", { email: email.value, password: password.value, ...oauth });
  location.href = url ?? query.get("return_to") ?? "/";
});`;

const CONSENT = `${COMMON}
send("/oauth2/public-client?client_id=" + encodeURIComponent(query.get("client_id"))).then((client) => {
  add(main, "h1", { textContent: "Consent" });
  add(main, "p", { textContent: client.client_name + " would like to use: " + query.get("scope") });
  const answer = (accept) => attempt(async () => {
    location.href = (await send("/oauth2/consent", { accept, oauth_query: location.search.slice(1) })).url;
  });
  add(main, "button", { textContent: "Allow", onclick: answer(true) });
  add(main, "button", { textContent: "Cancel", onclick: answer(false) });
}).catch((error) => say(error.message));`;

const DEVICE = `${COMMON}
add(main, "h1", { textContent: "Connect a device" });
const form = add(main, "form", {});
const code = add(add(form, "label", { textContent: "Code " }), "input", { name: "user_code", value: query.get("user_code") ?? "" });
add(form, "button", { textContent: "Continue" });
form.onsubmit = attempt(async () => {
  await send("/device?user_code=" + encodeURIComponent(code.value));
  location.href = "/device/confirm?user_code=" + encodeURIComponent(code.value);
});`;

const CONFIRM = `${COMMON}
const userCode = query.get("user_code");
send("/device?user_code=" + encodeURIComponent(userCode)).then((device) => {
  add(main, "h1", { textContent: "Confirm the device" });
  add(main, "p", { textContent: device.clientId + " would like to use: " + (device.scope ?? "") });
  const answer = (path) => attempt(async () => {
    await send(path, { userCode });
    location.href = "/device/done";
  });
  add(main, "button", { textContent: "Allow", onclick: answer("/device/approve") });
  add(main, "button", { textContent: "Cancel", onclick: answer("/device/deny") });
}).catch((error) => say(error.message));`;

/** Pages by path; each takes the parameters of its URL. */
export const pages = {
  "/sign-in": () => shell("Sign in", SIGN_IN),
  "/consent": () => shell("Consent", CONSENT),
  "/device": () => shell("Device", DEVICE),
  "/device/confirm": (query) =>
    shell("Confirm device", CONFIRM, `<p>The device shows the code ${escaped(query.get("user_code") ?? "")}</p>`),
  "/device/done": () =>
    shell("Device connected", `document.querySelector("main").textContent = "You can go back to the device."`),
};

/** No page may be framed, kept or named to others. */
export const PAGE_HEADERS = {
  "content-type": "text/html; charset=utf-8",
  "cache-control": "no-store",
  "content-security-policy":
    "default-src 'none'; script-src 'unsafe-inline'; connect-src 'self'; frame-ancestors 'none'",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
};
