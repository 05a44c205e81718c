import type { Exchange, FrontChannelResult } from "../types/evidence.js";
import type { PageRule } from "../types/provider.js";
import type { Attempts, Outcome } from "./attempts.js";
import type { Lookup } from "./interpolate.js";
import { interpolate, interpolateAll } from "./interpolate.js";
import { controlsText, pageName, pageText, placeOf } from "./naming.js";
import { orNeedsHuman } from "./needs-human.js";
import type { OneTimeCodes } from "./one-time-codes.js";
import { redirectsOf } from "./redirect-response.js";
import { fittingRule, sendsPassword } from "./rules.js";
import type { Action, DriveOptions, DriveResult, Page, Stop, Stuck } from "./types.js";
import { Obstacle } from "./types.js";

const MOST_USES = 2;
const MOST_HOPS = 20;
const MOST_SHOWN = 2000;

export interface DriveParts {
  rules: PageRule[];
  attempts: Attempts;
  codes: OneTimeCodes;
  /** Name of the provider, for advice. */
  provider: string;
  /** Client of the authorization request; wrong passwords are counted for it. */
  client: string;
  exchanges: Exchange[];
  /** Opens a page in the browser instead; absent where there is none or the page is in it already. */
  toBrowser?: (page: Page) => Promise<Stop>;
  /** Called with the page at which the walk ends short of the client. */
  atEnd?: (page: Page) => Promise<void>;
}

/** One walk through the server's pages, from the first stop to the last, the same for both drivers. */
export class Drive {
  readonly #parts: DriveParts;
  readonly #how: DriveOptions;
  readonly #uses = new Map<PageRule, number>();
  readonly #acted: string[] = [];
  readonly #shown: string[] = [];
  #denied = false;
  #tried = false;
  #undeniable: string | undefined;
  #codes = new Set<string>();
  #driver: Page["driver"];
  #hops = 0;
  #lastRule: PageRule | undefined;
  /** Fields of the last rule that its page did not have. */
  #lacking: string[] = [];
  #loginRedirected: number[] = [];
  /** Called with what became of the password and of the one-time code that went out last. */
  #settle: ((outcome: Outcome) => void)[] = [];

  constructor(parts: DriveParts, how: DriveOptions, driver: Page["driver"]) {
    this.#parts = parts;
    this.#how = how;
    this.#driver = driver;
  }

  async run(start: Promise<Stop>): Promise<DriveResult> {
    try {
      let stop = await start;
      for (;;) {
        const next: Stop | DriveResult = await this.#next(stop);
        if ("result" in next) return next;
        stop = next;
      }
    } finally {
      this.#settleWith("unknown");
    }
  }

  #settleWith(outcome: Outcome): void {
    for (const settle of this.#settle.splice(0)) settle(outcome);
  }

  async #next(stop: Stop): Promise<Stop | DriveResult> {
    if (stop.at === "redirect") {
      this.#settleWith("accepted");
      return this.#end(stop.delivery);
    }
    if (stop.at === "failed")
      return { ...this.#end(stop.error.code === "host-not-allowed" ? { page: "other" } : {}), transport: stop.error };
    if (stop.at === "stuck") return { ...this.#end({ page: "stuck" }), stuck: stop.stuck };
    const { page } = stop;
    this.#driver = page.driver;
    if (page.driver === "browser") this.#shown.push(page.text.slice(0, MOST_SHOWN));
    const rule = await fittingRule(this.#parts.rules, page);
    this.#settleWith(rule && rule === this.#lastRule ? "refused" : page.status >= 400 ? "unknown" : "accepted");
    return rule ? this.#byRule(rule, page) : this.#withoutRule(page);
  }

  async #withoutRule(page: Page): Promise<Stop | DriveResult> {
    const onward = page.onward?.();
    if (onward) {
      this.#hops += 1;
      if (this.#hops <= MOST_HOPS) return onward;
      return this.#stuck(page, {
        because: `the pages lead on without end, at last to "${placeOf(page)}"`,
        key: "pages",
      });
    }
    if (page.status < 400 && page.scripted && this.#parts.toBrowser) return this.#parts.toBrowser(page);
    const name = pageName(page, undefined);
    if (name === "stuck")
      return this.#stuck(page, {
        because: `no page rule fits the page "${placeOf(page)}" (${controlsText(page)})${errorAdvice(page)}`,
        key: "pages",
      });
    await this.#parts.atEnd?.(page);
    return this.#end({ page: name, page_text: pageText(page) });
  }

  async #byRule(rule: PageRule, page: Page): Promise<Stop | DriveResult> {
    if (this.#how.act === "none" || rule.end) return this.#end({ page: rule.name, page_text: pageText(page) });
    const uses = (this.#uses.get(rule) ?? 0) + 1;
    if (uses > 1 && this.#how.act === "wrong" && sendsPassword(rule))
      return this.#end({ page: rule.name, page_text: pageText(page) });
    const lacking = await lackingFields(rule, page);
    if (rule === this.#lastRule && lacking.length > 0 && String(lacking) === String(this.#lacking))
      return this.#stuck(page, {
        because: `the page of the rule "${rule.name}" came back: it has no field "${lacking.join('", "')}" (${controlsText(page)})`,
        key: "pages",
      });
    this.#lacking = lacking;
    if (uses > MOST_USES)
      return this.#stuck(page, {
        because: `the page of the rule "${rule.name}" came back a third time`,
        key: sendsPassword(rule) ? "users" : "pages",
      });
    this.#uses.set(rule, uses);
    try {
      return await this.#act(rule, page);
    } catch (error) {
      if (!(error instanceof Obstacle)) throw error;
      this.#settleWith("unknown");
      if (error.script && this.#parts.toBrowser && page.driver === "http") {
        this.#uses.set(rule, uses - 1);
        return this.#parts.toBrowser(page);
      }
      return this.#stuck(page, {
        because: `the rule "${rule.name}" cannot act on "${placeOf(page)}": ${error.message}`,
        key: error.message.includes("${user.") ? "users" : "pages",
      });
    }
  }

  async #act(rule: PageRule, page: Page): Promise<Stop | DriveResult> {
    const lookup: Lookup = async (kind, name) => {
      if (kind === "page") return page.value(name);
      if (kind === "url") return name === "query" ? new URL(page.url).search.slice(1) : undefined;
      if (kind === "choose") return this.#how.choose?.[name];
      const value = this.#how.user?.[name];
      return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
    };
    const deny = this.#how.act === "deny" ? rule.deny : undefined;
    const refusal = this.#how.act === "deny" ? rule.request?.deny : undefined;
    const refuses = deny !== undefined || refusal !== undefined;
    const action: Action = { fill: {}, press: deny ?? rule.press, has: rule.has };
    if (!refuses) {
      for (const [field, value] of Object.entries(rule.fill ?? {}))
        action.fill[field] = await interpolate(value, lookup);
      for (const [choice, field] of Object.entries(rule.choose ?? {})) {
        const value = this.#how.choose?.[choice];
        if (value !== undefined) action.fill[field] = value;
      }
      if (rule.totp !== undefined) action.fill[rule.totp] = await this.#code();
    }
    const sent = rule.request && (refuses ? refusal && { ...rule.request, ...refusal } : rule.request);
    const request = sent && (await interpolateAll(sent, lookup));
    if (!refuses && sendsPassword(rule) && this.#how.act !== "wrong") {
      const user = this.#how.user?.username ?? "";
      const settle = await this.#parts.attempts.take(`${user}\0${this.#parts.client}`);
      if (!settle)
        return this.#stuck(page, {
          because: `the password of the user "${user}" was refused twice and is not sent again`,
          key: "users",
        });
      this.#settle.push(settle);
    }
    if (deny === undefined && sendsPassword(rule)) this.#how.guess?.();
    const before = this.#parts.exchanges.length;
    const stop = await (request ? page.login(request) : page.act(action));
    if (!refuses && (sendsPassword(rule) || rule.totp !== undefined))
      this.#loginRedirected.push(...redirectsOf(this.#parts.exchanges.slice(before)));
    this.#lastRule = rule;
    this.#acted.push(rule.name);
    if (refuses) this.#denied = true;
    else if (sendsPassword(rule)) this.#tried = true;
    else if (this.#how.act === "deny" && Object.keys(action.fill).length === 0) this.#undeniable = rule.name;
    return stop;
  }

  async #code(): Promise<string> {
    const seed = this.#how.user?.totp;
    if (!seed) throw new Obstacle('there is no value for "${user.totp}"');
    const { code, settle } = await this.#parts.codes.take(seed, this.#codes, this.#how.signal);
    this.#settle.push(settle);
    this.#codes.add(code);
    return code;
  }

  async #stuck(page: Page, trouble: Stuck): Promise<DriveResult> {
    await this.#parts.atEnd?.(page);
    const stuck = await orNeedsHuman(page, trouble, { user: this.#how.user, provider: this.#parts.provider });
    return { ...this.#end({ page: "stuck", page_text: pageText(page) }), stuck };
  }

  #end(result: FrontChannelResult): DriveResult {
    const acted = {
      ...(this.#acted.length > 0 ? { acted: this.#acted } : {}),
      ...(this.#denied ? { refused: true } : {}),
      ...(this.#shown.length > 0 ? { shown: this.#shown } : {}),
    };
    const did = {
      ...(this.#denied ? { denied: true } : {}),
      ...(this.#tried ? { tried: true } : {}),
      ...(this.#undeniable === undefined ? {} : { undeniable: this.#undeniable }),
    };
    const login = this.#loginRedirected.length > 0 ? { login_redirected: this.#loginRedirected } : {};
    return {
      exchanges: this.#parts.exchanges,
      result: { ...result, ...login, ...acted, driver: this.#driver },
      ...did,
    };
  }
}

/** A page without fields that has status 200 is often one that tells of an error, which only its words show. */
function errorAdvice({ controls }: Page): string {
  return controls.fields.length > 0 ? "" : '; if it tells of an error, write a rule "error" with "end: true" for it';
}

/** Fields that a rule fills and that the page does not have. */
async function lackingFields(rule: PageRule, page: Page): Promise<string[]> {
  const lacking = [];
  for (const name of Object.keys(rule.fill ?? {})) if (!(await page.has(name))) lacking.push(name);
  return lacking;
}
