import { cp, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Install, LabServer, Running, Start } from "../../server.js";
import { launch, ready, run } from "../../tools.js";
import { registrations } from "./registrations.js";

const MODULE = "github.com/zitadel/oidc/v3";
const SOURCES = ["go.mod", "go.sum", "main.go", "clients.go", "store.go"];

export const server: LabServer = {
  product: "zitadel/oidc (example server)",
  language: "Go",
  releases: ["3.51.17"],
  install,
  start,
};

const program = ({ cache, release }: Install): string => join(cache, release, "server");

async function install(at: Install): Promise<void> {
  const cwd = join(at.cache, at.release);
  await mkdir(cwd, { recursive: true });
  for (const name of SOURCES) await cp(join(at.assets, name), join(cwd, name));
  const options = { cwd, log: at.log, env: { GOFLAGS: "-mod=mod -buildvcs=false" }, within: 600 };
  await run("go", ["mod", "edit", `-require=${MODULE}@v${at.release}`], options);
  await run("go", ["build", "-o", program(at), "."], options);
}

async function start(at: Start): Promise<Running> {
  const { file, env } = registrations();
  const path = join(at.directory, "configuration.json");
  await writeFile(path, file, { mode: 0o600 });
  const process = launch(program(at), [path, String(at.port)], { cwd: at.directory, log: at.log });
  const issuer = `http://localhost:${at.port}/`;
  await ready(`${issuer}.well-known/openid-configuration`, { within: 20, process });
  return { env: { ...env, ZITADEL_OIDC_ISSUER: issuer }, stop: () => process.stop() };
}
