/** Keycloak as a developer runs it on one machine: an optimized build, the file database, and one realm by its admin API. */
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { exportJWK, generateKeyPair } from "jose";
import type { Install, LabServer } from "../../server.js";
import { launch, ready, run } from "../../tools.js";

const REALM = "lab";
const ADMIN = "admin";

/** The seed of RFC 6238 appendix B, and the same in base32. */
const TOTP_SECRET = "12345678901234567890";
const TOTP_SEED = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

const random = (): string => randomBytes(16).toString("hex");

const homeOf = ({ cache, release }: Install): string => join(cache, `keycloak-${release}`);

/** A server that lives for minutes on two cores: quick to start before quick at last. */
const JAVA_OPTS = "-Xms64m -Xmx512m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Dfile.encoding=UTF-8";

export const server: LabServer = {
  product: "Keycloak",
  language: "Java",
  releases: ["26.7.3", "26.3.5"],
  runtimes: ["java", "maven"],
  logins: {
    "with a one-time code": {
      env: (usual) => ({ KEYCLOAK_USER: usual["KEYCLOAK_TOTP_USER"] ?? "", KEYCLOAK_TOTP: TOTP_SEED }),
      checks: ["rfc6749-code-replay-*", "rfc6749-authorization-response", "rfc9700-login-redirect"],
    },
  },
  async install(at) {
    const { cache, release, log } = at;
    if (existsSync(homeOf(at))) return;
    const unpacked = join(cache, "unpacked");
    rmSync(unpacked, { recursive: true, force: true });
    mkdirSync(unpacked);
    const artifact = `org.keycloak:keycloak-quarkus-dist:${release}:tar.gz`;
    await run("mvn", ["-B", "-q", "dependency:copy", `-Dartifact=${artifact}`, `-DoutputDirectory=${unpacked}`], {
      log,
    });
    await run("tar", ["-xzf", `keycloak-quarkus-dist-${release}.tar.gz`], { cwd: unpacked, log });
    const home = join(unpacked, `keycloak-${release}`);
    await run(join(home, "bin", "kc.sh"), ["build", "--db=dev-file"], { log });
    renameSync(home, homeOf(at));
    rmSync(unpacked, { recursive: true });
  },
  async start(at) {
    const { port, directory, log } = at;
    const origin = `http://127.0.0.1:${port}`;
    const adminPassword = random();
    const process = launch(
      join(homeOf(at), "bin", "kc.sh"),
      [
        "start",
        "--optimized",
        "--http-enabled=true",
        "--http-host=127.0.0.1",
        `--http-port=${port}`,
        `--hostname=${origin}`,
        "--cache=local",
        `--db-url=jdbc:h2:file:${join(directory, "db")};NON_KEYWORDS=VALUE`,
      ],
      { log, env: { JAVA_OPTS, KC_BOOTSTRAP_ADMIN_USERNAME: ADMIN, KC_BOOTSTRAP_ADMIN_PASSWORD: adminPassword } },
    );
    try {
      await ready(`${origin}/realms/master`, { process });
      const env = await variables();
      await createRealm(origin, adminPassword, filled(readFileSync(join(at.assets, "realm.json"), "utf8"), env));
      return {
        stop: process.stop,
        env: { ...env, KEYCLOAK_ISSUER: `${origin}/realms/${REALM}`, KEYCLOAK_VERSION: at.release },
      };
    } catch (error) {
      await process.stop();
      throw error;
    }
  },
};

/** What realm.json and the provider file leave open. */
async function variables(): Promise<Record<string, string>> {
  const { publicKey, privateKey } = await generateKeyPair("ES256", { extractable: true });
  const named = { kid: "signed", alg: "ES256", use: "sig" };
  const clients = ["", "OTHER_", "POST_", "RESERVED_", "SERVICE_", "SERVICE_POST_", "SERVICE_JWT_", "DEVICE_"];
  const more = ["PASSWORD_", "IMPLICIT_", "SHORT_LIVED_", "RESOURCE_SERVER_"];
  return {
    ...Object.fromEntries([...clients, ...more].map((client) => [`KEYCLOAK_${client}CLIENT_SECRET`, random()])),
    KEYCLOAK_RESERVED_CLIENT_SECRET: `${random()}%+: &`,
    KEYCLOAK_SIGNED_JWKS: JSON.stringify({ keys: [{ ...(await exportJWK(privateKey)), ...named }] }),
    KEYCLOAK_SIGNED_PUBLIC_JWKS: JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), ...named }] }),
    KEYCLOAK_CLIENT_ID: "consenting",
    KEYCLOAK_PROMPT: "consent",
    KEYCLOAK_USER: "alex",
    KEYCLOAK_TOTP_USER: "robin",
    KEYCLOAK_TOTP_SECRET: TOTP_SECRET,
    KEYCLOAK_PASSWORD: random(),
  };
}

/** `${NAME}` as the product's own import fills it in, here from `env`. */
const filled = (json: string, env: Record<string, string>): string =>
  json.replace(/\$\{(\w+)\}/g, (whole, name: string) => JSON.stringify(env[name] ?? whole).slice(1, -1));

async function createRealm(origin: string, password: string, realm: string): Promise<void> {
  const { access_token: token } = (await post(`${origin}/realms/master/protocol/openid-connect/token`, {
    body: new URLSearchParams({ grant_type: "password", client_id: "admin-cli", username: ADMIN, password }),
  })) as { access_token: string };
  await post(`${origin}/admin/realms`, {
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: realm,
  });
}

async function post(url: string, request: RequestInit): Promise<unknown> {
  const response = await fetch(url, { method: "POST", signal: AbortSignal.timeout(60_000), ...request });
  const text = await response.text();
  if (!response.ok) throw new Error(`${url} answers with ${response.status}: ${text.slice(0, 500)}`);
  return text === "" ? undefined : JSON.parse(text);
}
