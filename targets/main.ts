import { parseArgs } from "node:util";
import { loadFaults, loadVariants } from "./faults.js";
import { startReference } from "./reference.js";

const USAGE = `usage: node dist/targets/main.js [--port N] [--host H] [--tls] [--fault SLUG]... [--observe]
Starts the reference server, prints its environment as KEY=value lines and runs until it gets SIGINT or SIGTERM.
--observe lays no fault over it, but announces in x-overlay-would-act which would act.`;

const { values } = parseArgs({
  options: {
    port: { type: "string", default: "0" },
    host: { type: "string", default: "127.0.0.1" },
    tls: { type: "boolean", default: false },
    fault: { type: "string", multiple: true, default: [] },
    observe: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

async function main(): Promise<number> {
  if (values.help) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  const all = values.fault.length > 0 || values.observe ? [...loadFaults(), ...loadVariants()] : [];
  const unknown = values.fault.filter((slug) => !all.some((one) => one.slug === slug));
  if (unknown.length > 0) {
    process.stderr.write(`"--fault" must name a fault or variant of targets/, got ${unknown.join(", ")}\n`);
    return 2;
  }
  const faults = all.filter(({ slug }) => values.fault.includes(slug));
  const target = await startReference({
    port: Number(values.port),
    host: values.host,
    ...(values.tls ? { tls: true as const } : {}),
    faults,
    observe: values.observe ? all.filter((one) => !faults.includes(one)) : [],
  });
  const stop = (): void => void target.stop().then(() => process.exit(0));
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  for (const [name, value] of Object.entries(target.env)) process.stdout.write(`${name}=${value}\n`);
  return 0;
}

process.exitCode = await main();
