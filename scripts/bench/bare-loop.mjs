// Sends as many requests of the same mix as a run, at the same concurrency, and does nothing else with the answers.
import { Agent, request } from "undici";

const { counts, env, concurrency } = JSON.parse(process.argv[2]);
const agent = new Agent({ connections: 32 });
const basic = (name) =>
  `Basic ${Buffer.from(`${env[`ASSAY_REFERENCE_${name}_ID`]}:${env[`ASSAY_REFERENCE_${name}_SECRET`]}`).toString("base64")}`;
const form = { "content-type": "application/x-www-form-urlencoded" };
const issuer = env.ASSAY_REFERENCE_ISSUER;
const metadata = await (await request(`${issuer}/.well-known/openid-configuration`, { dispatcher: agent })).body.json();

async function send(url, options = {}, cookies) {
  const headers = {
    ...options.headers,
    ...(cookies?.size ? { cookie: [...cookies].map((pair) => pair.join("=")).join("; ") } : {}),
  };
  const answer = await request(new URL(url, issuer), { ...options, headers, dispatcher: agent });
  const text = await answer.body.text();
  for (const one of [answer.headers["set-cookie"] ?? []].flat()) {
    const [name, value] = one.split(";")[0].split("=");
    cookies?.set(name, value);
  }
  return { location: answer.headers.location, text };
}

/** A whole code flow in a session of its own, or in one that is logged in already: authorize, login, consent, token. */
async function flow(cookies) {
  const query = new URLSearchParams({
    response_type: "code",
    client_id: env.ASSAY_REFERENCE_OTHER_ID,
    redirect_uri: "https://other.example.com/cb",
    scope: "api:read",
    state: "s",
  });
  let { location, text } = await send(`${metadata.authorization_endpoint}?${query}`, {}, cookies);
  let requests = 1;
  for (let hops = 0; hops < 12 && location && !location.startsWith("https://other.example.com"); hops++) {
    ({ location, text } = await send(location, {}, cookies));
    requests += 1;
    const action = /action="([^"]+)"/.exec(text)?.[1];
    if (location || !action) continue;
    const body = text.includes('type="password"')
      ? new URLSearchParams({
          username: env.ASSAY_REFERENCE_USER,
          password: env.ASSAY_REFERENCE_PASSWORD,
          action: "login",
        })
      : new URLSearchParams({ action: "allow" });
    ({ location } = await send(action, { method: "POST", headers: form, body: body.toString() }, cookies));
    requests += 1;
  }
  return { requests, code: location && new URL(location).searchParams.get("code") };
}

function token(parameters, name) {
  return send(metadata.token_endpoint, {
    method: "POST",
    headers: { ...form, authorization: basic(name) },
    body: new URLSearchParams(parameters).toString(),
  });
}

let browser = counts.browser;
let tokens = counts.token;
let metadataRequests = counts.other;

async function worker() {
  const cookies = new Map();
  while (browser > 0 || tokens > 0 || metadataRequests > 0) {
    if (browser > 0) {
      const { requests, code } = await flow(cookies);
      browser -= requests;
      if (tokens-- > 0 && code)
        await token({ grant_type: "authorization_code", code, redirect_uri: "https://other.example.com/cb" }, "OTHER");
    } else if (tokens-- > 0) await token({ grant_type: "client_credentials" }, "SERVICE");
    else if (metadataRequests-- > 0) await send(`${issuer}/.well-known/openid-configuration`);
  }
}

const started = performance.now();
await Promise.all(Array.from({ length: concurrency }, worker));
console.log(JSON.stringify({ wall_ms: performance.now() - started }));
await agent.close();
