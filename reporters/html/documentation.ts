/** The vendor's documentation: each promise with its verdict, and what contradicts what. */
import type { ContradictionReport, PromiseReport, Report } from "../../engine/types/report.js";

import { againstWords, places } from "../model/documentation.js";
import { plural } from "../model/words.js";
import { anchor, link, markup, type Markup } from "./markup.js";
import { badge } from "./words.js";

const BASIS: Record<string, string> = {
  stated: "stated",
  example: "example only",
  elsewhere: "said elsewhere",
};

const checkOf = (key: string): string => key.slice(0, key.lastIndexOf("#"));

const row = (promise: PromiseReport): Markup => {
  const { id, statement, at, basis, source, outcome, verdicts } = promise;
  const against = againstWords(promise);
  return markup`<tr><td>${badge(outcome)}</td>
    <td><p>${statement}</p>${against.length > 0 && markup`<p class="against">as documented, against ${against.join(", ")}</p>`}<p class="quiet"><a href="#${anchor("req", id)}"><code>${id}</code></a></p></td>
    <td>${at}<p class="quiet">${BASIS[basis] ?? basis}${source && markup`: ${link(source.url ?? "", source.title)}${source.release && ` (${source.release})`}`}</p></td>
    <td>${[...new Set(verdicts.map(checkOf))].map((check) => markup`<a href="#${anchor("check", check)}">${check}</a> `)}</td></tr>`;
};

const issue = (one: ContradictionReport): Markup => {
  const [first, second] = places(one);
  return markup`<li class="deviation" id="issue-${one.id}"><p><b>${one.title}</b></p>
    <p>${first}<br>${second}</p>${one.note && markup`<p class="quiet">${one.note}</p>`}</li>`;
};

export const documentation = (report: Report): Markup | false => {
  const found = report.documentation;
  if (!found) return false;
  const { title, version, url } = (report.provider["documentation"] ?? {}) as Record<string, string | undefined>;
  const contact = report.provider["contact"];
  return markup`<section aria-labelledby="documentation"><h2 id="documentation">The documentation as a yardstick</h2>
    <p class="lead">${title && link(url ?? "", title)}${version && ` (version ${version})`}${typeof contact === "string" && markup` · ${link(contact, "contact")}`}. A promise is judged by what the vendor says, a clause by what the specification says; where they contradict each other both verdicts stand.</p>
    ${found.issues.length > 0 && markup`<h3>${plural(found.issues.length, "contradiction")} in the documentation or with a specification</h3><ul class="plain">${found.issues.map(issue)}</ul>`}
    <details class="fold"><summary>All ${plural(found.total, "promise")}</summary>
    <div class="wide"><table class="promises"><thead><tr><th>Verdict</th><th>Promise</th><th>Where it stands</th><th>Checks</th></tr></thead><tbody>${found.promises.map(row)}</tbody></table></div></details></section>`;
};
