import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { parseArgs } from "node:util";
import {
  PACKAGE_ROOT,
  describe,
  issuerOf,
  openHttp,
  printable,
  providerText,
  type Described,
} from "../engine/index.js";
import type { Command } from "./main.js";
import { usageError } from "./options.js";

export const command: Command = {
  summary: "look at a server and write a provider file for it",
  usage: `usage: assay init ISSUER [options]

Looks for the server's metadata (OAuth, OpenID Connect, SMART) and writes a commented provider file. ISSUER is the
issuer, the address of its metadata, or a FHIR base. Secrets, and what cannot be found out, are left to variables,
which are listed at the end: the file needs no edit.

  --name NAME   short name of the provider (default: the host)
  --out FILE    where it is written (default providers/NAME.yaml)
  --ca FILE     PEM file of the certificate authority behind the server
  --force       write over a file that is there`,
  run: init,
};

const NAME = /^[a-z0-9][a-z0-9.-]*$/;

async function init(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      name: { type: "string" },
      out: { type: "string" },
      ca: { type: "string" },
      force: { type: "boolean", default: false },
    },
  });
  const [given] = positionals;
  if (positionals.length !== 1 || given === undefined)
    throw usageError(`"assay init" takes one issuer, not ${positionals.length}`);
  const issuer = issuerOf(given);
  const name = values.name ?? nameOf(issuer);
  if (!NAME.test(name)) throw usageError(`"--name" takes small letters, digits, "." and "-", not "${name}"`);
  const out = values.out ?? join("providers", `${name}.yaml`);
  if (!/\.ya?ml$/.test(out)) throw usageError(`"--out" takes a file that ends with .yaml, not "${out}"`);
  if (existsSync(out) && !values.force)
    throw usageError(`"${out}" is there already`, "give another with --out, or write over it with --force");

  const found = await look(issuer, values.ca);
  const known = dirname(out) === "providers" && basename(out, ".yaml") === name;
  const target = known ? name : out.split(sep).join("/");
  const { text, variables, optional } = providerText(found, {
    name,
    target: printable(target),
    schema: printable(schemaFor(out)),
    ca: values.ca === undefined || isAbsolute(values.ca) ? values.ca : fromFile(out, resolve(values.ca)),
  });
  write(out, text, values.force);
  say(found, out, { variables, optional }, target);
  return 0;
}

async function look(issuer: string, ca: string | undefined): Promise<Described> {
  const network = { headers: {}, hosts: [], resolve: {}, timeout_ms: 10_000, max_body: 2 * 1024 * 1024, ca };
  const http = openHttp({ network, folder: ".", hosts: [new URL(issuer).host] });
  try {
    return await describe(http, issuer);
  } finally {
    await http.close();
  }
}

/** The host is a name that says which server is meant; an address without a letter in it is one too. */
function nameOf(issuer: string): string {
  const name = new URL(issuer).hostname.replace(/[^a-z0-9.-]+/g, "-").replace(/^[.-]+|[.-]+$/g, "");
  return name === "" ? "server" : name;
}

const fromFile = (file: string, path: string): string =>
  relative(dirname(resolve(file)), path)
    .split(sep)
    .join("/");

/** The package's schema, where the package is part of the folder that one works in; else where npm puts it. */
function schemaFor(out: string): string {
  const within = !relative(process.cwd(), PACKAGE_ROOT).startsWith("..");
  const root = within ? PACKAGE_ROOT : join(process.cwd(), "node_modules", "assay");
  return fromFile(out, join(root, "schemas", "formats", "provider.schema.json"));
}

function write(out: string, text: string, force: boolean): void {
  try {
    mkdirSync(dirname(out), { recursive: true });
    writeFileSync(out, text, { flag: force ? "w" : "wx" });
  } catch (error) {
    throw usageError(`"${out}" cannot be written: ${error instanceof Error ? error.message : ""}`);
  }
}

function say(
  { issuer, otherIssuer, metadataUrl, places, found }: Described,
  out: string,
  { variables, optional }: { variables: string[]; optional: string[] },
  target: string,
): void {
  for (const { kind, url, metadata, instead } of places)
    console.log(
      `${metadata ? "found" : "no   "} ${kind.padEnd(6)} ${printable(url)}${metadata ? "" : `: ${printable(instead ?? "")}`}`,
    );
  if (!found)
    console.error(
      `warning: "${printable(issuer)}" has no metadata: name its endpoints by the variables that end in _ENDPOINT`,
    );
  if (otherIssuer !== undefined)
    console.error(
      `warning: the metadata are of another issuer, "${printable(otherIssuer)}", than "${printable(issuer)}": is that the one you mean?`,
    );
  if (metadataUrl !== undefined) console.log(`issuer, as the metadata state it: ${printable(issuer)}`);
  console.log(
    `\nwrote ${out}\n\nregister the clients as it says, and set these, or those of the clients that the server has:\n${variables
      .map((name) => `  ${name}=`)
      .join("\n")}\n\nwhere the server needs something else than the file says, there are also:\n${optional
      .map((name) => `  ${name}`)
      .join("\n")}\n\nthen: assay doctor ${target}\n      assay run ${target}`,
  );
}
