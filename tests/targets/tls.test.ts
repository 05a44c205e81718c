import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { request } from "node:https";
import { after, describe, test } from "node:test";
import { connect } from "node:tls";
import type { ConnectionOptions, SecureVersion } from "node:tls";
import { Agent, getGlobalDispatcher, setGlobalDispatcher } from "undici";
import { startReference } from "../../targets/reference.js";
import type { Fault } from "../../targets/reference.js";
import type { ServeOptions } from "../../targets/serve.js";
import type { Target } from "../../targets/target.js";
import { authorized, CALLBACK, token } from "./client.js";

const started: Target[] = [];
after(() => Promise.all(started.map((target) => target.stop())));

async function start(options: ServeOptions): Promise<Target> {
  const target = await startReference(options);
  started.push(target);
  return target;
}

const variant = (tls: NonNullable<Fault["tls"]>): Fault => ({
  kind: "variant",
  slug: "tried",
  title: "tried",
  breaks: [],
  also: [],
  over: [],
  frees: [],
  tls,
  do: [],
});

/** The version that a client and the server agree on, or the code of what went wrong. */
function handshake(target: Target, options: ConnectionOptions = {}): Promise<string | null | undefined> {
  const { hostname, port } = new URL(target.issuer);
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port), ca: target.ca, ...options });
    socket.once("secureConnect", () => {
      resolve(socket.getProtocol());
      socket.destroy();
    });
    socket.once("error", (error: NodeJS.ErrnoException) => resolve(error.code));
  });
}

const only = (version: SecureVersion): ConnectionOptions => ({
  minVersion: version,
  maxVersion: version,
  ciphers: "DEFAULT:@SECLEVEL=0",
});

describe("the reference server over TLS", () => {
  test("serves a whole flow, with session cookies, under an https issuer", async (t) => {
    const target = await start({ tls: true });
    const usual = getGlobalDispatcher();
    const trusting = new Agent({ connect: { ca: target.ca } });
    setGlobalDispatcher(trusting);
    t.after(() => setGlobalDispatcher(usual));
    assert.match(target.issuer, /^https:\/\/127\.0\.0\.1:\d+$/);
    const landing = await authorized(target);
    assert.equal(landing.pages.length, 2);
    assert.equal(landing.params.get("iss"), target.issuer);
    const form = {
      grant_type: "authorization_code",
      code: landing.params.get("code") ?? "",
      redirect_uri: CALLBACK,
      code_verifier: landing.verifier,
    };
    assert.equal((await token(target, "confidential", form)).status, 200);
    await trusting.close();
  });

  test("keeps its cookies to TLS, and says whom to trust in a file that goes with it", async () => {
    const target = await startReference({ tls: true });
    const file = target.env["ASSAY_REFERENCE_CA"] ?? "";
    assert.equal(readFileSync(file, "utf8"), target.ca);
    const url = `${target.issuer}/auth?response_type=code&client_id=${target.env["ASSAY_REFERENCE_OTHER_ID"]}`;
    const cookies = await new Promise<string[]>((resolve, reject) => {
      const asked = request(url, { ca: target.ca, agent: false }, (answer) => {
        answer.resume();
        resolve(answer.headers["set-cookie"] ?? []);
      });
      asked.once("error", reject);
      asked.end();
    });
    assert.ok(cookies.length > 0);
    for (const cookie of cookies) assert.match(cookie, /; secure/i);
    await target.stop();
    assert.ok(!existsSync(file));
  });

  test("is asked for by a fault or variant, with versions and the host of its certificate", async () => {
    const usual = await start({ faults: [variant(true)] });
    assert.equal(await handshake(usual), "TLSv1.3");
    assert.notEqual(await handshake(usual, only("TLSv1.1")), "TLSv1.1");
    const lax = await start({ faults: [variant(true), variant({ min_version: "TLSv1" })] });
    assert.equal(await handshake(lax), "TLSv1.3");
    assert.equal(await handshake(lax, only("TLSv1")), "TLSv1");
    const old = await start({ faults: [variant({ max_version: "TLSv1.1" })] });
    assert.equal(await handshake(old, only("TLSv1.1")), "TLSv1.1");
    assert.equal(await handshake(old), "ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION");
    const foreign = await start({ faults: [variant({ host: "other.example" })] });
    assert.equal(await handshake(foreign), "ERR_TLS_CERT_ALTNAME_INVALID");
    assert.equal(await handshake(foreign, { servername: "other.example" }), "TLSv1.3");
  });

  test("answers plain http on the same port only when told to, and knows it from TLS", async () => {
    const rule = { at: "token" as const, when: { plain: true }, reply: { status: 403, json: { error: "plain" } } };
    const target = await start({ faults: [{ ...variant({ plain: true }), do: [rule] }] });
    const plain = target.issuer.replace("https:", "http:");
    assert.equal((await fetch(`${plain}/.well-known/oauth-authorization-server`)).status, 200);
    assert.equal((await fetch(`${plain}/token`, { method: "POST" })).status, 403);
    assert.equal(await handshake(target), "TLSv1.3");
    const without = await start({ tls: true });
    await assert.rejects(fetch(`${without.issuer.replace("https:", "http:")}/jwks`));
  });

  test("is announced on every exchange where it is only observed", async () => {
    const target = await start({ observe: [variant(true)] });
    const answer = await fetch(`${target.issuer}/jwks`);
    assert.equal(answer.headers.get("x-overlay-would-act"), "tried");
    assert.equal(target.ca, undefined);
  });
});
