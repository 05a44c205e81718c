import type { Exchange, Observation } from "../types/evidence.js";
import type { Client } from "../types/provider.js";
import { answerTrouble } from "./answer-trouble.js";
import { networkTrouble } from "./network-trouble.js";
import { pageTrouble } from "./page-trouble.js";
import { clientKey } from "./place.js";
import type { Attempt, Patient, Said, Trouble } from "./types.js";

/** Why an attempt failed: what the network, the server's pages or its answer say about the provider file. */
export function troubleOf({ provider }: Patient, client: Client, attempt: Attempt): Trouble {
  const { base, observation: seen, because = "", key, reason } = attempt.failed ?? {};
  const plain = { message: because, ...(key === undefined ? {} : { key: ownKey(key) }) };
  // What only a browser or a person can do is no mistake of the file, and the engine says what helps.
  if (reason === "needs-browser" || reason === "needs-human") return { ...plain, pages: true };
  if (!seen || !base) return plain;
  const at = seen.exchanges.at(-1);
  if (seen.transport && at) {
    const { url } = at.request;
    if (seen.transport.code === "host-not-allowed" && isAnswer(url)) return astray(url);
    const trouble = networkTrouble(provider, url, seen.transport);
    const { endpoint } = base;
    return { ...trouble, endpoint, ...(trouble.key === undefined ? {} : { key: ownKey(trouble.key) }) };
  }
  if (seen.kind === "authorization") return pageTrouble(provider, client, seen) ?? plain;
  if (seen.kind !== "response") return plain;
  const known = attempt.seen.some((one) => one.kind === "authorization" && one !== seen && one.redirect !== undefined);
  return answerTrouble({ provider, client, base, known }, seen);

  /** The answer was sent to an address that is none of the client's. */
  function astray(url: string): Trouble {
    return {
      message: `the server redirects the user to "${url.split(/[?#]/)[0] ?? ""}", which is none of the client's redirect URIs`,
      key: clientKey(provider, client, "redirect_uris"),
      hint: "list every redirect URI that the client is registered with",
    };
  }

  /** The engine names what several clients share; here it is one client's. */
  function ownKey(general: string): string {
    if (general.startsWith("clients[]")) return general.replace("clients[]", clientKey(provider, client));
    return /^clients( |$)/.test(general) ? clientKey(provider, client) : general;
  }
}

/** Parameters of an authorization response. */
const isAnswer = (url: string): boolean => /[?#&](code|error|access_token)=/.test(url);

/** The finding that an attempt's trouble makes. */
export function badFinding(subject: string, whole: Trouble, attempt: Attempt): Said {
  const { refused: _, pages: __, endpoint: ___, also = [], ...trouble } = whole;
  const others = [...new Set(also)].filter((key) => key !== trouble.key);
  const seen = attempt.failed?.observation;
  const exchange = seen && exchangeOf(seen);
  const { screenshot, noScreenshot } = attempt;
  const hint = [trouble.hint, noScreenshot && `there is no picture of the page: ${noScreenshot}`]
    .filter(Boolean)
    .join("; ");
  return {
    subject,
    ok: "bad",
    ...trouble,
    ...(others.length > 0 ? { also: others } : {}),
    ...(hint ? { hint } : {}),
    ...(exchange ? { exchange } : {}),
    ...(screenshot ? { screenshot } : {}),
  };
}

/** What was asked and what it came to in the end; a walk through pages is told by its first request and last answer. */
export function exchangeOf(seen: Observation): Exchange | undefined {
  const [first, last] = [seen.exchanges[0], seen.exchanges.at(-1)];
  return seen.kind === "authorization" && first && last ? { ...last, request: first.request } : last;
}
