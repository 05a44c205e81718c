import type { Members } from "../types/suite.js";
import { DEVICE, abilitiesOf, clientLines, clientsFor } from "./clients.js";
import type { Described } from "./describe.js";
import { pageLines } from "./page-rules.js";
import { few, isPlain, printable, quoted, texts } from "./text.js";

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

/**
 * The text of a provider file, and the variables that it takes. Nothing that the server says becomes more than a text
 * in it: no key, no variable, no second line of a comment.
 */
export function providerText(found: Described, file: ServerFile): { text: string; variables: string[] } {
  const { metadata } = found.found ?? {};
  // Without metadata that a run reads, what the clients can do counts as offered; so only what most servers can do.
  const blind = !found.found?.standard;
  const able = abilitiesOf(metadata);
  const prefix = prefixOf(file.name);
  const clients = clientsFor(able).map((draft) => clientLines(draft, prefix));
  const variables = [...clients.flatMap((client) => client.variables), `${prefix}_USER`, `${prefix}_PASSWORD`];
  const lines = [
    `# yaml-language-server: $schema=${file.schema}`,
    "# Written by assay init. Secrets do not stand here: they come from the environment, or from a file of KEY=value lines",
    `# that is given with --secrets. Register the clients at the server as described, set the variables, then:`,
    `#   assay doctor ${file.target}`,
    `#   assay run ${file.target}`,
    `provider: ${quoted(file.name)}`,
    `name: ${quoted(hostOf(found.issuer))}`,
    ...issuerLines(found),
    ...(blind ? endpointLines(metadata) : []),
    "",
    ...profileLines(found, able.grants),
    ...scopeLines(metadata),
    ...(blind ? supportLines(metadata) : []),
    "",
    "# A client whose variables are not set does no harm: only the checks that need it are blocked, and say so. Nothing",
    "# has to listen at a redirect URI; where others are registered, write those.",
    "clients:",
    ...clients.flatMap((client) => client.lines),
    ...(metadata ? [] : furtherClients(prefix)),
    "",
    "# An account that may log in, made for tests.",
    "users:",
    `  - username: ${quoted(`\${env:${prefix}_USER}`)}`,
    `    password: ${quoted(`\${secret:${prefix}_PASSWORD}`)}`,
    `    totp: ${quoted(`\${secret:${prefix}_TOTP:-}`)} # seed of its one-time codes in base32; left out where it is not set`,
    "",
    ...pageLines(able.grants.includes(DEVICE)),
    "",
    "# A resource that takes the server's access tokens, for the checks of RFC 6750:",
    '# resource: { url: "/api/me", method: GET, scope: profile }',
    ...(file.ca === undefined
      ? ['# network: { ca: authority.pem, proxy: "${env:HTTPS_PROXY}", hosts: [login.example.com] }']
      : [`network: { ca: ${quoted(file.ca)} }`]),
  ];
  return { text: `${lines.join("\n")}\n`, variables };
}

/** Where nothing is known of the server, what it may offer besides stands ready as a comment. */
function furtherClients(prefix: string): string[] {
  const able = { ...abilitiesOf(undefined), grants: ["client_credentials", DEVICE], introspection: true };
  return clientsFor(able)
    .flatMap((draft) => clientLines(draft, prefix).lines)
    .map((line) => `  # ${line.slice(2).replace(/^# /, "")}`);
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

function issuerLines({ issuer, otherIssuer, found, places }: Described): string[] {
  const others = places.filter((place) => place.metadata && place !== found);
  return [
    `issuer: ${quoted(issuer)}`,
    ...(otherIssuer === undefined ? [] : [`# The metadata name another issuer: ${printable(otherIssuer)}`]),
    `discovery: ${found?.standard ? found.kind : "none"}`,
    ...(found ? [`# found at ${printable(found.url)}`] : []),
    ...others.map(({ kind, url }) => `# ${kind} metadata stand at ${printable(url)} as well`),
  ];
}

const ENDPOINTS = ["authorization", "token", "introspection", "revocation", "device_authorization", "userinfo"];

/** What a run will not discover by itself. */
function endpointLines(metadata: Members | undefined): string[] {
  const known = ENDPOINTS.flatMap((name) => {
    const url = metadata?.[`${name}_endpoint`];
    return typeof url === "string" && /^https?:\/\//i.test(url) && URL.canParse(url) && isPlain(url)
      ? [`  ${name}: ${quoted(url)}`]
      : [];
  });
  if (known.length > 0)
    return [
      "# A run does not look for metadata at that place, so their endpoints are written down here.",
      "endpoints:",
      ...known,
    ];
  return [
    "# No metadata were found. Write the endpoints here, absolute or below the issuer; what is not there stays out.",
    "# endpoints:",
    ...ENDPOINTS.slice(0, 5).map((name) => `#   ${name}: /${name}`),
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

/** RFC 6749 3.3. */
const SCOPE = /^[!#-[\]-~]{1,100}$/;
const OPENID = ["openid", "offline_access", "profile", "email", "address", "phone"];

/** Asked for is the server's own first scope: those of OpenID Connect change what is answered. */
function scopeLines(metadata: Members | undefined): string[] {
  const listed = texts(metadata?.["scopes_supported"]);
  const usable = listed.filter((scope) => SCOPE.test(scope) && isPlain(scope) && !/[*#]|^launch/.test(scope));
  const own = usable.filter((scope) => !OPENID.includes(scope));
  const [first, second] = own.length > 0 ? own : usable.filter((scope) => ["profile", "email"].includes(scope));
  return [
    "# What every request asks for; a client may have a scope of its own. Without it none is sent.",
    first === undefined ? "# scope: read" : `scope: ${quoted(first)}`,
    ...(listed.length > 0 ? [`# The server lists: ${few(listed)}`] : []),
    "# Another scope that the clients may ask for, for checks that ask for less or for more:",
    `# second_scope: ${second === undefined ? "write" : quoted(second)}`,
  ];
}

function supportLines(metadata: Members | undefined): string[] {
  const pkce = texts(metadata?.["code_challenge_methods_supported"]);
  return [
    "# What the server can do besides. The grants and authentication methods of the clients below count as offered: take",
    "# out the clients that this server has not.",
    ...(pkce.length > 0 ? ['supports: ["feature:pkce"]'] : ['# supports: ["feature:pkce", "feature:iss"]']),
  ];
}
