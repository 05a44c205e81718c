/** Words that every format of a difference uses for the same thing. */
import { plural, providerName, section, specName } from "../model/words.js";
import { type Change, type Diff, KIND, type Kind, type Side } from "./model.js";

/** `Example Login 8.2.1, 2026-03-02 17:58`. */
export const sideText = (side: Side): string =>
  [
    `${providerName({ provider: side.provider, name: side.name, stand_in: side.stand_in })}${side.version ? ` ${side.version}` : ""}`,
    side.date.slice(0, 16).replace("T", " "),
  ].join(", ");

export const titleOf = ({ old, new: now }: Diff): string =>
  old.name === now.name ? `What changed at ${now.name}` : `${old.name} and ${now.name}: what changed`;

const COUNTED: Record<Kind, [one: string, many: string]> = {
  regression: ["regression", "regressions"],
  fix: ["fix", "fixes"],
  other: ["other change", "other changes"],
  new: ["new", "new"],
  gone: ["gone", "gone"],
  evidence: ["with changed evidence", "with changed evidence"],
};

/** `2 regressions, 1 fix; 1,180 verdicts as they were`. */
export const tally = ({ counts, regressions, unchanged }: Diff): string => {
  const parts = Object.entries(COUNTED).flatMap(([kind, [one, many]]) => {
    const count = counts[kind as Kind];
    const accepted = kind === "regression" && regressions < count ? ` (${count - regressions} known)` : "";
    return count > 0 ? [`${plural(count, one, many)}${accepted}`] : [];
  });
  return `${parts.length > 0 ? parts.join(", ") : "no change"}; ${plural(unchanged, "verdict")} as ${unchanged === 1 ? "it was" : "they were"}`;
};

/** `MUST RFC 6749 § 5.2`. */
export const placeText = ({ level, spec, section: number }: Change): string =>
  [level, spec && specName(spec), section(number)].filter(Boolean).join(" ");

export const headingOf = (kind: Kind): string => `${KIND[kind].title}: ${KIND[kind].meaning}`;
