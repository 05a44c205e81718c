/** better-auth and its OAuth provider on SQLite, with pages that need script and a login that takes JSON. */
import { randomBytes } from "node:crypto";
import { cpSync, existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { exportJWK, generateKeyPair } from "jose";
import type { LabServer } from "../../server.js";
import { launch, ready, run } from "../../tools.js";

/** Of the packages that both plugins must agree on; without them npm takes newer ones and finds no solution. */
const PEERS = ["better-call@1.4.0", "@better-auth/utils@0.4.2"];
const FETCH: Record<string, string> = { "1.7.5": "1.3.2", "1.7.0": "1.3.1" };
/** For node:sqlite. */
const NODE = "24";

interface Registered {
  client_id: string;
  client_secret?: string;
}

const random = (): string => randomBytes(24).toString("base64url");

/** `BETTER_AUTH_NAME_ID` and `BETTER_AUTH_NAME_SECRET` of each client. */
function variables(clients: Record<string, Registered>): Record<string, string> {
  const env: Record<string, string> = {};
  for (const [name, { client_id, client_secret }] of Object.entries(clients)) {
    env[`BETTER_AUTH_${name.toUpperCase()}_ID`] = client_id;
    if (client_secret !== undefined) env[`BETTER_AUTH_${name.toUpperCase()}_SECRET`] = client_secret;
  }
  return env;
}

export const server: LabServer = {
  product: "better-auth",
  language: "TypeScript",
  releases: ["1.7.5", "1.7.0"],
  logins: {
    "by Chromium": {
      env: () => ({ BETTER_AUTH_DRIVER: "browser" }),
      checks: ["rfc6749-authorization-*", "rfc6749-code-*", "rfc6749-state-*", "rfc8628-*", "rfc9700-*"],
    },
  },
  async install({ cache, release, log }) {
    if (existsSync(join(cache, "node_modules", "better-auth")) && existsSync(join(cache, "node_modules", "node")))
      return;
    const own = ["better-auth", "@better-auth/core", "@better-auth/oauth-provider"].map((name) => `${name}@${release}`);
    const packages = [...own, ...PEERS, `@better-fetch/fetch@${FETCH[release]}`, `node@${NODE}`];
    await run("npm", ["install", "--prefix", cache, "--no-audit", "--no-fund", ...packages], { log });
  },
  async start({ cache, assets, release, port, directory, log }) {
    const { privateKey } = await generateKeyPair("ES256", { extractable: true });
    const key = { ...(await exportJWK(privateKey)), kid: "client", alg: "ES256", use: "sig" };
    const user = { email: "alex@example.com", password: random() };
    const settings = {
      origin: `http://127.0.0.1:${port}`,
      port,
      secret: random(),
      user,
      jwks: { keys: [{ ...key, d: undefined }] },
      directory,
    };
    // Beside the packages, so that its imports are found.
    const app = join(cache, "app");
    cpSync(assets, app, { recursive: true });
    const node = join(cache, "node_modules", "node", "bin", "node");
    const product = launch(node, [join(app, "app.mjs")], { log, env: { LAB_SETTINGS: JSON.stringify(settings) } });
    await ready(`${settings.origin}/api/auth/jwks`, { process: product });
    const clients = JSON.parse(await readFile(join(directory, "clients.json"), "utf8")) as Record<string, Registered>;
    return {
      stop: product.stop,
      env: {
        BETTER_AUTH_ISSUER: `${settings.origin}/api/auth`,
        BETTER_AUTH_VERSION: release,
        BETTER_AUTH_CLIENT_JWKS: JSON.stringify({ keys: [key] }),
        BETTER_AUTH_USER: user.email,
        BETTER_AUTH_PASSWORD: user.password,
        ...variables(clients),
      },
    };
  },
};
