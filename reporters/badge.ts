/** A badge per profile: what shields.io reads from an address (its endpoint schema), and the same as a picture. */
import type { ProfileReport, Report } from "../engine/types/report.js";
import type { Reporter, ReportFile } from "./reporter.js";

import { forTerminal, forXml, forXmlAttribute } from "./escape.js";
import { PROFILE_VERDICT, shorten } from "./model/words.js";
import { width } from "./terminal/page.js";

interface Badge {
  schemaVersion: 1;
  label: string;
  message: string;
  color: string;
}

/** White words on each stay readable: contrast of 4.5 to 1 and more. */
const COLOR: Record<ProfileReport["verdict"], string> = {
  conformant: "#1a7f37",
  "non-conformant": "#b42318",
  incomplete: "#8a5a00",
};
const LABEL_COLOR = "#3f4650";
const WORDS = 60;
/** Pixels of one column of 11 pixel sans-serif, and on each side of the words. */
const COLUMN = 6.7;
const SIDE = 6;

const badgeOf = ({ name, revision, verdict }: ProfileReport, { provider }: Report): Badge => ({
  schemaVersion: 1,
  label: shorten(forTerminal(`${name}@${revision}`), WORDS),
  message: `${PROFILE_VERDICT[verdict].sign} ${PROFILE_VERDICT[verdict].word}${provider["stand_in"] === true ? " (stand-in)" : ""}`,
  color: COLOR[verdict],
});

/** `textLength` keeps the words inside their half whatever font is at hand. */
const words = (text: string, x: number, long: number): string =>
  `  <text x="${x + SIDE}" y="14" textLength="${long - 2 * SIDE}" lengthAdjust="spacingAndGlyphs">${forXml(text)}</text>`;

const picture = ({ label, message, color }: Badge): string => {
  const [left, right] = [label, message].map((text) => Math.round(width(text) * COLUMN) + 2 * SIDE) as [number, number];
  const title = `${label}: ${message}`;
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" width="${left + right}" height="20" role="img" aria-label="${forXmlAttribute(title)}">`,
    `  <title>${forXml(title)}</title>`,
    `  <rect width="${left + right}" height="20" rx="3" fill="${LABEL_COLOR}"/>`,
    `  <path d="M${left} 0h${right - 3}a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3h-${right - 3}z" fill="${color}"/>`,
    `  <g fill="#fff" font-family="Verdana,DejaVu Sans,Geneva,sans-serif" font-size="11">`,
    words(label, 0, left),
    words(message, left, right),
    "  </g>",
    "</svg>",
  ].join("\n")}\n`;
};

/** Names of profiles are folder names of a suite; what is not fit for a file name becomes a dash. */
const stem = (name: string): string => `badge-${name.replace(/[^\w.-]+/g, "-").slice(0, 100)}`;

const pretty = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

export const badge: Reporter = {
  file: "badges.json",
  /** All badges of the run by profile. */
  render: (report) =>
    pretty(Object.fromEntries(report.profiles.map((profile) => [profile.name, badgeOf(profile, report)]))),
  files: (report) =>
    report.profiles.flatMap((profile): ReportFile[] => {
      const one = badgeOf(profile, report);
      return [
        { name: `${stem(profile.name)}.json`, text: pretty(one) },
        { name: `${stem(profile.name)}.svg`, text: picture(one) },
      ];
    }),
};
