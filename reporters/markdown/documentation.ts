/** The vendor's documentation as a yardstick of its own: each promise, and what contradicts what. */
import type { ContradictionReport, PromiseReport, Report } from "../../engine/types/report.js";

import { forMarkdown } from "../escape.js";
import { againstWords, places } from "../model/documentation.js";
import { DOCUMENTATION_VERDICT, plural, promisesKept, SIGN } from "../model/words.js";
import type { Stable } from "./stable.js";
import { blocks, link, table } from "./text.js";

const basis = ({ basis: kind, source }: PromiseReport): string => {
  if (!source) return kind === "example" ? "example only" : forMarkdown(kind);
  return `said elsewhere: ${link(source.title, source.url)}${source.release ? forMarkdown(` (${source.release})`) : ""}`;
};

const row = (promise: PromiseReport, stable: Stable): string[] => {
  const against = againstWords(promise);
  return [
    `${SIGN[promise.outcome]} ${promise.outcome}`,
    forMarkdown(stable(promise.statement)),
    forMarkdown(promise.at),
    basis(promise),
    against.length > 0 ? forMarkdown(`as documented, against ${against.join(", ")}`) : "",
  ];
};

const issue = (one: ContradictionReport): string => {
  const note = one.note ? `\n  ${forMarkdown(one.note)}` : "";
  const found = places(one).map((place) => `\n  - ${forMarkdown(place)}`);
  return `- **${forMarkdown(one.title)}**${found.join("")}${note && `\n${note}`}`;
};

export const documentation = (report: Report, stable: Stable): string | false => {
  const found = report.documentation;
  if (!found) return false;
  const { word, sign } = DOCUMENTATION_VERDICT[found.verdict];
  return blocks(
    "## The documentation as a yardstick",
    "A promise is judged by what the vendor says, a clause by what the specification says; where they contradict each other both verdicts stand.",
    `${sign} **${word}**: ${promisesKept(found)}.`,
    found.issues.length > 0 &&
      blocks(
        `### ${plural(found.issues.length, "contradiction")} in the documentation or with a specification`,
        found.issues.map(issue).join("\n"),
      ),
    blocks(
      `### ${plural(found.total, "promise")}`,
      table(
        ["Verdict", "Promise", "Where it stands", "Basis", "Against a specification"],
        found.promises.map((promise) => row(promise, stable)),
      ),
    ),
  );
};
