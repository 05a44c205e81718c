/** `docs/results/NAME.md`: a run over a real server, and what we think of each verdict that is no pass. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readableEvidence, readEvidence, type Report, storedRun, type Verdict } from "../engine/index.js";
import { forMarkdown } from "../reporters/escape.js";
import { stable } from "../reporters/markdown/stable.js";
import { blocks, code, link, list, profileTable, table } from "../reporters/markdown/text.js";
import { type Drawing, exchangeOf } from "../reporters/markdown/verdicts.js";
import { blocksOf, read } from "../reporters/model/reading.js";
import { plural, providerName, SIGN } from "../reporters/model/words.js";
import { changesSince } from "./changes.js";
import type { Repeated } from "./examine.js";
import type { NetworkName } from "./network.js";
import { readReport } from "./assay.js";
import { type Judgement, type Judgements, names, readJudgements, unjudged, verdictsOf } from "./judgements.js";
import { reportOf, RESULTS } from "./places.js";
import type { LabServer } from "./server.js";

/** Outcomes that a page counts. */
const COUNTED = ["pass", "fail", "warn", "blocked", "not-supported", "not-applicable", "observed"] as const;

/** Writes the page and the rows of one server from its stored report. @returns what is not judged yet, or not there */
export function writePages(name: string, server: LabServer): string[] {
  const folder = reportOf(name, server.releases[0]);
  if (!existsSync(join(folder, "report.json")))
    return [`${name} has no stored report; "npm run lab -- ${name}" makes one`];
  const report = readReport(folder);
  const judged = readJudgements(name);
  writeFileSync(join(RESULTS, `${name}.md`), page(report, folder, server, judged, changesSince(name, server)));
  writeFileSync(verdictsFile(name), verdictRows(report));
  const open = unjudged(verdictsOf(report), judged);
  return open.map((line) => `${name}: not judged yet: ${line}`);
}

/** Every verdict of the stored run, so that `npm test` can hold the judgements to it without a server. */
export const verdictsFile = (name: string): string => join(RESULTS, `${name}.verdicts.csv`);

function verdictRows(report: Report): string {
  const rows = verdictsOf(report).map(({ key, level, outcome }) => `${key},${level},${outcome}`);
  return `${["verdict,level,outcome", ...rows.toSorted()].join("\n")}\n`;
}

function page(
  report: Report,
  folder: string,
  server: LabServer,
  judged: Judgements | undefined,
  changes: string | undefined,
): string {
  const { observations } = storedRun(readEvidence(join(folder, "evidence.jsonl")));
  const drawing: Drawing = {
    report,
    evidence: readableEvidence(observations),
    reading: read(report),
    stable: stable(report),
  };
  const of = (kind: Judgement["judgement"]): Judgement[] =>
    (judged?.judgements ?? []).filter(({ judgement }) => judgement === kind);
  const open = unjudged(verdictsOf(report), judged);
  const repeated = JSON.parse(readFileSync(join(folder, "repeated.json"), "utf8")) as Repeated;
  const text = blocks(
    `# ${forMarkdown(providerName(report.provider))}`,
    list([
      `product: ${forMarkdown(server.product)} ${forMarkdown(server.releases[0])} (${server.language})`,
      `run: ${report.assay.started.slice(0, 10)}, Assay ${forMarkdown(report.assay.version)}, plans ${code(report.assay.plans_digest.slice(0, 16))}`,
      `runs: ${runsOf(repeated)}`,
      `again: ${code(`npm run lab -- ${report.provider.provider}`)}`,
    ]),
    judged && blocks("## Configuration", forMarkdown(judged.configuration.trim())),
    judged &&
      judged.init.length > 0 &&
      blocks("What `assay init` left to be added by hand:", list(judged.init.map(forMarkdown))),
    "## Summary",
    profileTable(report.profiles),
    counts(report),
    open.length > 0 && blocks("## New: not judged yet", list(open.map(code))),
    section("Real deviations", "Still there; each was read against its clause.", of("real-deviation"), drawing),
    section(
      "What was our configuration",
      "The setting was changed and the run repeated; these verdicts are gone.",
      of("configuration"),
      drawing,
    ),
    section("What was our bug", "Mended here; these verdicts are gone.", of("our-bug"), drawing),
    blockedPart(report, judged),
    unsupported(judged),
    networksOf(repeated),
    loginsOf(repeated),
    changes,
  );
  return `${text}\n`;
}

function runsOf({ runs, equal }: Repeated): string {
  if (runs === 1) return "1";
  return `${runs}, each on fresh state, at concurrency 8 and 1 in turn; ${equal ? "all verdicts equal" : "**the verdicts differ**"}`;
}

/** What a server is put behind, and which verdicts are others there. */
const BEHIND: Record<NetworkName, string> = {
  corporate: "TLS of a private authority, a forwarding proxy that demands a password, the login on another host",
  certificate: "TLS of a private authority, which demands a client certificate",
};

function networksOf({ networks }: Repeated): string | false {
  const found = Object.entries(networks) as [NetworkName, string[]][];
  if (found.length === 0) return false;
  return blocks(
    "## Behind something else",
    list(
      found.map(([name, other]) => {
        const verdicts =
          other.length === 0 ? "all verdicts equal" : `all verdicts equal but ${other.map(code).join(", ")}`;
        return `${BEHIND[name]}: ${verdicts}`;
      }),
    ),
  );
}

function loginsOf({ logins = {} }: Repeated): string | false {
  const found = Object.entries(logins);
  if (found.length === 0) return false;
  return blocks(
    "## Logged in otherwise",
    list(
      found.map(([what, { verdicts, other }]) => {
        const equal = `${verdicts} verdicts, all equal`;
        return `${what}: ${other.length === 0 ? equal : `${equal} but ${other.map(code).join(", ")}`}`;
      }),
    ),
  );
}

function counts(report: Report): string {
  return table(
    ["Outcome", "Verdicts"],
    COUNTED.filter((outcome) => (report.summary.by_outcome[outcome] ?? 0) > 0).map((outcome) => [
      `${SIGN[outcome]} ${outcome}`,
      String(report.summary.by_outcome[outcome]),
    ]),
  );
}

function section(title: string, says: string, judgements: Judgement[], drawing: Drawing): string | false {
  if (judgements.length === 0) return false;
  return blocks(`## ${title}`, says, ...judgements.map((one) => judgementPart(one, drawing)));
}

/** The verdicts that a judgement is about, as they stand now; those of a settled one are gone. */
function judgementPart(one: Judgement, drawing: Drawing): string {
  const now = verdictsOf(drawing.report).filter(
    ({ key, outcome }) => (outcome === "fail" || outcome === "warn") && names(one.verdicts, key),
  );
  const first = blocksOf(now)[0];
  return blocks(
    `### ${forMarkdown(one.title)}`,
    now.length > 0 ? clauses(now, drawing) : list(one.verdicts.map(code)),
    one.reading.trim(),
    one.judgement === "real-deviation" && first && exchangeOf(first, drawing),
    one.setting && `**Setting:** ${one.setting.trim()}`,
    one.mended && `**Mended:** ${one.mended.trim()}`,
    one.curl && `\`\`\`sh\n${one.curl.trimEnd()}\n\`\`\``,
    one.link && `See ${link(one.link, one.link)}.`,
  );
}

/** Each clause once, with the checks that show it. */
function clauses(verdicts: Verdict[], { reading }: Drawing): string {
  const ids = [...new Set(verdicts.map(({ requirement }) => requirement))];
  return list(
    ids.map((id) => {
      const found = verdicts.filter(({ requirement }) => requirement === id);
      const clause = reading.requirements.get(id);
      const [{ level, outcome } = { level: "", outcome: "" }] = found;
      const checks = [...new Set(found.map(({ key }) => code(key.slice(0, key.indexOf("#")))))];
      return `${outcome}, **${level}** ${link(id, clause?.url)}: ${forMarkdown(clause?.statement ?? "")} Shown by ${checks.join(", ")}.`;
    }),
  );
}

function blockedPart(report: Report, judged: Judgements | undefined): string | false {
  const must = verdictsOf(report).filter(({ level }) => level.startsWith("MUST"));
  const applicable = must.filter(({ outcome }) => ["pass", "fail", "warn", "blocked"].includes(outcome));
  const blocked = applicable.filter(({ outcome }) => outcome === "blocked");
  if (blocked.length === 0) return false;
  const share = ((100 * blocked.length) / applicable.length).toFixed(1);
  return blocks(
    "## Could not be judged",
    `${plural(blocked.length, "verdict")} of ${applicable.length} on a MUST or MUST NOT (${share} %).`,
    list((judged?.blocked ?? []).map(({ verdicts, reason }) => `${verdicts.map(code).join(", ")}: ${reason.trim()}`)),
  );
}

function unsupported(judged: Judgements | undefined): string | false {
  const rows = judged?.not_supported ?? [];
  if (rows.length === 0) return false;
  return blocks(
    "## What it does not offer",
    table(
      ["Asked for", "Where the product says so"],
      rows.map(({ need, source }) => [code(need), forMarkdown(source)]),
    ),
  );
}
