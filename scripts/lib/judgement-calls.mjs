import { code, inCell, prose, scenarios } from "./markdown.mjs";
import { markdownTable, note } from "./schema-tables.mjs";

/** Why a broken clause is at most a warning. */
const AT_MOST_A_WARNING = [
  [({ binds }) => binds === "client", "binds the client"],
  [({ basis }) => basis === "inferred", "inferred"],
  [({ basis }) => basis === "unchecked", "text not seen"],
];

/**
 * docs/judgement-calls.md: every call on the text, every tolerated answer, every clause that can only warn.
 *
 * @param suite what loadSuite gives
 * @param topics the topics of suites/judgement-calls.yaml
 * @param engine citesOf and sectionUrl of the engine
 */
export function judgementCallsPage(suite, topics, { citesOf, sectionUrl }) {
  const checks = [...suite.checks.values()];
  const citing = new Map();
  for (const check of checks)
    for (const id of new Set(citesOf(check))) citing.set(id, [...(citing.get(id) ?? []), check.id]);

  const section = ({ spec, section: number }) => {
    const { name, url } = suite.specifications.get(spec);
    return `[${name} ${number}](${sectionUrl(url, number)})`;
  };
  const beside = ({ document, section: number, url }) => `[${document} ${number}](${sectionUrl(url, number)})`;
  const clause = (id) => suite.requirements.get(id);
  /** Those of the clause's twin where the twin's check covers it. */
  const checksOf = (id) => citing.get(id) ?? citing.get(clause(id).same_test_as) ?? [];
  const list = (ids) => (ids.length > 0 ? ids.map(code).join(", ") : "none yet");

  const call = ({ title, clauses, beside: texts = [], disagree, reading }) => {
    const sections = [...new Set([...clauses.map((id) => section(clause(id))), ...texts.map(beside)])];
    const told = disagree ? "Documents disagree" : "Sections";
    return [
      `### ${prose(title)}`,
      "",
      prose(reading),
      "",
      `- ${told}: ${sections.join(", ")}`,
      `- Clauses: ${clauses.map(code).join(", ")}`,
      `- Checks: ${list(scenarios(clauses.flatMap(checksOf)))}`,
      "",
    ];
  };

  const tolerated = toleratedAnswers(checks);
  const weak = [...suite.specifications.values()].flatMap(({ name, title, requirements }) => {
    const rows = requirements.flatMap((one) => {
      const why = AT_MOST_A_WARNING.filter(([holds]) => holds(one)).map(([, text]) => text);
      return why.length > 0 && citing.has(one.id) ? [{ one, why }] : [];
    });
    return rows.length > 0 ? [{ name, title, rows }] : [];
  });

  const calls = topics.flatMap((topic) => topic.calls);
  const count = (items, what) => `${items.length} ${what}`;
  return [
    note("suites/judgement-calls.yaml, the plans and the inventories"),
    "",
    "# Judgement calls",
    "",
    "Where a text can be read in two ways, or where two texts pull apart, one reading decides what a server gets. Each call below says which, and why. An answer that one reading allows is never a `fail`: it passes, or is a `warn` with its section in the report.",
    "",
    `${count(calls, "calls")}, ${calls.filter(({ disagree }) => disagree).length} of them where documents disagree; ${count(tolerated, "tolerated answers")}; ${count(
      weak.flatMap(({ rows }) => rows),
      "clauses that are tested and give a warning at most",
    )}.`,
    "",
    ...topics.flatMap(({ topic, calls: own }) => [`## ${prose(topic)}`, "", ...own.flatMap(call)]),
    "## Tolerated answers",
    "",
    "An answer that is not what the clause says and can be defended: a `warn` with this reason.",
    "",
    ...markdownTable([
      ["section", "clause", "reason", "checks"],
      ...tolerated.map(({ id, reason, ids }) => [section(clause(id)), code(id), inCell(reason), list(scenarios(ids))]),
    ]),
    "",
    "## At most a warning",
    "",
    "A clause that no sentence states (inferred), whose text was not seen, or whose keyword binds the client, cannot fail a server. Those that a check cites:",
    "",
    ...weak.flatMap(({ name, title, rows }) => [
      `### ${prose(`${name}, ${title}`)}`,
      "",
      ...markdownTable([
        ["section", "clause", "level", "why", "statement", "checks"],
        ...rows.map(({ one, why }) => [
          section(one),
          code(one.id),
          one.level,
          why.join(", "),
          inCell(one.statement),
          list(scenarios(citing.get(one.id))),
        ]),
      ]),
      "",
    ]),
  ].join("\n");
}

/** Each clause with each reason once, and the checks that tolerate for it. */
function toleratedAnswers(checks) {
  const found = new Map();
  for (const { id: check, steps } of checks)
    for (const { cite, tolerate } of steps.flatMap(({ expect }) => expect).filter((one) => one.tolerate))
      for (const id of cite) {
        const key = `${id}\n${tolerate.reason}`;
        const entry = found.get(key) ?? { id, reason: tolerate.reason, ids: [] };
        found.set(key, { ...entry, ids: [...entry.ids, check] });
      }
  return [...found.values()];
}
