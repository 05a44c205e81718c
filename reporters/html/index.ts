/** `report.html`: a page of its own, see `page.ts`. */
import type { Reporter } from "../reporter.js";
import { read } from "../model/reading.js";
import { checks, sharedExchanges } from "./checks.js";
import { CLIENT } from "./client.js";
import { Exchanges } from "./exchange.js";
import { filters } from "./filters.js";
import { markup } from "./markup.js";
import { page } from "./page.js";
import { documentation } from "./documentation.js";
import { providerName } from "../model/words.js";
import { requirements } from "./requirements.js";
import { STYLE_DETAILS } from "./style-details.js";
import { STYLE } from "./style.js";
import { footer, header, summary } from "./summary.js";

export const html: Reporter = {
  file: "report.html",
  render(report, evidence, options = {}) {
    const reading = read(report);
    const exchanges = new Exchanges(report, evidence);
    const context = { report, reading, exchanges, options };
    return page({
      title: `${providerName(report.provider)}: Assay conformance report`,
      style: STYLE + STYLE_DETAILS,
      script: CLIENT,
      body: markup`<a class="skip" href="#verdicts">Skip to the verdicts</a>
${header(report)}
<main>
${summary(report, reading, exchanges)}
${documentation(report)}
<div id="verdicts">
${filters(report)}
${checks(context)}
${requirements(report)}
</div>
${sharedExchanges(exchanges)}
</main>
${footer(report)}`,
    });
  },
};
