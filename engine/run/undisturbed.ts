import { saysWhen } from "../http/brake.js";
import type { EvidenceRecord, Exchange } from "../types/evidence.js";
import type { Json, Members, Step } from "../types/suite.js";
import type { RunContext } from "./context.js";

/** How often the same steps are begun in all; fewer times where they get no answer again and again: it may be meant. */
const MOST = 10;
const MOST_BROKEN = 5;

export interface Disturbance {
  because: string;
  /** A request got no answer at all. */
  broken: boolean;
}

/** What went wrong between us and the server, by the check, control or session whose steps met it. */
export interface Disturbances {
  note(record: EvidenceRecord): void;
  add(check: string, met: Disturbance): void;
  /** The worst one since it was taken. */
  of(check: string): Disturbance | undefined;
  /** The same; it is forgotten. */
  take(check: string): Disturbance | undefined;
}

export function openDisturbances(): Disturbances {
  const met = new Map<string, Disturbance>();
  const add = (check: string, one: Disturbance): unknown => met.get(check)?.broken || met.set(check, one);
  return {
    add,
    of: (check) => met.get(check),
    note(record) {
      if (record.type !== "observation") return;
      for (const exchange of record.exchanges) {
        const what = disturbance(exchange);
        if (!what) continue;
        const because = `${exchange.request.method} ${placeOf(exchange)}: ${what}`;
        add(record.check, { because, broken: exchange.error !== undefined });
      }
    },
    take(check) {
      const what = met.get(check);
      met.delete(check);
      return what;
    },
  };
}

/**
 * After these nobody knows whether the server did what it was asked: a code may be spent, a grant given, and only the
 * answer got lost. A 429, and a 503 that says when to come back, was sent before anything was done; so was a connection
 * refused.
 */
function disturbance({ retried, error, braked = [] }: Exchange): string | undefined {
  const lost = [retried, error].find((one) => one?.code === "reset");
  if (lost) return lost.message;
  return braked.every(saysWhen) ? undefined : "503 without Retry-After";
}

function placeOf({ request }: Exchange): string {
  return request.url.split(/[?#]/)[0] ?? request.url;
}

/**
 * Does steps from the beginning once more when something between us and the server went wrong in them, whatever they came
 * to: what is judged has to be the server and not the weather. The last time counts. A wrong password that was sent as
 * often as it may be is not sent again: then the first time counts.
 */
export async function undisturbed<T>(
  run: Pick<RunContext, "disturbances" | "guesses" | "record" | "signal">,
  check: string,
  once: () => Promise<T>,
): Promise<T> {
  let broken = 0;
  for (let count = 1; ; count++) {
    const result = await once();
    const met = run.disturbances.take(check);
    broken = met?.broken ? broken + 1 : 0;
    if (!met || run.signal.aborted || run.guesses.refusal(check, "user") || count >= MOST || broken >= MOST_BROKEN)
      return result;
    run.record({ type: "again", check, because: met.because });
  }
}

/** Whether a check is after a broken connection, so that one is no disturbance of it. */
export function wantsBreak(steps: readonly Step[]): boolean {
  return steps.some(
    (step) =>
      step.options["connection"] !== undefined || step.expect.some(({ matchers }) => names(matchers, "transport")),
  );
}

function names(value: Json | undefined, key: string): boolean {
  if (Array.isArray(value)) return value.some((one) => names(one, key));
  if (value === null || typeof value !== "object") return false;
  return Object.entries(value).some(([name, inner]) => name === key || names(inner, key));
}

/**
 * Whether a check is after a 429 or 503: its matchers name one as what they want, as the judge reads them, neither beside
 * a success nor as any error of the server's.
 */
export function wantsBrake(steps: readonly Step[]): boolean {
  const polled = ({ options }: Step): Members | undefined =>
    (options["poll"] as Members | undefined)?.["while"] as Members | undefined;
  return steps.some((step) => [polled(step) ?? {}, ...step.expect.map(({ matchers }) => matchers)].some(namesBrake));
}

function namesBrake(matchers: Members): boolean {
  const alternatives = (matchers["any"] ?? []) as Members[];
  return isAfterBrake([matchers["status"] ?? []].flat()) || alternatives.some(namesBrake);
}

function isAfterBrake(statuses: Json[]): boolean {
  const has = (fits: (status: number) => boolean): boolean => statuses.map(Number).some(fits);
  return has((one) => one === 429 || one === 503) && !has((one) => (one >= 200 && one < 300) || one === 500);
}
