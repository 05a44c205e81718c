import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { readBody } from "../reference/http.js";
import type { PageStyle } from "../reference/pages.js";
import type { Answer } from "./answer.js";
import { copyOf, isSame } from "./answer.js";
import { answerMatches, requestMatches } from "./conditions.js";
import { lodgeChallenge, needsEscrow, redeemVerifier } from "./escrow.js";
import type { Exchange, World } from "./exchange.js";
import { openExchange } from "./exchange.js";
import { deliver, intercept, onwardMessage } from "./forward.js";
import { Memory } from "./memory.js";
import { actAfter, actBefore, isAfter } from "./operations/index.js";
import { restoreRedirect, substituteRedirectUri } from "./substitution.js";
import type { Endpoint, Fault, Step } from "./types.js";
import { ENDPOINTS } from "./types.js";

type Rule = { step: Step; after: boolean; slug: string; acts: boolean };
export type Inner = (req: IncomingMessage, res: ServerResponse, pages?: PageStyle) => void | Promise<void>;

/** The server keeps all in memory and answers at once; this is enough for what was sent at the same time. */
const LINGER_MS = 8;

/** Names the overlays that would have acted on an exchange; sent in observe mode only. */
export const ANNOUNCEMENT = "x-overlay-would-act";

function rulesOf(faults: Fault[], acts: boolean): Rule[] {
  return faults.flatMap(({ slug, do: steps }) => steps.map((step) => ({ step, after: isAfter(step), slug, acts })));
}

function concerns({ at }: Step, endpoint: Endpoint): boolean {
  return at === "any" || at === endpoint || (Array.isArray(at) && at.includes(endpoint));
}

/** Lays faults over a server: they change exchanges in front of it, or only tell which they would change. */
export class Overlay {
  #rules: Map<Endpoint, Rule[]>;
  #escrow: boolean;
  /** Requests with a code take some time, so that others can come in meanwhile. */
  #lingers: boolean;
  /** Observed ones that would change how the server speaks, and so every exchange. */
  #pervasive: string[];
  #memory = new Memory();
  #world: World;

  constructor(world: World, faults: Fault[], observed: Fault[]) {
    this.#world = world;
    const rules = [...rulesOf(faults, true), ...rulesOf(observed, false)];
    this.#rules = new Map(ENDPOINTS.map((one) => [one, rules.filter(({ step }) => concerns(step, one))]));
    // Where there is TLS already, what it does otherwise shows only to a client that tries it.
    const plain = world.issuer.startsWith("http:");
    const everywhere = ({ tls, place, described }: Fault): boolean =>
      (tls !== undefined && plain) || place !== undefined || described !== undefined;
    this.#pervasive = observed.filter(everywhere).map(({ slug }) => slug);
    this.#lingers = rules.some(({ step }) => step.when?.concurrent !== undefined);
    this.#escrow = needsEscrow(faults.flatMap((fault) => fault.do));
  }

  async handle(req: IncomingMessage, res: ServerResponse, inner: Inner): Promise<void> {
    const body = req.method === "GET" || req.method === "HEAD" ? "" : await readBody(req);
    const exchange = openExchange(this.#world, this.#memory, req, body);
    const rules = (this.#rules.get(exchange.endpoint) ?? []).filter(({ step }) => requestMatches(step, exchange));
    const announced = new Set(this.#pervasive);
    const leave = this.#memory.enter(exchange);
    if (this.#lingers && exchange.grant !== undefined) await sleep(LINGER_MS);
    const early = this.#before(exchange, rules, announced);
    if (early !== undefined) {
      leave();
      if (exchange.endpoint === "revocation") this.#memory.learn(exchange, early);
      deliver(res, this.#after(exchange, early, rules, announced));
      return;
    }
    intercept(res, (answer) => {
      leave();
      this.#memory.learn(exchange, answer);
      restoreRedirect(exchange, answer);
      const changed = this.#after(exchange, answer, rules, announced);
      this.#memory.devices.disguised(exchange, answer, changed);
      return changed;
    });
    await inner(onwardMessage(req, exchange), res, exchange.pages);
  }

  #before(exchange: Exchange, rules: Rule[], announced: Set<string>): Answer | undefined {
    if (exchange.endpoint === "token") {
      redeemVerifier(exchange);
      substituteRedirectUri(exchange);
    }
    this.#memory.devices.translate(exchange);
    if (exchange.resumed) return undefined;
    if (this.#escrow && exchange.endpoint === "authorization") lodgeChallenge(exchange);
    for (const { step, after, slug, acts } of rules) {
      if (after) continue;
      if (!acts) announced.add(slug);
      const answer = acts ? actBefore(step, exchange) : undefined;
      if (answer !== undefined) return answer;
    }
    return undefined;
  }

  #after(exchange: Exchange, answer: Answer, rules: Rule[], announced: Set<string>): Answer {
    const changed = copyOf(answer);
    // The steps of one fault see the answer as it was before that fault, so that they do not depend on their order.
    let seen = copyOf(answer);
    let current = "";
    for (const { step, after, slug, acts } of rules) {
      if (!after) continue;
      if (slug !== current) seen = copyOf(changed);
      current = slug;
      if (!answerMatches(step.when?.answer, exchange, seen)) continue;
      if (acts) {
        actAfter(step, exchange, changed);
        continue;
      }
      const trial = copyOf(seen);
      actAfter(step, exchange, trial);
      if (!isSame(trial, seen)) announced.add(slug);
    }
    if (announced.size > 0) changed.headers[ANNOUNCEMENT] = [...announced].join(",");
    return changed;
  }
}
