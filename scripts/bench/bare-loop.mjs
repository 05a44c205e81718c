// Sends as many requests of the same mix as a run, at the same concurrency, and does nothing else with the answers.
import { Agent, request } from "undici";

const { counts, as, concurrency } = JSON.parse(process.argv[2]);
const agent = new Agent({ connections: 32 });
const basic = ({ id, secret }) => `Basic ${Buffer.from(`${id}:${secret}`).toString("base64")}`;
const REDIRECT_URI = "https://other.example.com/cb";
const form = { "content-type": "application/x-www-form-urlencoded" };
const { issuer } = as;
const metadata = await (await request(`${issuer}/.well-known/openid-configuration`, { dispatcher: agent })).body.json();

async function send(url, options = {}, cookies) {
  const headers = {
    ...options.headers,
    ...(cookies?.size ? { cookie: [...cookies].map((pair) => pair.join("=")).join("; ") } : {}),
  };
  const answer = await request(new URL(url, issuer), { ...options, headers, dispatcher: agent });
  const text = await answer.body.text();
  for (const one of [answer.headers["set-cookie"] ?? []].flat()) {
    const [, name, value] = /^([^=;]+)=([^;]*)/.exec(one) ?? [];
    if (name) cookies?.set(name, value);
  }
  return { location: answer.headers.location, text };
}

/** A whole code flow in a session of its own, or in one that is logged in already: authorize, login, consent, token. */
async function flow(cookies) {
  const query = new URLSearchParams({
    response_type: "code",
    client_id: as.client.id,
    redirect_uri: REDIRECT_URI,
    scope: as.scope,
    state: "s",
  });
  let answer = await send(`${metadata.authorization_endpoint}?${query}`, {}, cookies);
  let requests = 1;
  for (; requests < 12 && !isAnswer(answer.location); requests++) {
    const action = /action="([^"]+)"/.exec(answer.text)?.[1]?.replaceAll("&amp;", "&");
    if (answer.location) answer = await send(answer.location, {}, cookies);
    else if (action) answer = await send(action, { method: "POST", headers: form, body: filled(answer.text) }, cookies);
    else break;
  }
  return { requests, code: answer.location && new URL(answer.location).searchParams.get("code") };
}

const isAnswer = (location) => location?.startsWith(REDIRECT_URI) === true;

/** A login form, or a consent form. */
function filled(page) {
  const fields = page.includes('type="password"')
    ? { username: as.username, password: as.password, action: "login" }
    : { action: "allow" };
  return new URLSearchParams(fields).toString();
}

function token(parameters, client) {
  return send(metadata.token_endpoint, {
    method: "POST",
    headers: { ...form, authorization: basic(client) },
    body: new URLSearchParams(parameters).toString(),
  });
}

let flows = 0;
let browser = counts.browser;
let tokens = counts.token;
let metadataRequests = counts.other;

async function worker() {
  const cookies = new Map();
  while (browser > 0 || tokens > 0 || metadataRequests > 0) {
    if (browser > 0) {
      const { requests, code } = await flow(cookies);
      browser -= requests;
      flows += code ? 1 : 0;
      if (tokens-- > 0 && code)
        await token({ grant_type: "authorization_code", code, redirect_uri: REDIRECT_URI }, as.client);
    } else if (tokens-- > 0) await token({ grant_type: "client_credentials" }, as.service);
    else if (metadataRequests-- > 0) await send(`${issuer}/.well-known/openid-configuration`);
  }
}

const started = performance.now();
await Promise.all(Array.from({ length: concurrency }, worker));
console.log(JSON.stringify({ wall_ms: performance.now() - started, flows }));
await agent.close();
