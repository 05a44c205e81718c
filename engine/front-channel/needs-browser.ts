import type { Exchange } from "../types/evidence.js";

/** A page needs script and no Chromium can be started; the checks that need it are blocked (`needs-browser`). */
export class NeedsBrowser extends Error {
  override name = "NeedsBrowser";
  readonly code = "needs-browser";
  /** What was seen until then. */
  exchanges: Exchange[] = [];

  constructor(why: string, options?: ErrorOptions) {
    super(
      `${why}; install Chromium (npx playwright install chromium, or the package of your system) or name one in ASSAY_CHROMIUM`,
      options,
    );
  }
}
