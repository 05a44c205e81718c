/**
 * Spring Authorization Server as an application of one's own: Spring Boot's starter, all endpoints switched on, a
 * database in memory. Clients and the user stand in src/main/resources/application.yml.
 */
import { randomBytes } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { exportJWK, generateKeyPair } from "jose";
import type { LabServer } from "../../server.js";
import { launch, ready, run } from "../../tools.js";

/** The release of Spring Boot that brings a release, and the generation of its configurers. */
const BROUGHT_BY: Record<string, { boot: string; line: string }> = {
  "7.1.2": { boot: "4.1.2", line: "7" },
  "1.5.8": { boot: "3.5.16", line: "1" },
};

const random = (): string => randomBytes(24).toString("base64url");

/** Clients with a secret, by the end of the names of their variables. */
const SECRETS = [
  "CONFIDENTIAL",
  "OTHER",
  "POST",
  "SERVICE",
  "SERVICE_POST",
  "SECRET_JWT",
  "RESTRICTED",
  "DEVICE",
  "DEVICE_OTHER",
  "DEVICE_SHORT",
  "SHORT_LIVED",
  "RESOURCE_SERVER",
  "REGISTRAR",
];
const WITHOUT = ["PUBLIC", "NATIVE", "KEY_JWT"];

const idOf = (name: string): string => name.toLowerCase().replaceAll("_", "-");

export const server: LabServer = {
  product: "Spring Authorization Server",
  language: "Java",
  releases: ["7.1.2", "1.5.8"],
  runtimes: ["jdk", "maven"],
  async install({ cache, assets, release, log }) {
    const jar = join(cache, "server.jar");
    if (existsSync(jar)) return;
    const { boot, line } = BROUGHT_BY[release] ?? { boot: "", line: "" };
    const target = join(cache, "target");
    const settings = { boot, line, target };
    const defined = Object.entries(settings).map(([name, value]) => `-D${name}=${value}`);
    await run("mvn", ["-q", "-B", "-f", join(assets, "pom.xml"), ...defined, "package"], { log });
    copyFileSync(join(target, "server.jar"), jar);
  },
  async start({ cache, release, port, directory, log }) {
    const { publicKey, privateKey } = await generateKeyPair("RS256", { extractable: true });
    const named = { kid: "client", alg: "RS256", use: "sig" };
    mkdirSync(join(directory, "public"));
    const keys = { keys: [{ ...(await exportJWK(publicKey)), ...named }] };
    writeFileSync(join(directory, "public", "client-keys.json"), JSON.stringify(keys));
    const secrets = Object.fromEntries(SECRETS.map((name) => [name, random()]));
    // What form encoding changes, in the one secret that is for that (RFC 6749 2.3.1).
    secrets["RESERVED"] = `${random()}%+:& /`;
    const issuer = `http://127.0.0.1:${port}`;
    const user = { name: "user", password: random() };
    const app = launch(
      "java",
      ["-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar", join(cache, "server.jar")],
      {
        log,
        env: {
          PORT: String(port),
          DIRECTORY: directory,
          ISSUER: issuer,
          LAB_USER: user.name,
          LAB_PASSWORD: user.password,
          ...Object.fromEntries(Object.entries(secrets).map(([name, secret]) => [`SECRET_${name}`, secret])),
        },
      },
    );
    await ready(`${issuer}/.well-known/oauth-authorization-server`, { process: app });
    return {
      stop: app.stop,
      env: {
        SPRING_AS_ISSUER: issuer,
        SPRING_AS_VERSION: release,
        SPRING_AS_USER: user.name,
        SPRING_AS_PASSWORD: user.password,
        SPRING_AS_RESERVED_ID: "lab:client %+&",
        SPRING_AS_KEY_JWT_JWKS: JSON.stringify({ keys: [{ ...(await exportJWK(privateKey)), ...named }] }),
        ...Object.fromEntries([...SECRETS, ...WITHOUT].map((name) => [`SPRING_AS_${name}_ID`, idOf(name)])),
        ...Object.fromEntries(Object.entries(secrets).map(([name, secret]) => [`SPRING_AS_${name}_SECRET`, secret])),
      },
    };
  },
};
