/** Markdown's own small parts. What is not ours has passed `forMarkdown` or stands in a code span. */
import type { ProfileReport } from "../../engine/types/report.js";

import { forMarkdown, forTerminal, linkable } from "../escape.js";
import { PROFILE_VERDICT } from "../model/words.js";

/** A code span on one line: its fence is longer than any run of backticks in it. Not for table cells, where a bar ends it. */
export const code = (text: string): string => {
  const line = forTerminal(text.replace(/\s+/g, " ").trim()) || "(empty)";
  const longest = Math.max(0, ...(line.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  const edge = line.startsWith("`") || line.endsWith("`") ? " " : "";
  return `${fence}${edge}${line}${edge}${fence}`;
};

/** A link only where the address is one, and nothing in it can end the link. */
export const link = (text: string, url: string | undefined): string => {
  const target = linkable(url ?? "")?.replace(
    /[()<>|\s\\]/g,
    (character) => `%${character.charCodeAt(0).toString(16).padStart(2, "0").toUpperCase()}`,
  );
  if (!target) return forMarkdown(text);
  return text === url ? `<${target}>` : `[${forMarkdown(text)}](${target})`;
};

/** Cells are Markdown already. */
export const table = (head: string[], rows: string[][]): string =>
  [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");

export const list = (items: (string | false | undefined)[]): string =>
  items
    .filter((item) => item)
    .map((item) => `- ${item}`)
    .join("\n");

/** Blocks with a blank line between them; what is empty is left out. */
export const blocks = (...parts: (string | false | undefined)[]): string => parts.filter(Boolean).join("\n\n");

export const profileTable = (profiles: ProfileReport[]): string =>
  table(
    ["Profile", "Verdict", "MUST met", "SHOULD met", "Clauses judged", "What it is"],
    profiles.map(({ name, revision, title, verdict, must, should, coverage }) => [
      forMarkdown(`${name}@${revision}`),
      `${PROFILE_VERDICT[verdict].sign} **${PROFILE_VERDICT[verdict].word}**`,
      `${must.met} of ${must.applicable}`,
      `${should.met} of ${should.applicable}`,
      `${coverage.judged} of ${coverage.testable} testable`,
      forMarkdown(title),
    ]),
  );
