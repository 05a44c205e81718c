/** Report formats by name. A new one is a file beside this one and a line in `REPORTERS`. */
import type { Reporter } from "./reporter.js";

import { html } from "./html/index.js";
import { json } from "./json.js";
import { junit } from "./junit.js";
import { terminal } from "./terminal/index.js";

export type { RenderOptions, Reporter } from "./reporter.js";
export { createProgress, type Progress, type ProgressEvent } from "./progress.js";

export { deviationsText } from "./model/words.js";

export const REPORTERS: Record<string, Reporter> = { terminal, html, junit, json };
