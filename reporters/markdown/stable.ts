/**
 * What differs from run to run for no reason of the server's is shown by its name, so that two runs of the same
 * server give the same text and a difference between two files is a difference between two servers.
 */
import type { Report } from "../../engine/types/report.js";
import type { Members } from "../../engine/types/suite.js";

/** `code-12`, as evidence shows what was a secret: the number counts what came before it. */
const SHORT_NAME = /\b((?:[a-z]+_)*(?:code|token|verifier|assertion|secret|password|cookie))-\d+\b/g;
/** Seconds since 1970. */
const TIME = /(?<![\w.-])[12]\d{9}(?![\w.-])/g;
const RANDOM = /(?<![\w-])(?=[\w-]*[a-z])(?=[\w-]*[A-Z])(?=[\w-]*\d)[\w-]{16,}(?![\w-])/g;
const HEX = /(?<![\da-f])(?=[\da-f]*\d)(?=\d*[a-f])[\da-f]{8,}(?![\da-f])/g;
const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[::1\]):\d+$/;
/** Shorter ones may be words of their own. */
const MIN = 8;

export type Stable = (text: string, made?: Members) => string;

const words = (value: unknown): string[] => (typeof value === "string" ? [value] : []);

/** Hosts on loopback that the server itself is reached by; a redirect URI of a client is none. */
const hosts = ({ provider, facts }: Report): string[] => {
  const urls = [
    provider["issuer"],
    ...facts.filter(({ name }) => name === "issuer" || name.startsWith("metadata:")).map(({ value }) => value),
  ].flatMap(words);
  const found = urls.filter((url) => URL.canParse(url)).map((url) => new URL(url).host);
  return [...new Set(found)].filter((host) => LOOPBACK.test(host));
};

const clientIds = ({ provider }: Report): [string, string][] =>
  (Array.isArray(provider["clients"]) ? provider["clients"] : []).flatMap((one): [string, string][] => {
    const { name, client_id: id } = (one ?? {}) as Members;
    return typeof id === "string" && id.length >= MIN ? [[id, `<client_id of ${String(name ?? "a client")}>`]] : [];
  });

/** `made` is what was made up for the request (state, nonce ...). */
export const stable = (report: Report): Stable => {
  const fixed: [string, string][] = [
    ...hosts(report).map((host): [string, string] => [host, host.replace(/\d+$/, "PORT")]),
    ...clientIds(report),
  ];
  return (text, made = {}) => {
    const values = Object.entries(made).flatMap(([name, value]): [string, string][] =>
      typeof value === "string" && value.length >= MIN ? [[value, `<${name}>`]] : [],
    );
    return [...fixed, ...values]
      .reduce((all, [value, name]) => all.replaceAll(value, () => name), text)
      .replace(SHORT_NAME, "<$1>")
      .replace(TIME, "<time>")
      .replace(RANDOM, "<random>")
      .replace(HEX, "<random>");
  };
};
