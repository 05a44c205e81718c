import { forMarkdown, linkable } from "../escape.js";
import { shorten } from "../model/words.js";
import { type Change, type Diff, KIND, KINDS, outcomesText, type Seen } from "./model.js";
import { headingOf, placeText, sideText, tally, titleOf } from "./words.js";

/** The difference as Markdown: what a merge request shows. */
export function drawMarkdown(diff: Diff): string {
  const { old, new: now } = diff;
  return `${[
    `# ${forMarkdown(titleOf(diff))}`,
    `**${forMarkdown(tally(diff))}**`,
    [old, now]
      .map(
        (side, index) =>
          `- ${index === 0 ? "old" : "new"}: ${[sideText(side), ...side.marks].map(forMarkdown).join("; ")}`,
      )
      .join("\n"),
    ...KINDS.flatMap((kind) => {
      const changes = diff.changes.filter((change) => change.kind === kind);
      return changes.length === 0
        ? []
        : [`## ${KIND[kind].title} (${changes.length})`, forMarkdown(`${headingOf(kind)}.`), table(changes)];
    }),
  ].join("\n\n")}\n`;
}

function table(changes: readonly Change[]): string {
  const head = ["Outcome", "Clause", "Check", "Was", "Is"];
  return [head, head.map(() => "---"), ...changes.map(row)].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function row(change: Change): string[] {
  const { check, requirement, statement, url, old, new: now } = change;
  const known = now?.known === undefined ? "" : ` Known: ${forMarkdown(shorten(now.known, 200))}`;
  const safe = linkable(url)?.replace(/[()<>|\s\\]/g, encodeURIComponent);
  const place = forMarkdown(placeText(change));
  return [
    forMarkdown(outcomesText(change)),
    `${safe ? `[${place}](${safe})` : place} ${forMarkdown(statement || requirement)}${known}`,
    forMarkdown(check),
    cell(old),
    cell(now),
  ];
}

const cell = (seen: Seen | undefined): string =>
  seen ? forMarkdown(shorten([seen.actual, seen.reason].filter(Boolean).join("; "), 300)) : "";
