/** Observations with their exchanges: written once, wherever they are needed linked. */
import type { Brake, Exchange, Headers, JwtFacts, Observation } from "../../engine/types/evidence.js";
import type { Evidence, Report } from "../../engine/types/report.js";

import { duration, plural, shorten, statusLine } from "../model/words.js";
import { layOut } from "./json.js";
import { anchor, markup, type Markup } from "./markup.js";

/** Longer bodies are in evidence.jsonl; a report stays light. */
const MAX_BODY = 6000;
const MAX_HEADER = 2000;

const headerLines = (headers: Headers): Markup[] =>
  Object.entries(headers).flatMap(([name, values]) =>
    values.map(
      (value) => markup`<span class="name">${name}:</span> ${shorten(value, MAX_HEADER)}
`,
    ),
  );

const pretty = (body: string, headers: Headers): string => {
  const type =
    Object.entries(headers)
      .find(([name]) => name.toLowerCase() === "content-type")?.[1]
      .join() ?? "";
  if (type.includes("json")) return layOut(body);
  return type.includes("x-www-form-urlencoded") ? body.replaceAll("&", "\n&") : body;
};

const bodyText = (body: string | undefined, headers: Headers): Markup =>
  body
    ? markup`
${shorten(pretty(body.length > MAX_BODY ? body.slice(0, MAX_BODY) : body, headers), MAX_BODY * 2)}${
        body.length > MAX_BODY &&
        markup`
<span class="cut">${(body.length - MAX_BODY).toLocaleString("en")} more characters in evidence.jsonl</span>`
      }`
    : markup``;

const answer = ({ response, error }: Exchange): Markup => {
  if (!response)
    return markup`<pre class="message none"><b>no answer: ${error?.code ?? "unknown"}</b>
${error?.message ?? ""}${
      error?.key &&
      markup`
see <b>${error.key}</b> in the provider file`
    }</pre>`;
  const cut =
    response.truncated &&
    markup`
<span class="cut">cut; ${plural(response.size, "byte")} received</span>`;
  return markup`<pre class="message"><b>${statusLine(response.status)}</b>
${headerLines(response.headers)}${bodyText(response.body, response.headers)}${cut}</pre>`;
};

const brakeText = ({ status, waited_ms }: Brake): string => `${status}, asked again ${duration(waited_ms)} later`;

const exchange = (one: Exchange): Markup => markup`<div class="exchange">
<div>
  <p class="side">sent <span class="at">${one.at}</span></p><pre class="message"><b>${one.request.method} ${shorten(one.request.url, MAX_HEADER * 2)}</b>
${headerLines(one.request.headers)}${bodyText(one.request.body, one.request.headers)}</pre></div>
<div>
  <p class="side">${one.response ? "received" : "not received"} <span class="at">after ${duration(one.duration_ms)}</span>${one.retried && markup` <span class="at">second attempt; the first: ${one.retried.code}, ${one.retried.message}</span>`}${one.braked && markup` <span class="at">before: ${one.braked.map(brakeText).join(", ")}</span>`}</p>
  ${answer(one)}</div>
</div>`;

const jwt = ([name, facts]: [string, JwtFacts]): Markup =>
  markup`<dt>JWT ${name}</dt>
    <dd>signature ${facts.verified === "yes" ? "verified" : facts.verified === "no" ? "does not verify" : "not verified: no keys at hand"}${facts.reason && `: ${facts.reason}`}<pre class="message">${JSON.stringify(facts.header)}
${JSON.stringify(facts.claims, null, 2)}</pre></dd>`;

const pairs = (parameters: Record<string, string | string[]>): string =>
  Object.entries(parameters)
    .flatMap(([name, value]) => [value].flat().map((one) => `${name}=${shorten(one, MAX_HEADER)}`))
    .join("\n");

const derived = (observation: Observation): Markup | false => {
  const {
    client,
    auth,
    sent,
    redirect,
    redirect_uri,
    delivered,
    page,
    page_text,
    acted,
    driver,
    duplicates,
    samples,
    transport,
  } = observation;
  const rows: [string, string | undefined][] = [
    ["as", [client && `client ${client}`, auth].filter(Boolean).join(", ") || undefined],
    ["parameters", pairs(sent) || undefined],
    [
      "ended in",
      redirect &&
        `redirect to ${redirect_uri ?? "the redirect URI"}${delivered ? ` (${delivered})` : ""}\n${pairs(redirect)}`,
    ],
    ["ended on", page && `page "${page}"${page_text ? `: ${shorten(page_text, 600)}` : ""}`],
    [
      "page rules",
      acted?.length
        ? `${acted.join(", ")}${driver ? ` (${driver === "http" ? "forms over HTTP" : "Chromium"})` : ""}`
        : undefined,
    ],
    ["twice in the body", duplicates?.length ? duplicates.join(", ") : undefined],
    [
      "samples",
      samples &&
        Object.entries(samples)
          .map(
            ([name, { size, distinct, max_bits }]) =>
              `${name}: ${distinct} distinct of ${size}, at most ${max_bits} bits`,
          )
          .join("\n"),
    ],
    ["transport", transport && `${transport.code}: ${transport.message}`],
  ];
  const shown = rows.flatMap(([name, value]) => (value ? [markup`<dt>${name}</dt><dd class="raw">${value}</dd>`] : []));
  const tokens = Object.entries(observation.jwt ?? {}).map(jwt);
  return shown.length + tokens.length > 0 && markup`<dl class="derived">${shown}${tokens}</dl>`;
};

const label = (observation: Observation): Markup => {
  const first = observation.exchanges[0];
  const last = observation.exchanges.at(-1);
  if (!first || !last) return markup`${observation.kind === "wait" ? "waited" : "no request of its own"}`;
  const end = observation.redirect
    ? "redirect"
    : observation.page
      ? `page "${observation.page}"`
      : last.response
        ? String(last.response.status)
        : (last.error?.code ?? "no answer");
  const path = URL.canParse(first.request.url) ? new URL(first.request.url).pathname : first.request.url;
  const more =
    observation.exchanges.length > 1 &&
    markup` <span class="more">${plural(observation.exchanges.length, "exchange")}</span>`;
  return markup`<code>${first.request.method} ${shorten(path, 80)}</code> <span class="arrow" aria-hidden="true">→</span> <code>${end}</code>${more}`;
};

/** Which observations stand where: those of one check inside it, shared ones in a section of their own. */
export class Exchanges {
  readonly #evidence: Evidence;
  readonly #users = new Map<string, Set<string>>();

  constructor(report: Report, evidence: Evidence) {
    this.#evidence = evidence;
    for (const check of report.checks)
      for (const { observations } of [
        ...check.verdicts,
        ...check.verdicts.flatMap(({ runs = [] }) => runs),
        ...check.steps,
      ])
        for (const id of observations) this.#use(id, check.id);
    for (const { observation } of report.problems) if (observation) this.#use(observation, "");
  }

  #use(id: string, user: string): void {
    this.#users.set(id, (this.#users.get(id) ?? new Set()).add(user));
  }

  #isShared(id: string): boolean {
    const users = this.#users.get(id);
    return users === undefined || users.size > 1 || users.has("");
  }

  /** Ids that more than one check, or a problem of the run, rests on. */
  shared(): string[] {
    return [...this.#users.keys()].filter((id) => this.#isShared(id) && this.#evidence.has(id));
  }

  #missing(id: string): Markup {
    return markup`<p class="missing">Observation <code>${id}</code> is not in the evidence of this report.</p>`;
  }

  /** The exchange itself inside its check; a link to it when it is shared. */
  inside(id: string, open: boolean): Markup {
    if (!this.#evidence.has(id)) return this.#missing(id);
    return this.#isShared(id)
      ? markup`<p class="shared-link">Shared with other checks: ${this.link(id)}</p>`
      : this.whole(id, open);
  }

  link(id: string): Markup {
    const observation = this.#evidence.get(id);
    return observation ? markup`<a href="#${anchor("obs", id)}">${label(observation)}</a>` : this.#missing(id);
  }

  whole(id: string, open: boolean): Markup {
    const observation = this.#evidence.get(id);
    if (!observation) return this.#missing(id);
    return markup`<details class="observation" id="${anchor("obs", id)}"${open && markup` open`}><summary>${label(observation)}</summary>
      ${observation.exchanges.map(exchange)}${derived(observation)}</details>`;
  }
}
