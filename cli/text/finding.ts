import { STATUS_CODES } from "node:http";
import type { Exchange, Finding, Provider } from "../../engine/index.js";
import { forTerminal } from "../../reporters/escape.js";
import { wrap } from "./layout.js";

export interface Look {
  color: boolean;
  columns: number;
}
type Shown = Omit<Finding, "screenshot"> & { screenshot?: string };

/** A sign and, for what is not good, a word; colour only repeats them. */
const SIGNS: Record<Finding["ok"], { sign: string; word: string; color: number }> = {
  good: { sign: "✓", word: "", color: 32 },
  bad: { sign: "✗", word: "wrong", color: 31 },
  warning: { sign: "!", word: "doubtful", color: 33 },
  "not tried": { sign: "–", word: "not tried", color: 2 },
};
const LONGEST_SUBJECT = 28;
const LONGEST_BODY = 240;
const LONGEST_VALUE = 80;
/** Parameters made for one request: nobody compares their values. */
const MADE = new Set(["state", "nonce", "code", "code_challenge", "code_verifier", "client_assertion"]);

const painted = (text: string, code: number, { color }: Look): string =>
  color ? `\u001B[${code}m${text}\u001B[0m` : text;

/** Who is examined. */
export function headText({ name, issuer, file }: Provider): string {
  return `${forTerminal(name)}\n${forTerminal(issuer)}, as ${forTerminal(file)} says\n`;
}

/** One line for what is good; below what is not also the exchange, the key with its place, and what to try. */
export function findingText(finding: Shown, look: Look): string {
  const { sign, word, color } = SIGNS[finding.ok];
  const label = `${sign} ${forTerminal(finding.subject).padEnd(LONGEST_SUBJECT)} `;
  const message = forTerminal(finding.message);
  if (finding.ok === "good" || finding.ok === "not tried")
    return painted(lay(label, [word, message].filter(Boolean).join(": "), look), color, look);
  return [painted(`${label}${word}`, color, look), wrap(message, "    ", look.columns), ...details(finding, look)].join(
    "\n",
  );
}

/** Label and text; what does not fit goes on below the text. */
function lay(label: string, text: string, { columns }: Look): string {
  const indent = label.length > columns / 2 ? 4 : label.length;
  return `${label}${wrap(text, " ".repeat(indent), columns).slice(indent)}`;
}

function details({ exchange, key, also, at, hint, screenshot }: Shown, look: Look): string[] {
  const line = (label: string, text: string): string => lay(`    ${label.padEnd(8)}`, forTerminal(text), look);
  const lines = [];
  if (exchange) lines.push(line("sent", sentText(exchange)), line("got", gotText(exchange)));
  if (key !== undefined) lines.push(line("look at", `${key}${at ? placeText(at) : ""}`));
  if (also && also.length > 0) lines.push(line("or at", also.join(", ")));
  if (hint !== undefined) lines.push(line("try", hint));
  if (screenshot !== undefined) lines.push(line("page", screenshot));
  return lines;
}

function placeText({ file, line, absent, variables }: NonNullable<Finding["at"]>): string {
  if (absent) return `, which is not in ${file} yet (line ${line})`;
  const from = variables.length > 0 ? `; the value comes from ${variables.join(", ")}` : "";
  return ` (${file}:${line}${from})`;
}

function sentText({ request }: Exchange): string {
  const [address = "", query = ""] = request.url.split("?");
  const form = request.headers["content-type"]?.[0]?.includes("urlencoded") ? (request.body ?? "") : "";
  const parameters = [...new URLSearchParams(query), ...new URLSearchParams(form)];
  const authorization = request.headers["authorization"]?.[0]?.split(" ")[0];
  return [
    `${request.method} ${address}`,
    ...(authorization === undefined ? [] : [`with ${authorization} authentication`]),
    ...parameters.map(([name, value]) => `${name}=${MADE.has(name) ? "…" : short(value, LONGEST_VALUE)}`),
  ].join(" ");
}

function gotText({ response, error }: Exchange): string {
  if (!response) return `no answer (${error?.code ?? "unknown"})`;
  const type = response.headers["content-type"]?.[0]?.split(";")[0] ?? "";
  const status = `${response.status} ${STATUS_CODES[response.status] ?? ""}`.trim();
  const location = response.headers["location"]?.[0];
  if (location !== undefined) return `${status} to ${short(location, LONGEST_BODY)}`;
  const text = type.includes("html") ? "" : response.body.replace(/\s+/g, " ").trim();
  return `${status}${type && `, ${type}`}${text && `: ${short(text, LONGEST_BODY)}`}`;
}

const short = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most)}…` : text);

/** What it comes to, and what to do next. */
export function verdictText(findings: Shown[], { provider, file }: Provider, look: Look): string {
  const count = (ok: Finding["ok"]): number => findings.filter((one) => one.ok === ok).length;
  const [bad, warnings] = [count("bad"), count("warning")];
  const also = warnings > 0 ? `; ${warnings} doubtful` : "";
  if (bad > 0)
    return painted(`\n✗ ${bad} wrong in ${forTerminal(file)}${also}; correct the first, then ask again`, 31, look);
  return painted(`\n✓ nothing is wrong${also}; next: assay run ${forTerminal(provider)}`, 32, look);
}
