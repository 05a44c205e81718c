/** `compare.html`: one file without a network, like a report's page and made of its parts. */
import type { Evidence, Report } from "../../../engine/types/report.js";
import { markup } from "../../html/markup.js";
import { page } from "../../html/page.js";
import { STYLE_DETAILS } from "../../html/style-details.js";
import { STYLE } from "../../html/style.js";
import type { Comparison } from "../model.js";
import { titleOf } from "../words.js";
import { cellData, dataScript } from "./cell.js";
import { CLIENT } from "./client.js";
import { features, footer, header, inShort, profiles } from "./head.js";
import { matrix } from "./matrix.js";
import { STYLE_COMPARISON } from "./style.js";

export const drawHtml = (comparison: Comparison, reports: readonly Report[], evidence: readonly Evidence[]): string =>
  page({
    title: `${titleOf(comparison)}: Assay`,
    style: STYLE + STYLE_DETAILS + STYLE_COMPARISON,
    script: CLIENT,
    body: markup`<a class="skip" href="#matrix">Skip to the rules</a>
${header(comparison)}
<main>
${inShort(comparison)}
${profiles(comparison)}
${features(comparison)}
${matrix(comparison)}
</main>
${footer(comparison)}
${dataScript(cellData(comparison, reports, evidence))}`,
  });
