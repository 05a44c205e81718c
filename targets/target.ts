/** A server that was started on loopback: where it is, what a provider file needs to use it, and how to end it. */
export type Target = {
  issuer: string;
  /** `ASSAY_REFERENCE_*` variables, for `${env:...}` and `${secret:...}` in a provider file. */
  env: Record<string, string>;
  /** PEM text of the authority behind the server's certificate, when it does TLS. */
  ca?: string;
  /** How many HTTP requests it has received so far. */
  requests(): number;
  stop(): Promise<void>;
};
