import type { Http } from "../http/http.js";
import type { Exchange, TransportError } from "../types/evidence.js";

/** After this many failures in a row an endpoint is not asked again: each would cost a whole deadline. */
const ENOUGH = 2;
const SILENT = new Set(["timeout", "unreachable", "dns"]);

/** An endpoint that does not answer, said once for the run. */
export interface Silence {
  url: string;
  error: TransportError;
}

/**
 * The same HTTP client, which stops asking an endpoint that has not answered several times in a row.
 * What would have been sent is kept in the exchange, with the error that the endpoint gave before.
 */
export function givingUpOnSilence(http: Http, onSilence: (silence: Silence) => void): Http {
  const failures = new Map<string, number>();
  const silent = new Map<string, TransportError>();
  return {
    allow: (host) => http.allow(host),
    allows: (url) => http.allows(url),
    close: () => http.close(),
    async send(request, per) {
      if (per?.tried) return http.send(request, per);
      const place = request.url.split(/[?#]/)[0] ?? request.url;
      const known = silent.get(place);
      if (known) return { at: new Date().toISOString(), duration_ms: 0, request, error: known } satisfies Exchange;
      const exchange = await http.send(request, per);
      const { error } = exchange;
      if (!error || !SILENT.has(error.code)) failures.delete(place);
      else {
        const count = (failures.get(place) ?? 0) + 1;
        failures.set(place, count);
        if (count >= ENOUGH && !silent.has(place)) {
          const final = {
            ...error,
            message: `"${place}" did not answer ${ENOUGH} times and is not asked again: ${error.message}`,
          };
          silent.set(place, final);
          onSilence({ url: place, error: final });
        }
      }
      return exchange;
    },
  };
}
