/**
 * oidc-provider in another configuration than the embedded server's: an issuer with a path, the metadata that it
 * publishes at the OpenID place, PKCE for everybody, refresh tokens by its own policy, clients with keys, PAR and DPoP.
 */
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { exportJWK, generateKeyPair } from "jose";
import type { LabServer } from "../../server.js";
import { launch, ready, run } from "../../tools.js";

const NODE = "24";

const random = (): string => randomBytes(16).toString("hex");

export const server: LabServer = {
  product: "oidc-provider",
  language: "JavaScript",
  releases: ["9.13.3", "8.8.1"],
  networks: ["corporate", "certificate"],
  async install({ cache, release, log }) {
    if (existsSync(join(cache, "node_modules", "oidc-provider"))) return;
    await run(
      "npm",
      ["install", "--prefix", cache, "--no-audit", "--no-fund", `oidc-provider@${release}`, `node@${NODE}`],
      { log },
    );
  },
  async start({ cache, assets, release, port, outside, log }) {
    const { privateKey } = await generateKeyPair("ES256", { extractable: true });
    const key = { ...(await exportJWK(privateKey)), kid: "client", alg: "ES256", use: "sig" };
    const names = [
      "confidential",
      "other",
      "post",
      "service",
      "service_post",
      "short",
      "resource",
      "restricted",
      "device_other",
    ];
    const secrets: Record<string, string> = Object.fromEntries(names.map((name) => [name, random()]));
    // What form encoding changes, in the one secret that is for that (RFC 6749 2.3.1).
    secrets["reserved"] = `${random()}%+ :&=/?%2B`;
    const user = { name: "alex", password: random() };
    const local = `http://127.0.0.1:${port}`;
    const settings = {
      port,
      origin: outside?.origin ?? local,
      login: outside?.login ?? local,
      package: join(cache, "node_modules", "oidc-provider", "lib", "index.js"),
      secrets,
      clientKey: { ...key, d: undefined },
      user,
    };
    const app = launch(join(cache, "node_modules", "node", "bin", "node"), [join(assets, "app.mjs")], {
      log,
      env: { LAB_SETTINGS: JSON.stringify(settings) },
    });
    await ready(`${local}/op/.well-known/openid-configuration`, { process: app });
    return {
      stop: app.stop,
      env: {
        OIDC_PROVIDER_ISSUER: `${settings.origin}/op`,
        OIDC_PROVIDER_VERSION: release,
        ...Object.fromEntries(
          Object.entries(secrets).map(([name, secret]) => [`OIDC_PROVIDER_${name.toUpperCase()}_SECRET`, secret]),
        ),
        OIDC_PROVIDER_CLIENT_JWKS: JSON.stringify({ keys: [key] }),
        OIDC_PROVIDER_CA: outside?.ca ?? "",
        OIDC_PROVIDER_PROXY: outside?.proxy ?? "",
        // Behind a proxy it has a name, and a server with a name is spared.
        OIDC_PROVIDER_RATE: outside ? "0" : "",
        OIDC_PROVIDER_HOSTS: outside ? new URL(outside.login).hostname : "",
        OIDC_PROVIDER_CERTIFICATE: outside?.certificate ?? "",
        OIDC_PROVIDER_CERTIFICATE_KEY: outside?.key ?? "",
        OIDC_PROVIDER_USER: user.name,
        OIDC_PROVIDER_PASSWORD: user.password,
      },
    };
  },
};
