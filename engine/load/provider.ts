import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { AssayError, didYouMean, type ErrorCode } from "../errors.js";
import type { Client, Network, PageRule, Provider, User } from "../types/provider.js";
import type { Json, Members } from "../types/suite.js";
import { strings } from "./expand.js";
import { contractProblems } from "../contract/problems.js";
import { PACKAGE_ROOT, filesBelow } from "./files.js";
import { validateFormat } from "./schemas.js";
import { type Variables, fillVariables } from "./variables.js";
import { readYaml } from "./yaml.js";

/**
 * Finds a provider file: a path, or a name in `providers/` of the working folder or of the package.
 * Throws PROVIDER_NOT_FOUND with a guess.
 */
export function findProvider(name: string): string {
  const candidates = [name, join("providers", `${name}.yaml`), join(PACKAGE_ROOT, "providers", `${name}.yaml`)];
  const found = candidates.find((candidate) => /\.ya?ml$/.test(candidate) && existsSync(candidate));
  if (found) return resolve(found);
  const known = [...filesBelow("providers", ".yaml"), ...filesBelow(join(PACKAGE_ROOT, "providers"), ".yaml")].map(
    (file) => basename(file, ".yaml"),
  );
  const guess = didYouMean(name, known);
  throw new AssayError({
    code: "PROVIDER_NOT_FOUND",
    message: `no provider "${name}"`,
    hint: guess ? `did you mean "${guess}"?` : `give a path, or one of: ${[...new Set(known)].join(", ")}`,
  });
}

/**
 * Reads a provider file and fills in its variables.
 * A variable that the whole run needs and that is not set throws VARIABLE_NOT_SET; one of a single
 * client, user or rule is kept in `missing`, and blocks only the checks that need it.
 */
export function loadProvider(path: string, variables: Variables): Provider {
  const source = readYaml(path);
  const wrongFormat = validateFormat("provider", source);
  const problems = wrongFormat.length > 0 ? wrongFormat : contractProblems(source);
  if (problems.length > 0) throw new AssayError(problems);
  const file = source.value as Members;
  const { clients: rawClients, users: rawUsers, ...rest } = file;
  const common = fillVariables(rest, variables);
  if (common.missing.length > 0) {
    throw new AssayError(
      common.missing.map((name) => ({
        code: "VARIABLE_NOT_SET" as const,
        message: `variable "${name}" is not set, and the whole run needs it`,
        file: source.file,
        ...locate(source.text, name),
        hint: `set it in the environment, or in a file given with --secrets`,
      })),
    );
  }
  const secrets = new Set(common.secrets);
  const refuse: Refuse = (code, message, at) => {
    throw new AssayError({ code, message, file: source.file, ...source.position(at) });
  };
  const clients = (rawClients as Members[]).map((raw, index) => {
    const client = readClient(raw, variables, secrets);
    const jwks = fillVariables(raw["jwks"] ?? "", variables).value as string;
    if (jwks && client.missing.length === 0)
      client.jwks = readJwks(jwks, dirname(path), (code, text) => refuse(code, text, ["clients", index, "jwks"]));
    return client;
  });
  clients.forEach(({ name }, index) => {
    if (clients.findIndex((one) => one.name === name) < index)
      refuse("DUPLICATE_ID", `client "${name}" exists already; give it a name of its own`, ["clients", index]);
  });
  const users = ((rawUsers ?? []) as Members[]).map((raw) => readUser(raw, variables, secrets));
  const value = common.value as Members;
  const [wrong] = wrongUrls(value);
  if (wrong)
    refuse("FORMAT", `"${wrong.path.join(".")}" expected an http or https URL, got "${wrong.text}"`, wrong.path);
  const driver = String(value["driver"] ?? "auto");
  if (!isDriver(driver)) refuse("FORMAT", `"driver" expected auto, http or browser, got "${driver}"`, ["driver"]);
  const network = readNetwork((value["network"] ?? {}) as Members, secrets);
  if (network.rate !== undefined && !(network.rate >= 0))
    refuse("FORMAT", `"network.rate" expected requests a second, 0 or more, got "${String(network.rate)}"`, [
      "network",
      "rate",
    ]);
  return {
    provider: String(value["provider"]),
    name: String(value["name"]),
    vendor: value["vendor"] as string | undefined,
    product: value["product"] as string | undefined,
    version: value["version"] as string | undefined,
    documentation: value["documentation"] as Members | undefined,
    contact: value["contact"] as string | undefined,
    stand_in: value["stand_in"] === true,
    issuer: String(value["issuer"]),
    discovery: (value["discovery"] ?? "oauth") as Provider["discovery"],
    endpoints: (value["endpoints"] ?? {}) as Record<string, string>,
    metadata: (value["metadata"] ?? {}) as Members,
    profiles: value["profiles"] ? strings(value["profiles"]) : ["oauth2"],
    supports: words(value["supports"]),
    lacks: words(value["lacks"]),
    clients,
    users,
    pages: readPages(value["pages"]),
    driver,
    network,
    resource: readResource(value["resource"] as Members | undefined),
    scope: value["scope"] as string | undefined,
    second_scope: value["second_scope"] as string | undefined,
    grants: (value["grants"] ?? {}) as Provider["grants"],
    registration: value["registration"] as Members | undefined,
    contract: value["contract"] as Provider["contract"],
    documentation_issues: (value["documentation_issues"] ?? []) as unknown as Provider["documentation_issues"],
    expected: ((value["expected"] ?? []) as Members[]).map((entry) => entry as unknown as Provider["expected"][number]),
    file: source.file,
    folder: dirname(resolve(path)),
    secrets: [...secrets],
  };
}

/** A list in which one variable may stand for several entries, none of which has a space in it. */
function words(list: Json | undefined): string[] {
  return strings(list).flatMap((text) => text.split(/\s+/).filter(Boolean));
}

const isDriver = (text: string): text is Provider["driver"] => /^(auto|http|browser)$/.test(text);

type Refuse = (code: ErrorCode, message: string, at: (string | number)[]) => never;

/** Addresses that requests go to; the rest of a run relies on their being URLs. */
function wrongUrls(value: Members): { path: string[]; text: string }[] {
  const issuer = String(value["issuer"]);
  const resource = value["resource"] as Members | undefined;
  const isHttp = (text: string, base?: string): boolean =>
    URL.canParse(text, base) && /^https?:$/.test(new URL(text, base).protocol);
  return [
    ...(isHttp(issuer) ? [] : [{ path: ["issuer"], text: issuer }]),
    ...Object.entries((value["endpoints"] ?? {}) as Record<string, string>)
      .filter(([, text]) => !isHttp(text, isHttp(issuer) ? issuer : undefined))
      .map(([name, text]) => ({ path: ["endpoints", name], text })),
    ...Object.entries((value["grants"] ?? {}) as Record<string, { endpoint?: string }>)
      .filter(([, { endpoint }]) => endpoint !== undefined && !isHttp(endpoint, isHttp(issuer) ? issuer : undefined))
      .map(([name, { endpoint }]) => ({ path: ["grants", name, "endpoint"], text: endpoint ?? "" })),
    ...(resource?.["url"] !== undefined && !isHttp(String(resource["url"]), issuer)
      ? [{ path: ["resource", "url"], text: String(resource["url"]) }]
      : []),
  ];
}

function readClient(raw: Members, variables: Variables, secrets: Set<string>): Client {
  const { value, missing, secrets: found } = fillVariables(raw, variables);
  const member = value as Members;
  const secret = member["client_secret"] as string | undefined;
  for (const one of [...found, ...(secret ? [secret] : [])]) secrets.add(one);
  return {
    name: String(member["name"] ?? (member["client_id"] || raw["client_id"])),
    client_id: String(member["client_id"]),
    client_secret: secret,
    token_endpoint_auth_method: String(
      member["token_endpoint_auth_method"] ?? (secret === undefined ? "none" : "client_secret_basic"),
    ),
    grants: member["grants"] ? words(member["grants"]) : ["authorization_code"],
    redirect_uris: words(member["redirect_uris"]),
    scope: member["scope"] as string | undefined,
    display_name: member["display_name"] as string | undefined,
    lifetimes: member["lifetimes"] as Client["lifetimes"],
    roles: strings(member["roles"]),
    assertion_audience: member["assertion_audience"] as string | undefined,
    certificate: member["certificate"] as string | undefined,
    key: member["key"] as string | undefined,
    missing,
  };
}

/** JSON text as it stands, or a file relative to the provider file. */
function readJwks(text: string, folder: string, refuse: (code: ErrorCode, message: string) => never): Client["jwks"] {
  const inline = text.trimStart().startsWith("{");
  let json = text;
  try {
    if (!inline) json = readFileSync(resolve(folder, text), "utf8");
  } catch {
    refuse("FILE_NOT_FOUND", `"${text}" cannot be read`);
  }
  try {
    const set = JSON.parse(json) as Client["jwks"];
    if (Array.isArray(set?.keys)) return set;
  } catch {
    // Said below, without the text: it holds private keys.
  }
  return refuse("FORMAT", `expected a JWK set with "keys"${inline ? "" : ` in "${text}"`}`);
}

function readUser(raw: Members, variables: Variables, secrets: Set<string>): User {
  const { value, missing, secrets: found } = fillVariables(raw, variables);
  const user = value as unknown as User;
  for (const one of [...found, user.password, ...(user.totp ? [user.totp] : [])]) if (one) secrets.add(one);
  return { ...user, missing };
}

function readPages(pages: Json | undefined): PageRule[] {
  return ((pages ?? []) as Members[]).map((entry) => {
    const [name, rule] = Object.entries(entry)[0] ?? ["", {}];
    return { name, ...(rule as Members) } as PageRule;
  });
}

function readNetwork(network: Members, secrets: Set<string>): Network {
  const text = (name: string): string | undefined => (network[name] as string | undefined) || undefined;
  const proxy = text("proxy");
  const password = proxy && URL.canParse(proxy) ? decodeURIComponent(new URL(proxy).password) : "";
  if (password) secrets.add(password);
  return {
    ca: text("ca"),
    client_certificate: text("client_certificate"),
    key: text("key"),
    proxy,
    headers: (network["headers"] ?? {}) as Record<string, string>,
    hosts: strings(network["hosts"]),
    resolve: (network["resolve"] ?? {}) as Record<string, string>,
    rate: network["rate"] === undefined ? undefined : Number(network["rate"]),
    timeout_ms: Number(network["timeout"] ?? 10) * 1000,
    max_body: Number(network["max_body"] ?? 2 * 1024 * 1024),
  };
}

/** Seconds; RFC 7519 4.1.4 has "a few minutes" as the most that is usual. */
const LEEWAY = 300;

function readResource(resource: Members | undefined): Provider["resource"] {
  if (resource?.["url"] === undefined) return undefined;
  return {
    url: String(resource["url"]),
    method: String(resource["method"] ?? "GET"),
    scope: resource["scope"] as string | undefined,
    leeway: Number(resource["leeway"] ?? LEEWAY),
  };
}

function locate(text: string, name: string): { line: number; column: number } {
  const lines = text.split("\n");
  const variable = new RegExp(`\\$\\{(?:env|secret):${name}\\}`);
  const index = lines.findIndex((line) => variable.test(line));
  return { line: index + 1, column: (lines[index] ?? "").search(variable) + 1 };
}
