import { setTimeout as sleep } from "node:timers/promises";
import type { Brake, Exchange, HttpResponse } from "../types/evidence.js";
import { isLoopback } from "./hosts.js";
import { retryAfterMs } from "./rate.js";
import type { Http } from "./types.js";

/** How long is waited where the server does not say: a server on this machine needs no more than a moment. */
const WAITS_MS = [1000, 2000, 4000];
const LOOPBACK_WAITS_MS = [100, 200, 400];
/** All that one request waits, whatever the server says: a run has to end. */
const PATIENCE_MS = 60_000;
/** A place that braked so many requests in a row to the end is not waited for again until it answers one. */
const ENOUGH = 2;

/** 429 (RFC 6585 section 4) and 503 (RFC 9110 section 15.6.4): whoever sends them has not looked at what was asked. */
export function isBrake(status: number): boolean {
  return status === 429 || status === 503;
}

/**
 * The same HTTP client, which takes a brake for what it is: it waits, as long as Retry-After says, and asks again, three
 * times at most. Every brake is kept in the exchange. One that does not end is its answer.
 */
export function askingAgain(http: Http, signal: AbortSignal): Http {
  const given = new Map<string, number>();
  return {
    allow: (host) => http.allow(host),
    allows: (url) => http.allows(url),
    close: () => http.close(),
    async send(request, per = {}) {
      let exchange = await http.send(request, per);
      if (per.wantsBrake || per.part || !exchange.response) return exchange;
      const place = request.url.split(/[?#]/)[0] ?? request.url;
      const braked: Brake[] = [];
      while (exchange.response && isBrake(exchange.response.status) && (given.get(place) ?? 0) < ENOUGH) {
        const brake = brakeOf(exchange.response, braked, request.url);
        if (!brake || !(await waited(brake.waited_ms, AbortSignal.any([signal, ...(per.signal ? [per.signal] : [])]))))
          break;
        braked.push(brake);
        if (per.once && !saysWhen(brake)) break;
        const { retried } = exchange;
        exchange = await http.send(request, per);
        // That the first try was lost counts, whatever the second got.
        if (retried) exchange = { ...exchange, retried };
      }
      if (!exchange.response || !isBrake(exchange.response.status)) given.delete(place);
      else given.set(place, (given.get(place) ?? 0) + 1);
      return braked.length > 0 ? ({ ...exchange, braked } satisfies Exchange) : exchange;
    },
  };
}

/** A 429 was sent before anything was done, and so was a 503 that says when to come back. */
export function saysWhen({ status, retry_after_ms }: Brake): boolean {
  return status === 429 || retry_after_ms !== undefined;
}

/** Undefined when there is no more patience. */
function brakeOf({ status, headers }: HttpResponse, before: readonly Brake[], url: string): Brake | undefined {
  const stated = retryAfterMs(headers["retry-after"]?.[0]);
  const usual = (isLoopback(new URL(url).hostname) ? LOOPBACK_WAITS_MS : WAITS_MS)[before.length];
  const spent = before.reduce((sum, { waited_ms }) => sum + waited_ms, 0);
  if (usual === undefined) return undefined;
  const wait = stated ?? usual;
  if (spent + wait > PATIENCE_MS) return undefined;
  return { status, ...(stated === undefined ? {} : { retry_after_ms: stated }), waited_ms: wait };
}

async function waited(ms: number, signal: AbortSignal): Promise<boolean> {
  try {
    await sleep(ms, undefined, { signal });
    return true;
  } catch {
    return false;
  }
}
