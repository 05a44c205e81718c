/** @node-oauth/oauth2-server with its Express wrapper, a model in memory and every grant that it offers. */
import { randomBytes } from "node:crypto";
import { cpSync, existsSync } from "node:fs";
import { join } from "node:path";
import type { LabServer } from "../../server.js";
import { launch, ready, run } from "../../tools.js";
import { CLIENTS } from "./clients.js";

/** The wrapper of each release; another would bring a library of its own. */
const WRAPPERS: Record<string, string> = { "5.3.0": "4.2.0", "5.2.0": "4.1.5" };

const random = (): string => randomBytes(24).toString("base64url");

export const server: LabServer = {
  product: "@node-oauth/oauth2-server",
  language: "JavaScript",
  releases: ["5.3.0", "5.2.0"],
  async install({ cache, release, log }) {
    if (existsSync(join(cache, "node_modules", "express"))) return;
    const wrapper = `@node-oauth/express-oauth-server@${WRAPPERS[release]}`;
    const packages = [`@node-oauth/oauth2-server@${release}`, wrapper, "express@5.1.0"];
    await run("npm", ["install", "--prefix", cache, "--no-audit", "--no-fund", ...packages], { log });
  },
  async start({ cache, assets, release, port, log }) {
    const user = { username: "alex", password: random() };
    const origin = `http://127.0.0.1:${port}`;
    const env: Record<string, string> = {
      NODE_OAUTH_ORIGIN: origin,
      NODE_OAUTH_VERSION: release,
      NODE_OAUTH_USER: user.username,
      NODE_OAUTH_PASSWORD: user.password,
    };
    const clients: Record<string, unknown> = {};
    for (const [name, { secret, ...client }] of Object.entries(CLIENTS)) {
      const id = `lab-${name}`;
      const own = secret === true ? random() : secret;
      clients[id] = { id, ...client, ...(own === undefined ? {} : { secret: own }) };
      if (own !== undefined) env[`NODE_OAUTH_${name.toUpperCase()}_SECRET`] = own;
    }
    // Beside the packages, so that its imports are found.
    const app = join(cache, "app");
    cpSync(assets, app, { recursive: true });
    const settings = { port, clients, users: [user] };
    const product = launch(process.execPath, [join(app, "app.mjs")], {
      log,
      env: { LAB_SETTINGS: JSON.stringify(settings) },
    });
    await ready(`${origin}/authorize`, { process: product });
    return { stop: product.stop, env };
  },
};
