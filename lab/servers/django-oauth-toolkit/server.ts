/** django-oauth-toolkit in the Django project beside this file, served by waitress. */
import { randomBytes } from "node:crypto";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Install, LabServer, Running, Start } from "../../server.js";
import { launch, ready, run } from "../../tools.js";

const pythonOf = (cache: string): string => join(cache, "venv", "bin", "python");
const random = (): string => randomBytes(16).toString("hex");
const at = (host: string): string => `https://${host}.example.com/cb`;

const CODE = "authorization-code";
const DEVICE = "urn:ietf:params:oauth:grant-type:device_code";

/** An application has one grant type; refresh tokens come with it. */
const CLIENTS: { name: string; grant: string; public?: boolean; uris?: string[]; reserved?: string }[] = [
  { name: "confidential", grant: CODE, uris: [at("app"), "https://app.example.com/cb?tenant=1&mode=a"] },
  { name: "other", grant: CODE, uris: [at("other")] },
  { name: "public", grant: CODE, public: true, uris: [at("spa")] },
  {
    name: "native",
    grant: CODE,
    public: true,
    uris: ["http://127.0.0.1/cb", "com.example.app:/cb", "http://[::1]/cb", "http://127.0.0.1:3000/login"],
  },
  { name: "service", grant: "client-credentials" },
  // Every sort of character that RFC 6749 2.3.1 wants form-encoded inside Basic and that A.1 and A.2 allow.
  { name: "reserved", grant: CODE, uris: [at("reserved")], reserved: ":+ %2B&=/?" },
  { name: "restricted", grant: "client-credentials", uris: [at("restricted")] },
  { name: "password", grant: "password" },
  { name: "password_public", grant: "password", public: true },
  { name: "implicit", grant: "implicit", public: true, uris: [at("implicit")] },
  { name: "implicit_other", grant: "implicit", public: true, uris: [at("implicit-other")] },
  { name: "implicit_confidential", grant: "implicit", uris: [at("implicit-confidential")] },
  { name: "device", grant: DEVICE, public: true },
  { name: "device_confidential", grant: DEVICE },
];

/** The settings that OAUTH2_PROVIDER takes; what is not here is the package's own. */
const providerOf = (issuer: string): object => ({
  SCOPES: { read: "Reading", write: "Writing", introspection: "Introspection" },
  DEFAULT_SCOPES: ["read"],
  AUTHORIZATION_CODE_EXPIRE_SECONDS: 20,
  REFRESH_TOKEN_REUSE_PROTECTION: true,
  ALLOWED_REDIRECT_URI_SCHEMES: ["http", "https", "com.example.app"],
  ALLOW_LOCALHOST_LOOPBACK: true,
  OAUTH_DEVICE_VERIFICATION_URI: `${issuer}/device/`,
  COMPLIANT_BCP_RFC9700_AUTHZ_RESPONSE_ISS: true,
  COMPLIANT_BCP_RFC9700_PKCE_METHOD: true,
  COMPLIANT_BCP_RFC9700_PKCE_REQUIRED: true,
  COMPLIANT_BCP_RFC9700_ACCESS_TOKEN_TRANSPORT: true,
  COMPLIANT_BCP_RFC9700_REFRESH_TOKEN: true,
  COMPLIANT_BCP_RFC9700_REDIRECT_URI_MATCHING: true,
});

async function install({ cache, assets, release, log }: Install): Promise<void> {
  const done = join(cache, "installed");
  if (existsSync(done)) return;
  await run("python3", ["-m", "venv", "venv"], { cwd: cache, log });
  const packages = [`django-oauth-toolkit==${release}`, "-r", join(assets, "requirements.txt")];
  await run(pythonOf(cache), ["-m", "pip", "install", "--quiet", ...packages], { cwd: cache, log });
  writeFileSync(done, "");
}

async function start({ cache, assets, release, port, directory, log }: Start): Promise<Running> {
  const issuer = `http://127.0.0.1:${port}`;
  const user = { username: `user-${random().slice(0, 8)}`, password: random() };
  const env: Record<string, string> = { DOT_ISSUER: issuer, DOT_VERSION: release };
  Object.assign(env, { DOT_USER: user.username, DOT_PASSWORD: user.password, DOT_DEVICE_NAME: "device" });
  const clients = CLIENTS.map((one) => {
    const prefix = one.name === "confidential" ? "DOT" : `DOT_${one.name.toUpperCase()}`;
    const id = `${one.name}-${random().slice(0, 12)}${one.reserved ?? ""}`;
    const secret = one.public ? "" : `${random()}${one.reserved ?? ""}`;
    env[`${prefix}_CLIENT_ID`] = id;
    if (secret) env[`${prefix}_CLIENT_SECRET`] = secret;
    return {
      name: one.name,
      client_id: id,
      client_secret: secret,
      client_type: one.public ? "public" : "confidential",
      authorization_grant_type: one.grant,
      redirect_uris: (one.uris ?? []).join(" "),
    };
  });
  const configuration = join(directory, "configuration.json");
  const database = join(directory, "database.sqlite");
  const all = { issuer, port, database, key: random(), provider: providerOf(issuer), clients, users: [user] };
  writeFileSync(configuration, JSON.stringify(all), { mode: 0o600 });
  // Nothing is written beside the project, which stands in the repository.
  const server = launch(pythonOf(cache), ["-B", join(assets, "app.py"), configuration], { cwd: directory, log });
  await ready(`${issuer}/.well-known/oauth-authorization-server`, { within: 120, process: server });
  return { env, stop: () => server.stop() };
}

export const server: LabServer = {
  product: "django-oauth-toolkit",
  language: "Python",
  releases: ["3.4.1"],
  runtimes: ["python"],
  install,
  start,
};
