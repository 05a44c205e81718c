import { code, inCell, prose, scenarios } from "./markdown.mjs";
import { cell, markdownTable, note } from "./schema-tables.mjs";

/**
 * docs/compared-with.md: every test of another project, and the check here that asks the same or why there is none.
 *
 * @param suite what loadSuite gives
 * @param comparisons the files of suites/compared-with
 * @param engine sectionUrl of the engine
 */
export function comparedWithPage(suite, comparisons, engine) {
  return [
    note("suites/compared-with and the plans"),
    "",
    "# Compared with other projects",
    "",
    "Every test that another project has, and the checks here that ask the same. `assay lint` holds that each of them exists and cites the section that the other project names, or that a line says why not.",
    "",
    ...comparisons.flatMap((comparison) => comparisonOf(comparison, suite, engine)),
  ].join("\n");
}

function comparisonOf(comparison, suite, { sectionUrl }) {
  const { project, source, documents, groups } = comparison;
  const tests = groups.flatMap(({ group, tests: own }) =>
    own.map((test) => ({ ...test, name: `${group}.${test.test}` })),
  );
  const here = tests.filter(({ checks }) => checks);
  const later = tests.filter((test) => test.later);
  const otherwise = tests.filter((test) => test.otherwise);
  const named = new Set(here.flatMap(({ checks }) => scenarios(checks)));
  const all = scenarios([...suite.checks.keys()]);
  const short = source.commit.slice(0, 7);

  const place = ({ document, level, section, elsewhere: own }) => {
    const { name, spec, sections } = documents[document];
    const { here: moved } = own ?? sections?.[section] ?? {};
    const text = [name, section].filter(Boolean).join(" ");
    const url = suite.specifications.get(spec)?.url;
    const linked = url && section && !moved ? `[${cell(text)}](${sectionUrl(url, section)})` : inCell(text);
    const now = url && moved ? `, here [${moved}](${sectionUrl(url, moved)})` : "";
    return `${linked} ${level}${now}${own ? ` (${inCell(own.why.replace(/\.$/, ""))})` : ""}`;
  };
  const answer = (test) => {
    const remark = test.note ? ` ${inCell(test.note)}` : "";
    if (test.checks) return `${test.checks.map(code).join(", ")}.${remark}`;
    if (test.later) return `Not part of plain OAuth: with the plans of ${inCell(documents[test.later].name)}.${remark}`;
    return `${inCell(test.otherwise)}${remark}`;
  };

  return [
    `## ${prose(project)}`,
    "",
    `Read at commit [${short}](${source.repository}/tree/${source.commit}) of ${source.date}: ${source.files.map(code).join(", ")}. What a test asks is told in our words; the level and section are those that ${prose(project)} gives.`,
    "",
    ...markdownTable([
      ["tests", "", ""],
      [here.length, "have a counterpart here", `${named.size} scenarios`],
      [later.length, "belong to documents beyond plain OAuth", laterDocuments(later, documents)],
      [
        otherwise.length,
        "are judged otherwise, for the reason given",
        otherwise.map(({ name }) => code(name)).join(", "),
      ],
      [tests.length, "in all", ""],
    ]),
    "",
    `Of the ${all.length} scenarios here, ${all.length - all.filter((id) => named.has(id)).length} have no counterpart among these tests.`,
    "",
    ...notes(documents),
    ...groups.flatMap(({ group, tests: own }) => [
      `### ${prose(group)}`,
      "",
      ...markdownTable([
        ["test", "asks", "asked by", "here"],
        ...own.map((test) => [
          code(test.test),
          inCell(test.asks),
          (test.by ?? []).map(place).join("; ") || "nothing, a probe",
          answer(test),
        ]),
      ]),
      "",
    ]),
  ];
}

function laterDocuments(later, documents) {
  const count = new Map();
  for (const test of later) count.set(test.later, (count.get(test.later) ?? 0) + 1);
  return [...count]
    .sort(([, a], [, b]) => b - a)
    .map(([id, number]) => `${inCell(documents[id].name)} (${number})`)
    .join(", ");
}

/** What is to be known of the documents, and of sections that stand elsewhere here or nowhere. */
function notes(documents) {
  const told = Object.values(documents).flatMap(({ name, note: text, sections = {} }) => [
    ...(text ? [`- ${prose(name)}: ${prose(text)}`] : []),
    ...Object.entries(sections).map(
      ([section, { here, why }]) => `- ${prose(name)} ${section}${here ? `, here ${here}` : ""}: ${prose(why)}`,
    ),
  ]);
  return told.length > 0 ? [...told, ""] : [];
}
