import type { Members } from "../types/suite.js";
import { DEVICE, abilitiesOf, clientLines, clientsFor } from "./clients.js";
import type { Described } from "./describe.js";
import { pageLines } from "./page-rules.js";
import { smartLines, smartOf } from "./smart.js";
import { few, isPlain, printable, quoted, texts, variable } from "./text.js";

/** What a provider file is made of besides what was found. */
export interface ServerFile {
  /** Short name, as the command line names it. */
  name: string;
  /** As a person types it after `assay run`. */
  target: string;
  /** Path of the schema, relative to the file. */
  schema: string;
  /** PEM file of a certificate authority, relative to the file. */
  ca?: string;
}

/** The text of a provider file, and the variables that it takes. */
interface ProviderText {
  text: string;
  /** Those that have to be set, of the server or of one client. */
  variables: string[];
  /** Those that come to something where they are not set. */
  optional: string[];
}

/**
 * Writes a provider file. Nothing that the server says becomes more than a text in it: no key, no variable, no second
 * line of a comment. What cannot be known of a server is a variable, so that nobody has to edit the file.
 */
export function providerText(found: Described, file: ServerFile): ProviderText {
  const { metadata } = found.found ?? {};
  // Without metadata that a run reads, what the clients can do counts as offered.
  const blind = !found.found?.standard;
  const able = abilitiesOf(metadata);
  const prefix = prefixOf(file.name);
  const smart = smartOf(found);
  const openid = isOpenid(found);
  const { own, claims } = scopesOf(found);
  // What an OpenID provider lists besides may be names of claims or of its own settings; those of APIs have parts.
  const api = openid ? (own.find((scope) => /[:./]/.test(scope)) ?? "openid") : "";
  // OpenID Connect Core 11: offline_access is for codes only. Some checks ask without openid, and still for something.
  const online = openid ? ["openid", ...claims.slice(1)].join(" ") : "";
  const scopes = { login: "", api, online };
  const lines = [
    `# yaml-language-server: $schema=${file.schema}`,
    "# Written by assay init. Secrets do not stand here: they come from the environment, or from a file of KEY=value lines",
    "# that is given with --secrets. Register the clients at the server as described, set the variables, then:",
    `#   assay doctor ${file.target}`,
    `#   assay run ${file.target}`,
    "# Where ${...:-TEXT} stands, TEXT counts until the variable is set; without TEXT the setting is left out until then.",
    "# In lists a variable may hold several entries, separated by spaces.",
    `provider: ${quoted(file.name)}`,
    `name: ${quoted(hostOf(found.issuer))}`,
    ...issuerLines(found),
    ...(blind ? endpointLines(metadata, prefix) : []),
    "",
    ...profileLines(found, able.grants),
    ...scopeLines(found, smart?.launched === "only", prefix),
    ...supportLines(metadata, prefix, blind),
    ...smartLines(smart, prefix),
    ...(smart ? [] : promptLines(found, prefix)),
    "",
    "# A client whose variables are not set does no harm: only the checks that need it are blocked, and say so. Nothing",
    "# has to listen at a redirect URI; where others are registered, say so by the variable.",
    "clients:",
    ...clientsFor(able).flatMap((draft) => clientLines(draft, prefix, { blind, scopes })),
    "",
    "# An account that may log in, made for tests.",
    "users:",
    `  - username: ${quoted(variable("env", `${prefix}_USER`))}`,
    `    password: ${quoted(variable("secret", `${prefix}_PASSWORD`))}`,
    `    totp: ${quoted(variable("secret", `${prefix}_TOTP`, ""))} # seed of its one-time codes in base32`,
    "",
    ...pageLines(able.grants.includes(DEVICE)),
    "",
    ...resourceLines(found, prefix),
    ...(file.ca === undefined
      ? ['# network: { ca: authority.pem, proxy: "${env:HTTPS_PROXY}", hosts: [login.example.com] }']
      : [`network: { ca: ${quoted(file.ca)} }`]),
  ];
  return { text: `${lines.join("\n")}\n`, ...variablesOf(lines) };
}

/** Comments have none that count; those of `user` are filled in later. */
function variablesOf(lines: string[]): Pick<ProviderText, "variables" | "optional"> {
  const settings = lines.filter((line) => !/^\s*#/.test(line)).join("\n");
  const all = [...settings.matchAll(/\$\{(?:env|secret):(\w+)(:-)?/g)];
  const named = (open: boolean): string[] => [
    ...new Set(all.filter((one) => (one[2] !== undefined) === open).map(([, name = ""]) => name)),
  ];
  return { variables: named(false), optional: named(true) };
}

/** Variables are named after the file, so that several servers can stand in one environment. */
function prefixOf(name: string): string {
  const word = name
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "");
  return /^[A-Z]/.test(word) ? word : `AS_${word}`;
}

function hostOf(issuer: string): string {
  return new URL(issuer).host;
}

function issuerLines({ issuer, otherIssuer, metadataUrl, found, places }: Described): string[] {
  const others = places.filter((place) => place.metadata && place !== found);
  return [
    `issuer: ${quoted(issuer)}`,
    ...(otherIssuer === undefined ? [] : [`# The metadata name another issuer: ${printable(otherIssuer)}`]),
    `discovery: ${found?.standard ? found.kind : "none"}`,
    ...(found ? [`# found at ${printable(found.url)}`] : []),
    ...(metadataUrl === undefined ? [] : [`endpoints: { metadata: ${quoted(metadataUrl)} }`]),
    ...others.map(({ kind, url }) => `# ${kind} metadata stand at ${printable(url)} as well`),
  ];
}

const ENDPOINTS = ["authorization", "token", "introspection", "revocation", "device_authorization", "userinfo"];
const NEEDED = ["authorization", "token"];

const isEndpoint = (url: unknown): url is string =>
  typeof url === "string" && /^https?:\/\//i.test(url) && URL.canParse(url) && isPlain(url);

/** What a run will not discover by itself. */
function endpointLines(metadata: Members | undefined, prefix: string): string[] {
  const known = ENDPOINTS.flatMap((name) => {
    const url = metadata?.[`${name}_endpoint`];
    return isEndpoint(url) ? [`  ${name}: ${quoted(url)}`] : [];
  });
  if (known.length > 0)
    return [
      "# A run does not look for metadata at that place, so their endpoints are written down here.",
      "endpoints:",
      ...known,
    ];
  const asked = (name: string): string =>
    variable("env", `${prefix}_${name.toUpperCase()}_ENDPOINT`, NEEDED.includes(name) ? undefined : "");
  return [
    "# No metadata were found. The endpoints are absolute or below the issuer, such as /token.",
    "endpoints:",
    ...ENDPOINTS.slice(0, 5).map((name) => `  ${name}: ${quoted(asked(name))}`),
  ];
}

function profileLines({ places }: Described, grants: string[]): string[] {
  const has = (kind: string): boolean => places.some((place) => place.kind === kind && place.metadata);
  const more = ["oauth2.1", "native-apps", ...(grants.includes(DEVICE) ? ["device"] : [])];
  return [
    "profiles: [oauth2, oauth2-bcp]",
    `# Further profiles: ${more.join(", ")}; all of them: assay list --profiles`,
    ...(has("openid")
      ? ["# OpenID Connect metadata were found: its profiles concern this server too, where there are any."]
      : []),
    ...(has("smart")
      ? [
          "# A smart-configuration was found: profiles of SMART App Launch concern this server too, where there are any.",
        ]
      : []),
  ];
}

/** RFC 6749 3.3, without what would end a variable. */
const SCOPE = /^[!#-[\]-|~]{1,100}$/;
const OPENID = ["openid", "offline_access", "online_access", "profile", "email", "address", "phone", "fhirUser"];

/** What the server says in all its documents: that of RFC 8414 may leave out what OpenID Connect's has. */
function toldBy({ found, places }: Described): Members {
  const issuer = found?.metadata?.["issuer"];
  const others = places.filter(({ kind, metadata }) => kind !== "smart" && metadata && metadata["issuer"] === issuer);
  return Object.assign({}, ...others.map(({ metadata }) => metadata), found?.metadata) as Members;
}

/** An OpenID provider says so itself; what it lists first besides may be anything. */
const isOpenid = (described: Described): boolean =>
  described.found !== undefined &&
  described.found.kind !== "smart" &&
  texts(toldBy(described)["scopes_supported"]).includes("openid");

/** Scopes that the server lists and that a file can hold: its own, and those that ask for claims. */
function scopesOf(described: Described): { listed: string[]; own: string[]; claims: string[]; offline: string[] } {
  const listed = texts(toldBy(described)["scopes_supported"]);
  // Elsewhere a star stands for scopes that have other names.
  const stars = described.found?.kind === "smart" ? /#|^launch/ : /[*#]|^launch/;
  const usable = listed.filter((scope) => SCOPE.test(scope) && isPlain(scope) && !stars.test(scope));
  const among = (names: string[]): string[] => usable.filter((scope) => names.includes(scope));
  const own = usable.filter((scope) => !OPENID.includes(scope));
  return { listed, own, claims: among(["profile", "email"]), offline: among(["offline_access"]) };
}

/**
 * Asked for is, of an OpenID provider, what opens its userinfo endpoint and what it gives refresh tokens for (OpenID
 * Connect Core 5.3, 11); of others their own first scope.
 */
function scopeLines(described: Described, launched: boolean, prefix: string): string[] {
  const { listed, own, claims, offline } = scopesOf(described);
  const openid = isOpenid(described);
  const [first, second] = own.length > 0 ? own : claims;
  const plain = [launched && listed.includes("launch") && "launch", first];
  const asked = (openid ? ["openid", ...offline] : plain).filter(Boolean).join(" ");
  const another = openid ? (claims[0] ?? first) : second;
  return [
    "# What every request asks for; register the clients for it. Without it none is sent.",
    `scope: ${quoted(variable("env", `${prefix}_SCOPE`, asked))}`,
    ...(listed.length > 0 ? [`# The server lists: ${few(listed)}`] : []),
    `# Another scope that the clients may ask for, for checks that ask for less or for more${another === undefined ? "" : `, such as ${printable(another)}`}:`,
    `second_scope: ${quoted(variable("env", `${prefix}_SECOND_SCOPE`, openid ? (claims[0] ?? "") : ""))}`,
  ];
}

/** OpenID Connect Core 11: who asks for offline_access sends prompt=consent, or may find it ignored or refused. */
function promptLines(described: Described, prefix: string): string[] {
  const prompts = texts(toldBy(described)["prompt_values_supported"]);
  const refused = prompts.length > 0 && !prompts.includes("consent");
  if (!isOpenid(described) || scopesOf(described).offline.length === 0 || refused) return [];
  return [
    "# What goes with offline_access. A server that wants none of it: take the line out, or have the variable say login.",
    `grants: { authorization_code: { authorization: { prompt: ${quoted(variable("env", `${prefix}_PROMPT`, "consent"))} } } }`,
  ];
}

/** OpenID Connect Core 5.3: the userinfo endpoint takes access tokens as RFC 6750 has it. */
function resourceLines(described: Described, prefix: string): string[] {
  const userinfo = toldBy(described)["userinfo_endpoint"];
  const known = isOpenid(described) && isEndpoint(userinfo) && !/[${}]/.test(userinfo) ? userinfo : "";
  return [
    "# A resource that takes the server's access tokens, absolute or below the issuer, for the checks of RFC 6750:",
    `resource: { url: ${quoted(variable("env", `${prefix}_RESOURCE_URL`, known))} }`,
  ];
}

function supportLines(metadata: Members | undefined, prefix: string, blind: boolean): string[] {
  const has = (member: string, one?: string): boolean => {
    const listed = texts(metadata?.[member]);
    return one === undefined ? listed.length > 0 : listed.length === 1 && listed[0] === one;
  };
  return [
    "# What the server can do besides, such as feature:pkce or feature:iss, and what it cannot whatever is said of it, such",
    "# as client:confidential where it takes no such clients, grant:client_credentials, scope, resource.",
    ...(blind ? ["# The grants and authentication methods of the clients below count as offered."] : []),
    `supports: [${quoted(variable("env", `${prefix}_SUPPORTS`, blind && has("code_challenge_methods_supported") ? "feature:pkce" : ""))}]`,
    `lacks: [${quoted(variable("env", `${prefix}_LACKS`, has("token_endpoint_auth_methods_supported", "none") ? "client:confidential" : ""))}]`,
  ];
}
