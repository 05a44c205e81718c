/** Pages of the login server, as plain as they can be. */

const page = (title: string, body: string): string =>
  `<!doctype html><html><head><title>${title}</title></head><body>${body}</body></html>`;

export const loginForm = (request: string, wrong: boolean): string =>
  page(
    "Sign in",
    `<h1>Welcome</h1>${wrong ? "<p>Wrong user name or password</p>" : ""}
    <form method="post" action="login">
      <input type="hidden" name="request" value="${request}"><input type="hidden" name="csrf" value="csrf-${request}">
      <label>Name <input name="username"></label><label>Password <input type="password" name="password"></label>
      <button name="action" value="forgot" formaction="/forgot">Forgot it</button><button name="action" value="login">Sign in</button>
    </form>`,
  );

export const jsonLogin = (): string =>
  page("Sign in", `<div id="app">Please sign in with our app</div><script>/* posts JSON */</script>`);

export const scriptLogin = (): string =>
  page(
    "Loading",
    `<div id="root"></div><noscript>Please turn on JavaScript to use this site, it is needed for each and every thing that we do here</noscript><script src="/app.js"></script>`,
  );

/** Draws the form and sends it as JSON; the answer says where to go. */
export const APP = `
const root = document.getElementById("root");
setTimeout(() => {
  document.title = "Sign in";
  root.innerHTML = '<p id="note"></p><input name="username"><input type="password" name="password"><button type="button">Sign in</button>';
  root.querySelector("button").onclick = async () => {
    const value = (name) => root.querySelector("[name=" + name + "]").value;
    const token = decodeURIComponent(document.cookie.match(/XSRF-TOKEN=([^;]+)/)[1]);
    const request = new URLSearchParams(location.search).get("request");
    const answer = await fetch("/api/login", { method: "POST", headers: { "content-type": "application/json", "x-xsrf-token": token }, body: JSON.stringify({ request, username: value("username"), password: value("password") }) });
    if (answer.ok) location.href = (await answer.json()).redirect;
    else document.getElementById("note").textContent = "Wrong user name or password";
  };
}, 50);`;

export const codeForm = (request: string): string =>
  page(
    "One more step",
    `<form method="post" action="otp"><input type="hidden" name="request" value="${request}"><input name="otp" autocomplete="one-time-code"><input type="submit" value="Verify"></form>`,
  );

export const consentForm = (request: string): string =>
  page(
    "Consent",
    `<p>The app would like to read your data</p>
    <form method="post" action="consent"><input type="hidden" name="request" value="${request}">
      <select name="patient"><option value="p1">Ada</option><option value="p2">Ben</option></select>
      <input type="checkbox" name="scope" value="read" checked><input type="checkbox" name="scope" value="write"><input name="note" disabled value="x">
      <button name="decision" value="deny">Cancel</button><button name="decision" value="allow">Allow</button>
    </form>`,
  );

export const formPost = (target: string, parameters: [string, string][]): string =>
  page(
    "Submit this form",
    `<form method="post" action="${escape(target)}">${parameters.map(([name, value]) => `<input type="hidden" name="${escape(name)}" value="${escape(value)}">`).join("")}<noscript><button>Continue</button></noscript></form><script>document.forms[0].submit()</script>`,
  );

export const refresh = (target: string): string =>
  page("Redirecting", `<meta http-equiv="refresh" content="0; url='${escape(target)}'">`);

export const scriptRedirect = (target: string): string =>
  page("Redirecting", `<script>location.href = ${JSON.stringify(target)}</script>`);

function escape(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/"/g, "&quot;").replace(/</g, "&lt;");
}
