import { createHash, randomBytes } from "node:crypto";
import { parseArgs } from "node:util";
import {
  NeedsBrowser,
  memorySink,
  openHttp,
  openLoginWindow,
  openRun,
  loadSuite,
  writeSession,
  type Provider,
} from "../engine/index.js";
import type { Command } from "./main.js";
import { openProvider, requireDisplay, usageError } from "./options.js";

export const command: Command = {
  summary: "log in once in a window and keep the session",
  usage: `usage: assay login PROVIDER [options]

Opens Chromium at an authorization request of the provider's first client. Log in as the user that the
checks are meant to run as; when the server sends you back, or you close the window, the session is kept
in .assay/NAME.session.json, which git ignores. It holds cookies: keep it to yourself.

  --client NAME    another client of the provider file
  --secrets FILE   KEY=value lines for \${secret:...} and \${env:...}`,
  run: login,
};

async function login(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { client: { type: "string" }, secrets: { type: "string" } },
  });
  const [name] = positionals;
  if (positionals.length !== 1 || name === undefined)
    throw usageError(`"assay login" takes one provider, not ${positionals.length}`);
  requireDisplay(
    "run it where there is one and copy .assay/ here, or describe the login under pages: in the provider file",
  );
  const opened = await openProvider(name, { secrets: values.secrets });
  try {
    return await logIn(opened.provider, values.client);
  } catch (error) {
    if (error instanceof NeedsBrowser) throw usageError(error.message);
    throw error;
  } finally {
    await opened.stop();
  }
}

async function logIn(provider: Provider, clientName: string | undefined): Promise<number> {
  const { url, redirectUris } = await authorizationRequest(provider, clientName);
  const hosts = [provider.issuer, url].filter((one) => URL.canParse(one)).map((one) => new URL(one).host);
  const http = openHttp({
    network: provider.network,
    folder: provider.folder,
    hosts: [...hosts, ...provider.network.hosts],
  });
  try {
    const window = await openLoginWindow({ http, url, redirectUris });
    console.log(`log in to ${provider.name} in the window that has opened; close it when you are done`);
    const { why, message, jar } = await window.ended;
    if (why === "failed") {
      console.error(`the login could not be finished: ${message ?? "no answer"}`);
      return 3;
    }
    if ((jar.serializeSync()?.cookies.length ?? 0) === 0) {
      console.error("the server has set no cookie, so there is no session to keep");
      return 3;
    }
    console.log(`session kept in ${writeSession(provider, jar)}`);
    return 0;
  } finally {
    await http.close();
  }
}

/** A complete request of one client; the code that it ends in is never redeemed. */
async function authorizationRequest(
  provider: Provider,
  clientName: string | undefined,
): Promise<{ url: string; redirectUris: string[] }> {
  const client = provider.clients.find((one) =>
    clientName === undefined
      ? one.missing.length === 0 && one.grants.includes("authorization_code") && one.redirect_uris.length > 0
      : one.name === clientName,
  );
  const redirectUri = client?.redirect_uris[0];
  if (!client || !redirectUri)
    throw usageError(
      clientName ? `no client "${clientName}" with a redirect URI` : "no client with a redirect URI",
      `add one under clients: in ${provider.file}`,
    );
  const request = new URL(await authorizationEndpoint(provider));
  const scope = client.scope ?? provider.scope;
  const parameters = {
    response_type: "code",
    client_id: client.client_id,
    redirect_uri: redirectUri,
    ...(scope ? { scope } : {}),
    state: randomBytes(16).toString("base64url"),
    code_challenge: createHash("sha256").update(randomBytes(32).toString("base64url")).digest("base64url"),
    code_challenge_method: "S256",
  };
  for (const [key, value] of Object.entries(parameters)) request.searchParams.set(key, value);
  return { url: request.href, redirectUris: client.redirect_uris };
}

/** As a run finds it: from metadata, or from the provider file. */
async function authorizationEndpoint(provider: Provider): Promise<string> {
  const sink = memorySink();
  const session = await openRun({
    suite: loadSuite(),
    provider,
    sink,
    signal: new AbortController().signal,
    profiles: [],
    selected: [],
    notSelected: [],
    command: "assay login",
    maxWait: 0,
    resumed: false,
  });
  await session.close();
  const facts = sink.records.flatMap((record) => (record.type === "facts" ? record.facts : []));
  const endpoint = facts.find((fact) => fact.name === "endpoint:authorization")?.value;
  if (typeof endpoint === "string") return endpoint;
  throw usageError(
    session.problem ?? `"${provider.provider}" has no authorization endpoint`,
    `name it under endpoints: in ${provider.file}`,
  );
}
