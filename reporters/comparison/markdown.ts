import { forMarkdown } from "../escape.js";
import { link, table } from "../markdown/text.js";
import { plural, section, specName } from "../model/words.js";
import { groupBy } from "./group.js";
import { type Column, type Comparison, type Row, STAND_IN, STATE_MEANING, STATE_SIGN, STATES } from "./model.js";
import { documentationText, featureText, profileLines, stateText, titleOf, WORKFLOW_TITLE } from "./words.js";

/** The comparison as Markdown. Rules that no provider was asked about are counted, not listed. */
export function drawMarkdown(comparison: Comparison): string {
  const { columns, rows } = comparison;
  const asked = rows.filter(({ cells }) => cells.some(({ state }) => state !== "not asked"));
  const unasked = rows.length - asked.length;
  return `${[
    `# ${forMarkdown(titleOf(comparison))}`,
    about(columns),
    "## What sets each apart",
    ...comparison.highlights.map((_, at) => apart(comparison, at)),
    "## Verdict by profile",
    profiles(comparison),
    "## What they offer",
    ...features(comparison),
    "## Rule by rule",
    STATES.map((state) => `- ${STATE_SIGN[state]} **${state}**: ${STATE_MEANING[state]}`).join("\n"),
    ...rules(asked, columns),
    unasked > 0
      ? `${plural(unasked, "further rule")} ${unasked === 1 ? "was" : "were"} not asked of any provider.`
      : "",
  ]
    .filter(Boolean)
    .join("\n\n")}\n`;
}

const labels = (columns: readonly Column[]): string[] => columns.map(({ label }) => forMarkdown(label));

function about(columns: readonly Column[]): string {
  return columns
    .map(({ label, version = "version not stated", date, stand_in, marks }) => {
      const rest = [version, date.slice(0, 10), ...(stand_in ? [STAND_IN] : []), ...marks].map(forMarkdown);
      return `- **${forMarkdown(label)}**: ${rest.join("; ")}`;
    })
    .join("\n");
}

function apart({ columns, highlights }: Comparison, at: number): string {
  const { breaks = [], recommendations = [], offers = [] } = highlights[at] ?? {};
  const line = (word: string) => (one: { rule: string; note: string }) =>
    `- ${word}: ${forMarkdown(one.rule)} ${forMarkdown(one.note)}`;
  const lines = [
    ...breaks.map(line("Broken")),
    ...recommendations.map(line("Not followed")),
    ...offers.map((one) => `- ${forMarkdown(one)}`),
  ];
  const none = breaks.length + recommendations.length === 0 ? ["- Breaks no rule alone that others meet."] : [];
  return `### ${forMarkdown(columns[at]?.label ?? "")}\n\n${[...none, ...lines].join("\n")}`;
}

function profiles(comparison: Comparison): string {
  const { columns } = comparison;
  const documentation = columns.some((one) => one.documentation)
    ? [["the vendor's own documentation", ...columns.map((one) => forMarkdown(documentationText(one.documentation)))]]
    : [];
  const lines = profileLines(comparison).map(({ name, cells }) => [name, ...cells].map(forMarkdown));
  return table(["Profile", ...labels(columns)], [...lines, ...documentation]);
}

function features({ columns, features: all }: Comparison): string[] {
  return [...groupBy(all, ({ group }) => group)].map(([group, members]) =>
    table(
      [forMarkdown(group), ...labels(columns)],
      members.map(({ name, cells }) =>
        [name, ...cells.map((cell) => `${featureText(cell)} (${cell.source})`)].map(forMarkdown),
      ),
    ),
  );
}

function rules(rows: readonly Row[], columns: readonly Column[]): string[] {
  return [...groupBy(rows, ({ workflow }) => workflow)].flatMap(([workflow, members]) => [
    `### ${WORKFLOW_TITLE[workflow]}`,
    table(
      ["Rule", "Level", "Specification", ...labels(columns)],
      members.map((row) => [
        forMarkdown(row.statement),
        forMarkdown(row.level),
        place(row),
        ...row.cells.map((cell) => forMarkdown(stateText(cell))),
      ]),
    ),
  ]);
}

const place = ({ spec, section: number, url }: Row): string => link(`${specName(spec)} ${section(number)}`, url);
