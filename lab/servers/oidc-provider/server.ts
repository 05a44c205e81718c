/**
 * oidc-provider in another configuration than the embedded server's: an issuer with a path, metadata at the OpenID
 * place, access tokens that are JWTs for a resource, PKCE for everybody, refresh tokens that stay, asymmetric client
 * authentication, PAR, DPoP, and the package's own pages.
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
  async install({ cache, release, log }) {
    if (existsSync(join(cache, "node_modules", "oidc-provider"))) return;
    await run(
      "npm",
      ["install", "--prefix", cache, "--no-audit", "--no-fund", `oidc-provider@${release}`, `node@${NODE}`],
      { log },
    );
  },
  async start({ cache, assets, release, port, log }) {
    const { privateKey } = await generateKeyPair("ES256", { extractable: true });
    const key = { ...(await exportJWK(privateKey)), kid: "client", alg: "ES256", use: "sig" };
    const settings = {
      port,
      package: join(cache, "node_modules", "oidc-provider", "lib", "index.js"),
      secrets: {
        confidential: random(),
        other: random(),
        post: random(),
        service: random(),
        short: random(),
        resource: random(),
      },
      clientKey: { ...key, d: undefined },
    };
    const app = launch(join(cache, "node_modules", "node", "bin", "node"), [join(assets, "app.mjs")], {
      log,
      env: { LAB_SETTINGS: JSON.stringify(settings) },
    });
    const issuer = `http://127.0.0.1:${port}/op`;
    await ready(`${issuer}/.well-known/openid-configuration`, { process: app });
    return {
      stop: app.stop,
      env: {
        OIDC_PROVIDER_ISSUER: issuer,
        OIDC_PROVIDER_VERSION: release,
        OIDC_PROVIDER_CONFIDENTIAL_SECRET: settings.secrets.confidential,
        OIDC_PROVIDER_OTHER_SECRET: settings.secrets.other,
        OIDC_PROVIDER_POST_SECRET: settings.secrets.post,
        OIDC_PROVIDER_SERVICE_SECRET: settings.secrets.service,
        OIDC_PROVIDER_SHORT_SECRET: settings.secrets.short,
        OIDC_PROVIDER_RESOURCE_SECRET: settings.secrets.resource,
        OIDC_PROVIDER_CLIENT_JWKS: JSON.stringify({ keys: [key] }),
        OIDC_PROVIDER_USER: "alex",
        OIDC_PROVIDER_PASSWORD: random(),
      },
    };
  },
};
