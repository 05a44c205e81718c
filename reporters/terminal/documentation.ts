/** The vendor's documentation as the second yardstick of the terminal report. */
import { againstWords, contradicting } from "../model/documentation.js";
import { DOCUMENTATION_VERDICT, plural, promisesKept } from "../model/words.js";
import { type Drawing, STYLE } from "./blocks.js";

export const documentation = ({ page, report }: Drawing): void => {
  const found = report.documentation;
  if (!found) return;
  const { word, sign, outcome } = DOCUMENTATION_VERDICT[found.verdict];
  page.heading("Documentation", "what the vendor promises; no part of a profile's verdict", "dim");
  page.line(2, { text: `${sign} ${word.toUpperCase()}`, style: STYLE[outcome] }, `  ${promisesKept(found)}`);
  for (const promise of contradicting(report))
    page.line(4, `${promise.outcome}: as documented, against ${againstWords(promise).join(", ")}  ${promise.id}`);
  if (found.issues.length > 0)
    page.line(
      4,
      `${plural(found.issues.length, "contradiction")} in the documentation or with a specification: see the HTML report`,
    );
};
