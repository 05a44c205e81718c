/**
 * `report.markup`: one file that needs no network and trusts nothing in it but its own script and style, whose
 * hashes are the whole of its Content-Security-Policy.
 */
import { createHash } from "node:crypto";
import type { Reporter } from "../reporter.js";
import { read } from "../model/reading.js";
import { checks, sharedExchanges } from "./checks.js";
import { CLIENT } from "./client.js";
import { Exchanges } from "./exchange.js";
import { filters } from "./filters.js";
import { markup, Markup } from "./markup.js";
import { documentation } from "./documentation.js";
import { providerName } from "../model/words.js";
import { requirements } from "./requirements.js";
import { STYLE_DETAILS } from "./style-details.js";
import { STYLE } from "./style.js";
import { footer, header, summary } from "./summary.js";

const CSS = STYLE + STYLE_DETAILS;
const hash = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
const POLICY = `default-src 'none'; style-src ${hash(CSS)}; script-src ${hash(CLIENT)}; base-uri 'none'; form-action 'none'`;

export const html: Reporter = {
  file: "report.html",
  render(report, evidence, options = {}) {
    const reading = read(report);
    const exchanges = new Exchanges(report, evidence);
    const context = { report, reading, exchanges, options };
    // The policy's quotes are our own; every other value goes through the escaping template.
    return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${new Markup(POLICY)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${providerName(report.provider)}: Assay conformance report</title>
<style>${new Markup(CSS)}</style>
</head>
<body>
<a class="skip" href="#verdicts">Skip to the verdicts</a>
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
${footer(report)}
<script>${new Markup(CLIENT)}</script>
</body>
</html>
`.text;
  },
};
