/** The proxy refused or could not serve the request; `status` is its answer, if it gave one. */
export class ProxyError extends Error {
  override name = "ProxyError";
  readonly status: number | undefined;

  constructor(message: string, status?: number, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
  }
}

/** The body, as received or decompressed, went over the limit. */
export class TooLargeError extends Error {
  override name = "TooLargeError";
  readonly limit: number;

  constructor(limit: number) {
    super(`larger than ${limit} bytes`);
    this.limit = limit;
  }
}

/** The whole exchange took longer than it may. */
export class DeadlineError extends Error {
  override name = "DeadlineError";
  readonly ms: number;
  readonly connected: boolean;

  constructor(ms: number, connected: boolean) {
    super(`no answer within ${ms} ms`);
    this.ms = ms;
    this.connected = connected;
  }
}

/** The caller gave up. */
export class AbortedError extends Error {
  override name = "AbortedError";
}
