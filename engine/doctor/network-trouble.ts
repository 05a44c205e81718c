import type { TransportError } from "../types/evidence.js";
import type { Provider } from "../types/provider.js";
import type { Trouble } from "./types.js";

type Explain = (
  error: TransportError,
  at: { provider: Provider; url: URL; address: string },
) => Omit<Trouble, "message">;

/** What each failure of the network says about the provider file; `address` is the key that names the host. */
const CAUSES: Record<TransportError["code"], Explain> = {
  dns: (_, { address }) => ({
    key: address,
    also: ["network.proxy", "network.resolve"],
    hint: "look for a slip in the host name; inside a company network the name may resolve only at the proxy",
  }),
  unreachable: ({ key }, { address }) =>
    key === "network.resolve" || key === "network.proxy"
      ? { key, also: [address], hint: "is there a firewall between here and there, or a proxy to go through?" }
      : { key: address, also: ["network.proxy"], hint: "does the server run, and is the port right?" },
  timeout: () => ({
    key: "network.timeout",
    hint: "the connection stands, so the address is right: give the server more seconds, or ask why it is slow",
  }),
  reset: (_, { address, url }) => ({
    key: address,
    also: ["network.proxy"],
    hint:
      url.protocol === "http:"
        ? "is it an https address?"
        : "something on the way hangs up: a firewall, a proxy, a server that wants a client certificate",
  }),
  "tls-refused": ({ key }, { address }) =>
    key
      ? { key, also: [address], hint: "a server that wants a client certificate may refuse the handshake like this" }
      : {
          key: address,
          also: ["network.proxy"],
          hint: "does the server speak TLS on this port, or is it an http address?",
        },
  "tls-untrusted": ({ key, message }, { address, url }) => {
    if (key === "network.ca")
      return {
        key,
        hint: `put the authority's certificate (PEM) beside the provider file and name it: network: { ca: ca.pem }; openssl s_client -connect ${hostOf(url)} -showcerts shows who signed`,
      };
    if (key)
      return {
        key: key === "issuer" ? address : key,
        also: ["network.resolve"],
        hint: "use the name that the certificate is for; to reach it at another address, say so under network.resolve",
      };
    return {
      hint: /EXPIRED|NOT_YET/.test(message)
        ? "no key of the file mends this: the server's certificate must be renewed, or this machine's clock is wrong"
        : "no key of the file mends this: the certificate itself must be replaced",
    };
  },
  "tls-client-certificate": ({ key }) => ({
    key: key ?? "network.client_certificate",
    also: ["network.key"],
    hint: "the server wants to see a certificate: name its PEM file, and that of its key under network.key",
  }),
  proxy: (_, { provider, address }) => ({ key: "network.proxy", also: [address], hint: proxyHint(provider) }),
  "proxy-authentication": (_, { provider }) => ({
    key: "network.proxy",
    hint: `what is no letter or digit in them is percent-encoded, @ as %40; ${proxyHint(provider)}`,
  }),
  "too-large": () => ({ key: "network.max_body" }),
  "host-not-allowed": () => ({
    key: "network.hosts",
    hint: "requests go only to the hosts of the endpoints; list this one if it belongs to the login",
  }),
  "invalid-response": (_, { address }) => ({ key: address, hint: "does an HTTP server listen on this port?" }),
  aborted: () => ({}),
};

function proxyHint({ network }: Provider): string {
  return network.proxy === undefined
    ? "the file names no proxy, so it is that of HTTPS_PROXY or HTTP_PROXY; NO_PROXY lists hosts that need none"
    : "take the key out if the server is reached without one";
}

const hostOf = (url: URL): string => `${url.hostname}:${url.port || "443"}`;

/** Why there was no answer, and the provider-file key that would mend it. */
export function networkTrouble(provider: Provider, url: string, error: TransportError): Trouble {
  const target = new URL(url);
  return {
    message: error.message,
    ...CAUSES[error.code](error, { provider, url: target, address: addressKey(provider, target) }),
  };
}

/** The key that names the host of a URL; one that is only in the metadata is overridden under `endpoints`. */
function addressKey({ issuer, endpoints }: Provider, url: URL): string {
  if (URL.canParse(issuer) && new URL(issuer).host === url.host) return "issuer";
  const named = Object.entries(endpoints).find(([, text]) => URL.canParse(text) && new URL(text).host === url.host);
  return named ? `endpoints.${named[0]}` : "endpoints";
}
