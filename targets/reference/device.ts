import type { Context, Provider } from "oidc-provider";
import { prefill } from "./device-pages.js";

/** Seconds between two polls. */
const INTERVAL = 1;
// Timers and clocks differ a little: who waits the interval is never too fast.
const TOO_FAST_MS = INTERVAL * 1000 - 100;
const LIMIT = 10_000;

/**
 * What RFC 8628 has and the package leaves out: an interval in the device authorization response, `slow_down` for a
 * client that polls faster, and a link that fills in the user code without script.
 */
export function addDevicePacing(provider: Provider): void {
  const polled = new Map<string, number>();

  function isTooFast(deviceCode: string): boolean {
    const now = Date.now();
    const before = polled.get(deviceCode);
    polled.delete(deviceCode);
    polled.set(deviceCode, now);
    const oldest = polled.keys().next().value;
    if (polled.size > LIMIT && oldest !== undefined) polled.delete(oldest);
    return before !== undefined && now - before < TOO_FAST_MS;
  }

  provider.use(async (context, next) => {
    fillInCode(context);
    await next();
    const body = context.body as Record<string, unknown>;
    if (context.oidc?.route === "device_authorization" && context.status === 200) body["interval"] = INTERVAL;
    if (context.oidc?.route !== "token" || body?.["error"] !== "authorization_pending") return;
    if (isTooFast(String(context.oidc.params["device_code"]))) {
      context.body = { error: "slow_down", error_description: `the interval is ${INTERVAL} s` };
    }
  });
}

// With the code in the query the package sends a page whose script posts it at once.
function fillInCode(context: Context): void {
  const { user_code: code } = context.query;
  if (context.method !== "GET" || context.path !== "/device" || typeof code !== "string") return;
  prefill(context, code);
  context.querystring = "";
}
