/** Authlib's Flask integration in the application beside this file, served by waitress. */
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Install, LabServer, Running, Start } from "../../server.js";
import { launch, ready, run } from "../../tools.js";
import { newClients, random, SCOPES } from "./clients.js";

const pythonOf = (cache: string): string => join(cache, "venv", "bin", "python");

async function install({ cache, assets, release, log }: Install): Promise<void> {
  const done = join(cache, "installed");
  if (existsSync(done)) return;
  await run("python3", ["-m", "venv", "venv"], { cwd: cache, log });
  const packages = [`Authlib==${release}`, "-r", join(assets, "requirements.txt")];
  await run(pythonOf(cache), ["-m", "pip", "install", "--quiet", ...packages], { cwd: cache, log });
  writeFileSync(done, "");
}

async function start({ cache, assets, release, port, directory, log }: Start): Promise<Running> {
  const issuer = `http://127.0.0.1:${port}`;
  const { seeds, env } = newClients();
  const user = { username: `user-${random().slice(0, 8)}`, password: random() };
  const configuration = join(directory, "configuration.json");
  const database = join(directory, "database.sqlite");
  writeFileSync(
    configuration,
    JSON.stringify({ issuer, port, database, scopes: SCOPES, clients: seeds, users: [user] }),
    { mode: 0o600 },
  );
  // Nothing is written beside the application, which stands in the repository.
  const server = launch(pythonOf(cache), ["-B", join(assets, "app.py"), configuration], { cwd: directory, log });
  await ready(`${issuer}/.well-known/oauth-authorization-server`, { within: 60, process: server });
  return {
    env: {
      ...env,
      AUTHLIB_ISSUER: issuer,
      AUTHLIB_VERSION: release,
      AUTHLIB_USER: user.username,
      AUTHLIB_PASSWORD: user.password,
      AUTHLIB_DEVICE_NAME: "device",
    },
    stop: () => server.stop(),
  };
}

export const server: LabServer = {
  product: "Authlib",
  language: "Python",
  releases: ["1.9.9", "1.7.0"],
  runtimes: ["python"],
  install,
  start,
};
