/**
 * Makes a clone ready to run: installs dependencies and builds, each only when it has to.
 * Node built-ins only, since it runs before anything is installed. Exits 2 when a step fails.
 */
import { dirname, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build, buildInputs, buildReason } from "./lib/build.mjs";
import { install, installReason } from "./lib/install.mjs";
import { nodeProblem } from "./lib/node-version.mjs";
import { unparsedYaml } from "./lib/parsed-yaml.mjs";
import { since, speaker } from "./lib/say.mjs";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const say = speaker("prepare");
const started = performance.now();

function stop(text) {
  say(text);
  process.exit(2);
}

async function step(doing, done, run) {
  const began = performance.now();
  say(doing);
  const { code, output, name } = await run((seconds, last) => say(`still at it after ${seconds} s ${last}`.trimEnd()));
  if (code !== 0) stop(`failed: "${name}" ended with ${code}\n\n${output.trimEnd()}\n`);
  say(`${done} in ${since(began)}`);
}

const problem = nodeProblem();
if (problem) stop(problem);

let busy = false;
const missing = installReason(root);
if (missing) {
  busy = true;
  await step(`installing dependencies with npm ci (${missing})`, "installed", (beat) => install(root, beat));
}
const inputs = buildInputs(root);
const outdated = buildReason(root, inputs);
if (outdated) {
  busy = true;
  await step(`building with tsc (${outdated})`, "built", (beat) => build(root, inputs, beat));
}
if (unparsedYaml(root)) {
  busy = true;
  const { writeParsedYaml } = await import(pathToFileURL(resolve(root, "dist/engine/index.js")).href);
  say(`parsed ${writeParsedYaml()} files of suites/`);
}
say(busy ? `ready after ${since(started)}` : `nothing to do (${since(started)})`);
