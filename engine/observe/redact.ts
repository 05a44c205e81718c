import type { Exchange, Headers } from "../types/evidence.js";
import { MARKER, type Vault } from "./vault.js";
import { cannotHide } from "./vault-words.js";

export { harvest, harvestParameters } from "./redact-harvest.js";

/**
 * The exchange as it may be written: every secret of the vault replaced in URL, headers, bodies and error messages.
 * Call `harvest` for all exchanges of the step first.
 */
export function redactExchange(exchange: Exchange, vault: Vault): Exchange {
  const { request, response, error, retried } = exchange;
  return {
    ...exchange,
    request: {
      ...request,
      url: vault.redact(request.url),
      headers: redactHeaders(request.headers, vault),
      ...(request.body === undefined ? {} : { body: vault.redact(hideWeakParameters(request.body)) }),
    },
    ...(response
      ? {
          response: { ...response, headers: redactHeaders(response.headers, vault), body: vault.redact(response.body) },
        }
      : {}),
    ...(error ? { error: { ...error, message: vault.redact(error.message) } } : {}),
    ...(retried ? { retried: { ...retried, message: vault.redact(retried.message) } } : {}),
  };
}

function redactHeaders(headers: Headers, vault: Vault): Headers {
  return Object.fromEntries(
    Object.entries(headers).map(([name, values]) => {
      const basic = name.toLowerCase() === "authorization";
      return [vault.redact(name), values.map((value) => vault.redact(basic ? hideWeakBasic(value) : value))];
    }),
  );
}

/** Passwords like "password" cannot be hidden by value, so they are hidden where they stand. */
function hideWeakParameters(body: string): string {
  return body.replace(/(^|&)(password|client_secret)=([^&]+)/g, (whole, before: string, name: string, value: string) =>
    cannotHide(formDecoded(value)) ? `${before}${name}=${MARKER}` : whole,
  );
}

function hideWeakBasic(header: string): string {
  const basic = /^(basic +)([A-Za-z0-9+/=_-]+)$/i.exec(header);
  if (!basic) return header;
  const [user = "", ...rest] = Buffer.from(basic[2] ?? "", "base64")
    .toString("utf8")
    .split(":");
  const password = rest.join(":");
  if (password === "" || !cannotHide(formDecoded(password))) return header;
  return `${basic[1]}${Buffer.from(`${user}:${MARKER}`).toString("base64")}`;
}

function formDecoded(value: string): string {
  return new URLSearchParams(`v=${value.replaceAll("&", "%26")}`).get("v") ?? value;
}
