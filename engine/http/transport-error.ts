import type { TransportCode, TransportError } from "../types/evidence.js";
import { AbortedError, DeadlineError, ProxyError, TooLargeError } from "./failures.js";

/** What is known about the attempt besides the error itself. */
export interface FailedAttempt {
  /** `host:port` as the request named it. */
  host: string;
  /** A client certificate was offered. */
  certificate: boolean;
  /** The certificate is one client's own, not the one of `network`. */
  own_certificate: boolean;
  /** `network.resolve` maps this host. */
  resolved: boolean;
  /** Host of the proxy that the connection goes to, when plain HTTP is forwarded by one. */
  forwarder?: string;
}

const NO_NAME = ["ENOTFOUND", "EAI_AGAIN", "EAI_FAIL"];
const UNREACHABLE = [
  "ECONNREFUSED",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EHOSTDOWN",
  "EADDRNOTAVAIL",
  "ETIMEDOUT",
  "UND_ERR_CONNECT_TIMEOUT",
];
const RESET = ["ECONNRESET", "EPIPE", "ECONNABORTED", "UND_ERR_SOCKET"];
const UNKNOWN_ISSUER = [
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "CERT_SIGNATURE_FAILURE",
  "CERT_UNTRUSTED",
  "INVALID_CA",
];
/** TLS alerts that speak about the certificate we did or did not send (RFC 8446 section 6.2). */
const CLIENT_CERTIFICATE =
  /ALERT_(CERTIFICATE_REQUIRED|BAD_CERTIFICATE|UNSUPPORTED_CERTIFICATE|CERTIFICATE_REVOKED|CERTIFICATE_EXPIRED|CERTIFICATE_UNKNOWN|UNKNOWN_CA|ACCESS_DENIED)/;

function codeOf(error: Error): string {
  return "code" in error && typeof error.code === "string" ? error.code : "";
}

/** Connecting to several addresses fails with an AggregateError; the last one tells most. */
function cause(error: Error): Error {
  if (error instanceof AggregateError) {
    const last: unknown = error.errors.at(-1);
    if (last instanceof Error) return last;
  }
  return error;
}

function make(code: TransportCode, message: string, key?: string): TransportError {
  return key === undefined ? { code, message } : { code, message, key };
}

function tls(code: string, message: string, at: FailedAttempt): TransportError | undefined {
  const host = `"${at.host}"`;
  if (UNKNOWN_ISSUER.includes(code))
    return make(
      "tls-untrusted",
      `the certificate of ${host} is signed by an authority that is not trusted (${code}); name its CA file`,
      "network.ca",
    );
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID")
    return make(
      "tls-untrusted",
      `the certificate of ${host} is made out to another name: ${message}`,
      at.resolved ? "network.resolve" : "issuer",
    );
  if (code.startsWith("CERT_") || code === "HOSTNAME_MISMATCH")
    return make("tls-untrusted", `the certificate of ${host} is not valid (${code})`);
  if (CLIENT_CERTIFICATE.test(code)) {
    const said = at.certificate ? "refused the client certificate" : "demands a client certificate";
    return make(
      "tls-client-certificate",
      `${host} ${said} (${code})`,
      at.own_certificate ? "clients[].certificate" : "network.client_certificate",
    );
  }
  if (code.startsWith("ERR_SSL_") || code === "EPROTO")
    return make(
      "tls-refused",
      `no TLS connection with ${host}: ${code}`,
      code.includes("HANDSHAKE_FAILURE") && !at.certificate ? "network.client_certificate" : undefined,
    );
  return undefined;
}

function proxy(error: ProxyError): TransportError {
  return make(error.status === 407 ? "proxy-authentication" : "proxy", error.message, "network.proxy");
}

/**
 * Says what went wrong before or while an answer came, in words that name the host, and the provider-file key that
 * would mend it.
 */
export function transportError(thrown: Error, at: FailedAttempt): TransportError {
  const error = cause(thrown);
  const host = `"${at.host}"`;
  if (error instanceof ProxyError) return proxy(error);
  if (error instanceof TooLargeError)
    return make("too-large", `the answer of ${host} is larger than ${error.limit} bytes`, "network.max_body");
  if (error instanceof AbortedError) return make("aborted", `the request to ${host} was aborted: ${error.message}`);
  if (error instanceof DeadlineError) {
    if (error.connected)
      return make("timeout", `no complete answer from ${host} within ${error.ms} ms`, "network.timeout");
    return make(
      "unreachable",
      `no connection to ${host} within ${error.ms} ms`,
      at.resolved ? "network.resolve" : "network.proxy",
    );
  }
  const code = codeOf(error);
  if (at.forwarder !== undefined && (NO_NAME.includes(code) || UNREACHABLE.includes(code)))
    return make("proxy", `cannot use the proxy "${at.forwarder}": ${code}`, "network.proxy");
  if (NO_NAME.includes(code)) return make("dns", `the name of ${host} does not resolve (${code})`, "network.resolve");
  if (UNREACHABLE.includes(code))
    return make(
      "unreachable",
      `cannot connect to ${host} (${code})`,
      at.resolved ? "network.resolve" : code === "ECONNREFUSED" ? "issuer" : "network.proxy",
    );
  if (code === "ECONNRESET" && error.message.includes("before secure TLS"))
    return make("tls-refused", `${host} closed the connection during the TLS handshake`);
  const secure = tls(code, error.message, at);
  if (secure) return secure;
  if (RESET.includes(code)) return make("reset", `${host} closed the connection before its answer was complete`);
  if (code === "UND_ERR_HEADERS_OVERFLOW")
    return make("too-large", `the header fields of ${host} are larger than the limit`);
  return make("invalid-response", `the answer of ${host} is not valid HTTP: ${error.message}${code && ` (${code})`}`);
}

/**
 * Errors that a second try on a new connection may overcome.
 * @param once the request must not arrive twice: a connection that breaks may have carried it
 */
export function worthRetrying(error: TransportError, once: boolean): boolean {
  return (
    (error.code === "reset" && !once) ||
    error.code === "unreachable" ||
    (error.code === "tls-refused" && error.message.includes("closed the connection"))
  );
}
