import type { Members } from "../types/suite.js";

/** What a connection offers of TLS, when that is not what Node offers by itself. */
export interface TlsOffer {
  /** Newest version offered. */
  max_version?: "TLSv1.2" | "TLSv1.1" | "TLSv1";
  /** OpenSSL cipher list. */
  ciphers?: string;
  /** That there is a connection at all is what counts, whoever answers. */
  unverified?: true;
}

/** Suites without encryption, and suites without authentication of the server; TLS 1.3 has neither. */
const UNPROTECTED: TlsOffer = { max_version: "TLSv1.2", ciphers: "eNULL:aNULL:@SECLEVEL=0", unverified: true };

/** The offer that a step's `connection` stands for; undefined: the usual one. */
export function tlsOffer(connection: Members): TlsOffer | undefined {
  const newest = connection["max_version"] as TlsOffer["max_version"];
  if (connection["ciphers"] === "unprotected") return { ...UNPROTECTED, ...(newest ? { max_version: newest } : {}) };
  if (newest === undefined) return undefined;
  // OpenSSL leaves versions before 1.2 out of every higher level.
  return newest === "TLSv1.2" ? { max_version: newest } : { max_version: newest, ciphers: "DEFAULT:@SECLEVEL=0" };
}

/** The same URL by plain http: on the port that it names, else on port 80. */
export function plainUrl(url: string): string {
  return url.replace(/^https:/i, "http:");
}
