import { forTerminal } from "../escape.js";
import { PROFILE_VERDICT, plural } from "../model/words.js";
import type { Comparison } from "./model.js";
import { breaksText, stateTally } from "./words.js";

/** A few lines for each provider. */
export function drawSummary({ columns, rows, highlights }: Comparison): string {
  const lines = columns.flatMap(({ label, version, date, stand_in, marks, profiles, ...column }, at) => [
    `${label}${version ? ` (${version})` : ""}, ${date.slice(0, 10)}${stand_in ? ", stand-in" : ""}`,
    ...profiles.map(
      ({ name, revision, verdict }) =>
        `  ${PROFILE_VERDICT[verdict].sign} ${name}@${revision}: ${PROFILE_VERDICT[verdict].word}`,
    ),
    `  ${stateTally({ ...column, label, date, stand_in, marks, profiles })}`,
    `  ${breaksText(highlights[at]?.breaks.length ?? 0)}`,
    ...marks.map((mark) => `  note: ${mark}`),
  ]);
  const differ = rows.filter(({ differs }) => differs).length;
  return `${[...lines, `${plural(rows.length, "rule")}, ${differ} on which the ${columns.length} providers differ`].map(forTerminal).join("\n")}\n`;
}
