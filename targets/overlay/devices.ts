import type { Answer } from "./answer.js";
import { membersOf } from "./answer.js";
import type { ClientRequest, Exchange } from "./exchange.js";
import type { GrantRecord, Origin } from "./memory.js";
import type { Endpoint } from "./types.js";
import { valueOf, withValue } from "./pairs.js";

const LIMIT = 5000;

const plain = (userCode: string): string => userCode.replace(/\W/g, "").toUpperCase();

/** The session cookie tells browsers apart. */
const browserOf = ({ headers }: ClientRequest): string =>
  /(?:^|; )_session=([^;]+)/.exec(headers.cookie ?? "")?.[1] ?? "";

/** What the overlay has seen of device flows: whose a user code is, and how often a browser was refused. */
export class Devices {
  #requests = new Map<string, Origin>();
  #failures = new Map<string, number>();
  /** What the server gave out, by what an operation made of it. */
  #aliases = new Map<string, string>();

  /** The device authorization request that a user code, typed or in a link, belongs to; it notes the visit. */
  visited(endpoint: Endpoint, request: ClientRequest): Origin | undefined {
    if (endpoint !== "device") return undefined;
    const userCode = valueOf([...request.query, ...request.form], "user_code");
    const origin = userCode === undefined ? undefined : this.#requests.get(plain(userCode));
    for (const [name, value] of origin === undefined ? [] : [...request.query, ...request.form]) {
      const known = origin?.params.some(([one]) => one === name) ?? true;
      if (!known) origin?.params.push([name, value]);
    }
    return origin;
  }

  /** Codes that an operation changed on their way out are the server's own again on their way in. */
  translate({ endpoint, onward }: Exchange): void {
    if (this.#aliases.size === 0 || (endpoint !== "device" && endpoint !== "token")) return;
    for (const name of ["device_code", "user_code"]) {
      for (const place of ["form", "query"] as const) {
        const sent = valueOf(onward[place], name);
        const own = sent === undefined ? undefined : this.#aliases.get(`${name} ${plain(sent)}`);
        if (own === undefined) continue;
        onward[place] = withValue(onward[place], name, own);
        onward.changed = true;
      }
    }
  }

  /** Compares a device authorization response with what an operation made of it. */
  disguised({ endpoint }: Exchange, before: Answer, after: Answer): void {
    if (endpoint !== "device" || before.body === after.body) return;
    const [own, given] = [membersOf(before), membersOf(after)];
    for (const name of ["device_code", "user_code"]) {
      const [from, to] = [given?.[name], own?.[name]];
      if (typeof from !== "string" || typeof to !== "string" || from === to) continue;
      this.#aliases.set(`${name} ${plain(from)}`, to);
      const origin = this.#requests.get(plain(to));
      if (name === "user_code" && origin) this.#requests.set(plain(from), origin);
    }
  }

  /** How many requests of this browser were refused with a page before. */
  failures(request: ClientRequest): number {
    return this.#failures.get(browserOf(request)) ?? 0;
  }

  /** The grant that a device authorization response begins. */
  learn({ client, endpoint, request }: Exchange, answer: Answer): [code: string, grant: GrantRecord] | undefined {
    if (endpoint !== "device") return undefined;
    if (answer.status >= 400 && browserOf(request) !== "")
      this.#failures.set(browserOf(request), this.failures(request) + 1);
    const { device_code: code, user_code: userCode } = membersOf(answer) ?? {};
    if (typeof code !== "string" || typeof userCode !== "string") return undefined;
    const origin: Origin = { method: request.method, params: [...request.params] };
    if (this.#requests.size > LIMIT) this.#requests.clear();
    this.#requests.set(plain(userCode), origin);
    return [code, { origin, clientId: client?.id, redirectUri: undefined, scope: undefined, used: false, underWay: 0 }];
  }
}
