/**
 * Runs the gates of lib/gates.mjs, one line each, the whole output of one that fails, and goes on.
 * Exits 1 when one failed, 2 when a name is no gate.
 *
 *   node scripts/test.mjs [GATE...]
 */
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { findChromium } from "./chromium.mjs";
import { command, lastLine } from "./lib/command.mjs";
import { commandOf, GATES } from "./lib/gates.mjs";
import { since } from "./lib/say.mjs";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const started = performance.now();
const lines = [];

/** A test run that is itself started by a test must not think that it is a part of that one. */
const { NODE_TEST_CONTEXT: _, ...env } = process.env;

function report(ok, name, began, note = "") {
  const line = `${ok ? "ok    " : "FAILED"} ${name.padEnd(14)} ${since(began).padStart(7)}  ${note}`.trimEnd();
  lines.push({ ok, line });
  console.log(line);
}

async function chromium() {
  const began = performance.now();
  try {
    env.ASSAY_CHROMIUM = await findChromium({ env });
    report(true, "chromium", began, env.ASSAY_CHROMIUM);
  } catch (error) {
    report(false, "chromium", began, error.message);
  }
}

async function run(gate) {
  const began = performance.now();
  let words;
  try {
    words = commandOf(gate, root);
  } catch (error) {
    report(false, gate.name, began, error.message);
    return;
  }
  const echo = gate.stream ? (chunk) => process.stdout.write(chunk) : undefined;
  const { code, output } = await command(words.file, words.args, { cwd: root, env, echo });
  if (code !== 0 && !gate.stream) console.log(output.trimEnd());
  report(code === 0, gate.name, began, code === 0 ? (gate.note ?? lastLine)(output) : `exit code ${code}`);
}

const names = process.argv.slice(2);
const unknown = names.find((name) => !GATES.some((gate) => gate.name === name));
if (unknown) {
  console.error(`"${unknown}" is no gate; the gates are ${GATES.map((gate) => gate.name).join(", ")}`);
  process.exit(2);
}
const selected = GATES.filter((gate) => names.length === 0 || names.includes(gate.name));
let looked = false;
for (const gate of selected) {
  if (gate.browser && !looked) {
    looked = true;
    await chromium();
  }
  await run(gate);
}

const failed = lines.filter(({ ok }) => !ok);
console.log(`\n${lines.map(({ line }) => line).join("\n")}\n`);
console.log(`${lines.length - failed.length} of ${lines.length} gates passed in ${since(started)}`);
process.exitCode = failed.length > 0 ? 1 : 0;
