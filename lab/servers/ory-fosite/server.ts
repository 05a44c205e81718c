/** A small server of the Go library fosite: its handlers and storage in memory, with routes and a page of ours. */
import { cp, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { LabServer } from "../../server.js";
import { launch, ready, run } from "../../tools.js";
import { registrations } from "./registrations.js";

const MODULE = "github.com/ory/fosite";
const SOURCES = ["go.mod", "go.sum", "main.go", "store.go", "isolated.go", "endpoints.go", "pages.go"];

export const server: LabServer = {
  product: "Ory Fosite",
  language: "Go",
  releases: ["0.49.0"],
  runtimes: ["go"],
  async install({ cache, assets, release, log }) {
    for (const name of SOURCES) await cp(join(assets, name), join(cache, name));
    const options = { cwd: cache, log, env: { GOFLAGS: "-mod=mod -buildvcs=false" } };
    await run("go", ["mod", "edit", `-require=${MODULE}@v${release}`], options);
    // What was built before is kept by the compiler's own cache.
    await run("go", ["build", "-o", "server", "."], options);
  },
  async start({ cache, release, directory, port, log }) {
    const { file, env } = registrations();
    const configuration = join(directory, "configuration.json");
    await writeFile(configuration, file, { mode: 0o600 });
    const process = launch(join(cache, "server"), [configuration, String(port)], { cwd: directory, log });
    const issuer = `http://127.0.0.1:${port}`;
    await ready(`${issuer}/.well-known/oauth-authorization-server`, { within: 20, process });
    return { env: { ...env, ORY_FOSITE_ISSUER: issuer, ORY_FOSITE_VERSION: release }, stop: () => process.stop() };
  },
};
