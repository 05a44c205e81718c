import type { Exchange, Observation } from "../../types/evidence.js";
import { networkTrouble } from "../network-trouble.js";
import type { Examination, Patient, Said } from "../types.js";

/** The name resolves, somebody listens, the proxy lets us through, the certificate is trusted. */
export const examination: Examination = {
  after: ["variables"],
  needsServer: false,
  *examine(patient) {
    const { provider } = patient;
    const exchange = firstExchange(patient);
    if (!exchange) return;
    const { error, request } = exchange;
    const { host, protocol } = new URL(request.url);
    const trouble = error && networkTrouble(provider, request.url, error);
    const secure = error?.code.startsWith("tls-") === true;
    if (trouble && !secure) yield { subject: "network", ok: "bad", ...trouble, exchange };
    else yield { subject: "network", ok: "good", message: `"${host}" answers${route(patient)}` };
    if (trouble && secure) yield { subject: "TLS", ok: "bad", ...trouble, exchange };
    else if (!error) yield tls(patient, host, protocol);
  },
};

function route({ provider: { network } }: Patient): string {
  if (!network.proxy) return "";
  return ` through the proxy "${URL.canParse(network.proxy) ? new URL(network.proxy).host : "?"}"`;
}

function tls({ provider }: Patient, host: string, protocol: string): Said {
  if (protocol === "http:") return { subject: "TLS", ok: "good", message: "plain http, as the issuer says" };
  const own = provider.network.ca === undefined ? "" : " (network.ca is among the authorities)";
  return { subject: "TLS", ok: "good", message: `the certificate of "${host}" is valid and trusted${own}` };
}

/** The first thing that was asked of the server. */
export function firstExchange({ records }: Patient): Exchange | undefined {
  const first = records.find(
    (one): one is Extract<typeof one, { type: "observation" }> =>
      one.type === "observation" && one.check === "discovery",
  );
  return (first as Observation | undefined)?.exchanges[0];
}
