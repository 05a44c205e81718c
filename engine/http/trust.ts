import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import type { SecureContext } from "node:tls";
import { createSecureContext, rootCertificates } from "node:tls";
import type { TlsOffer } from "../request/connection.js";
import type { Network } from "../types/provider.js";
import { readPem, usePem } from "./pem-file.js";

/** Files of a client certificate and its key; `keys` are the provider-file keys that name them. */
export interface CertificateFiles {
  certificate: string;
  key?: string;
  keys: { certificate: string; key: string };
}

/** Versions that Node does not offer unless told to. */
const OLD: ReadonlySet<string> = new Set(["TLSv1", "TLSv1.1"]);

/** With a list of our own, Node no longer reads this variable itself. */
function extraRoots(env: NodeJS.ProcessEnv): string[] {
  const file = env["NODE_EXTRA_CA_CERTS"];
  if (!file) return [];
  try {
    return [readFileSync(file, "utf8")];
  } catch {
    return [];
  }
}

/** Whom we trust and with what certificate we show ourselves, as `network` and the clients state it. */
export class Trust {
  readonly #folder: string;
  readonly #roots: string[] | undefined;

  /** @throws AssayError when `network.ca` cannot be used */
  constructor(network: Network, folder: string, env: NodeJS.ProcessEnv) {
    this.#folder = folder;
    const { ca } = network;
    if (ca === undefined) return;
    const pem = readPem(folder, ca, "network.ca");
    usePem(ca, "network.ca", () => new X509Certificate(pem));
    this.#roots = [...rootCertificates, ...extraRoots(env), pem];
  }

  /**
   * TLS settings: the default roots and `network.ca`, the client certificate when there is one, and what is offered
   * otherwise than usual.
   *
   * @throws AssayError when a file of the certificate cannot be used
   */
  context(files?: CertificateFiles, tls: TlsOffer = {}): SecureContext {
    const { max_version: newest, ciphers } = tls;
    const ca = this.#roots;
    const offer = {
      ca,
      ...(newest === undefined ? {} : { maxVersion: newest, ...(OLD.has(newest) ? { minVersion: newest } : {}) }),
      ...(ciphers === undefined ? {} : { ciphers }),
    };
    if (!files) return createSecureContext(offer);
    const cert = readPem(this.#folder, files.certificate, files.keys.certificate);
    const key = files.key === undefined ? cert : readPem(this.#folder, files.key, files.keys.key);
    return usePem(
      files.key ?? files.certificate,
      files.key === undefined ? files.keys.certificate : files.keys.key,
      () => createSecureContext({ ...offer, cert, key }),
    );
  }
}
