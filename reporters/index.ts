/** Report formats by name. A new one is a file beside this one and a line in `REPORTERS`. */
import type { Reporter } from "./reporter.js";

import { badge } from "./badge.js";
import { csv } from "./csv.js";
import { github, githubSummary } from "./github/index.js";
import { html } from "./html/index.js";
import { json } from "./json.js";
import { junit } from "./junit.js";
import { markdown } from "./markdown/index.js";
import { sarif } from "./sarif/index.js";
import { terminal } from "./terminal/index.js";

export { filesOf, type RenderOptions, type Reporter, type ReportFile } from "./reporter.js";
export { createProgress, type Progress, type ProgressEvent } from "./progress.js";

export { confirmationText, deviationsText } from "./model/words.js";

export const REPORTERS: Record<string, Reporter> = {
  terminal,
  html,
  junit,
  json,
  markdown,
  sarif,
  github,
  "github-summary": githubSummary,
  csv,
  badge,
};
