import { shorten } from "../model/words.js";
import { Page, type Style } from "../terminal/page.js";
import { type Change, type Diff, KIND, type Kind, KINDS, outcomesText, type Seen } from "./model.js";
import { placeText, sideText, tally } from "./words.js";

/** Of what nobody has to act on, a few are enough; the files hold all. */
const SHOWN: Record<Kind, number> = { regression: Infinity, fix: 20, other: 20, new: 10, gone: 10, evidence: 10 };
const STYLE: Record<Kind, Style> = {
  regression: "red",
  fix: "green",
  other: "yellow",
  new: "cyan",
  gone: "cyan",
  evidence: "dim",
};

/** What a person reads first; regressions whole, of the rest a few. */
export function drawTerminal(diff: Diff, { color = false, columns = 80 } = {}): string {
  const page = new Page();
  for (const name of ["old", "new"] as const) {
    page.field(0, name, { text: sideText(diff[name]), style: "bold" });
    for (const mark of diff[name].marks) page.field(0, "", { text: mark, style: "yellow" });
  }
  for (const kind of KINDS) {
    const changes = diff.changes.filter((change) => change.kind === kind);
    if (changes.length === 0) continue;
    page.heading(`${KIND[kind].title} (${changes.length})`, KIND[kind].meaning, STYLE[kind]);
    for (const change of changes.slice(0, SHOWN[kind])) draw(page, change);
    const more = changes.length - SHOWN[kind];
    if (more > 0) page.line(0, { text: `... and ${more} more`, style: "dim" });
  }
  page.blank();
  page.line(0, { text: tally(diff), style: "bold" });
  return page.draw(Math.min(Math.max(columns, 40), 120), color);
}

function draw(page: Page, change: Change): void {
  page.blank();
  page.line(0, { text: `${KIND[change.kind].sign} ${outcomesText(change)}`, style: STYLE[change.kind] }, "  ", {
    text: change.key,
    style: "bold",
  });
  page.line(2, { text: placeText(change), style: "dim" }, change.statement && `  ${change.statement}`);
  const { old, new: now } = change;
  page.field(2, "expected", shorten((now ?? old)?.expected ?? "", 400));
  if (old) page.field(2, "was", text(old));
  if (now) page.field(2, "is", text(now));
  if (now?.known !== undefined) page.field(2, "known", shorten(now.known, 300));
}

const text = ({ actual, reason }: Seen): string =>
  shorten([actual, reason].filter((part) => part !== undefined).join("; "), 500);
