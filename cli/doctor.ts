import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { examine, type Finding } from "../engine/index.js";
import type { Command } from "./main.js";
import { makeFolder, openProvider, usageError } from "./options.js";
import { findingText, headText, verdictText } from "./text/finding.js";

export const command: Command = {
  summary: "is a provider file right? server, clients and login, each tried once",
  usage: `usage: assay doctor PROVIDER [options]

Tries what a provider file says, and names the key to look at where it does not work: whether the server
can be reached, its certificate, metadata and clock, the login page by page, each client by each of its
grants. It judges the file, never the server. What is refused is not tried again: secrets and passwords
are sent at most twice. Exit code 0 when nothing is wrong, else 2.

  --client NAME    only this client of the provider file
  --out DIR        where the picture of a page goes at which the login stops (default assay-doctor)
  --stand-in       try it on the stand-in that was made from the vendor's documentation
  --secrets FILE   KEY=value lines for \${secret:...} and \${env:...}
  --json           the findings as JSON on standard output`,
  run: doctor,
};

async function doctor(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      client: { type: "string" },
      out: { type: "string", default: "assay-doctor" },
      secrets: { type: "string" },
      "stand-in": { type: "boolean", default: false },
      json: { type: "boolean", default: false },
    },
  });
  const [name] = positionals;
  if (positionals.length !== 1 || name === undefined)
    throw usageError(`"assay doctor" takes one provider, not ${positionals.length}`);
  const opened = await openProvider(name, { secrets: values.secrets, standIn: values["stand-in"] });
  const { provider } = opened;
  const color = process.stdout.isTTY === true && !process.env["NO_COLOR"];
  const how = { color, columns: Math.min(process.stdout.columns ?? 80, 120) };
  const print = (text: string): void => void (values.json || process.stdout.write(`${text}\n`));
  const findings: (Omit<Finding, "screenshot"> & { screenshot?: string })[] = [];
  try {
    print(headText(provider));
    for await (const { screenshot, ...finding } of examine(provider, { client: values.client })) {
      const picture = screenshot && keep(values.out, `${findings.length + 1}-${finding.examination}.png`, screenshot);
      const shown = { ...finding, ...(picture ? { screenshot: picture } : {}) };
      findings.push(shown);
      print(findingText(shown, how));
    }
  } finally {
    await opened.stop();
  }
  if (values.json) process.stdout.write(`${JSON.stringify({ provider: provider.provider, findings })}\n`);
  print(verdictText(findings, provider, how));
  return findings.some(({ ok }) => ok === "bad") ? 2 : 0;
}

function keep(folder: string, name: string, png: Uint8Array): string {
  makeFolder(folder);
  const path = join(folder, name);
  writeFileSync(path, png);
  return path;
}
