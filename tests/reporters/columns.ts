/** Columns of a comparison, made by hand: each clause has the one verdict that the test gives it. */
import type { Fact, Observation } from "../../engine/types/evidence.js";
import type { Outcome, Report, Verdict } from "../../engine/types/report.js";
import type { Level } from "../../engine/types/suite.js";
import type { ComparisonInput } from "../../reporters/comparison/index.js";
import { assemble, check, exchange, observation, requirement, verdict } from "./sample.js";

export interface Clause {
  id: string;
  spec: string;
  section: string;
  level: Level;
  statement: string;
}

export const clause = (id: string, level: Level, statement = `What ${id} says is done.`): Clause => {
  const [spec = "", section = ""] = id.split("-");
  return { id, spec, section, level, statement };
};

type Given = Outcome | [Outcome, Partial<Verdict>];

export interface Made {
  name: string;
  verdicts: [Clause, Given][];
  facts?: Fact[];
  observations?: Observation[];
  provider?: Partial<Report["provider"]>;
  report?: Partial<Report>;
  assay?: Partial<Report["assay"]>;
  judging?: ComparisonInput["judging"];
}

/** One input; a check `check-CLAUSE` judges each clause, unless `step` of the verdict names one that judges several. */
export const column = ({ name, verdicts, judging = { plans: "today" }, ...more }: Made): ComparisonInput => {
  const checks = verdicts
    .filter(([, given]) => given !== "untested")
    .map(([{ id, section, level }, given]) => {
      const [outcome, rest] = typeof given === "string" ? [given, {}] : given;
      return check(`check-${rest.step ?? id}`, `Scenario of ${id}`, [
        { ...verdict(`check-${id}`, id, section, level, outcome, rest), key: `check-${id}#${id}` },
      ]);
    });
  const requirements = verdicts.map(([{ id, spec, section, level, statement }]) =>
    requirement(id, spec, section, level, statement),
  );
  const { report, evidence } = assemble(
    { requirements, checks, ...(more.facts ? { facts: more.facts } : {}), ...more.report },
    more.observations ?? [],
  );
  report.provider = { provider: name.toLowerCase(), name, ...more.provider };
  report.assay = { ...report.assay, ...more.assay };
  return { report, evidence, judging };
};

/** A successful token request. */
export const tokens = (
  id: string,
  sent: Record<string, string>,
  body: Record<string, unknown>,
  more: Partial<Observation> = {},
): Observation =>
  observation(
    id,
    [
      exchange(
        "POST",
        "/token",
        new URLSearchParams(sent).toString(),
        200,
        JSON.stringify({ access_token: "opaque-1", token_type: "Bearer", ...body }),
      ),
    ],
    more,
  );

export const offered = (name: string): Fact => ({ name, value: true, source: "metadata" });
