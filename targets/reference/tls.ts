import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:https";
import type { Server } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SecureVersion } from "node:tls";
import { takePlain } from "./plain.js";
import { makeAuthority } from "../network/certificates.js";

/** How the server does TLS; without members as it should: versions 1.2 and 1.3, a certificate for its own address. */
export type TlsOptions = {
  min_version?: SecureVersion;
  max_version?: SecureVersion;
  /** The host name that the certificate is for. */
  host?: string;
  /** Cipher suites, as OpenSSL lists them. */
  ciphers?: string;
  /** Plain http is answered on the same port as well. */
  plain?: true;
};

const OLD: ReadonlySet<SecureVersion | undefined> = new Set<SecureVersion>(["TLSv1", "TLSv1.1"]);

/** What the given faults and variants want of TLS, the later ones above the earlier; undefined: plain http will do. */
export function tlsOf(faults: { tls?: true | TlsOptions }[]): TlsOptions | undefined {
  const wanted = faults.flatMap(({ tls }) => (tls === undefined ? [] : [tls === true ? {} : tls]));
  return wanted.length === 0 ? undefined : Object.assign({}, ...wanted);
}

/** A server with a certificate of its own, and whom to trust for it. */
export function secureServer(host: string, options: TlsOptions): { server: Server; ca: string } {
  const { max_version: newest, min_version: oldest = OLD.has(newest) ? newest : undefined } = options;
  const authority = makeAuthority("Reference server");
  const { cert, key } = authority.issue(options.host === undefined ? [host, "localhost"] : [options.host]);
  const server = createServer({
    cert,
    key,
    keepAliveTimeout: 60_000,
    ...(oldest === undefined ? {} : { minVersion: oldest }),
    ...(newest === undefined ? {} : { maxVersion: newest }),
    // OpenSSL leaves the hashes of versions before 1.2 out of every higher level.
    ...(OLD.has(oldest) ? { ciphers: "DEFAULT:@SECLEVEL=0" } : {}),
    ...(options.ciphers === undefined ? {} : { ciphers: options.ciphers }),
  });
  if (options.plain) takePlain(server);
  return { server, ca: authority.cert };
}

/** A file for those who want one, until it is removed. */
export function temporaryFile(name: string, content: string): { path: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), "assay-reference-"));
  const path = join(folder, name);
  writeFileSync(path, content);
  return { path, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
