import { AssayError, type Problem } from "../errors.js";
import { confirmationId } from "../judge/confirm.js";
import { withContract } from "../contract/contract.js";
import { type StoredRun, storedRun } from "../judge/stored-run.js";
import type { EvidenceRecord, ShardRecord } from "../types/evidence.js";
import type { Suite } from "../types/suite.js";

/** Evidence of one shard, and what to call it in messages: its folder. */
export interface ShardEvidence {
  from: string;
  records: readonly EvidenceRecord[];
}

interface Part {
  from: string;
  shard: ShardRecord;
  stored: StoredRun;
  records: readonly EvidenceRecord[];
}

/**
 * Puts the evidence of all shards of a run together as if it had been one run, which is then judged like any other:
 * what a client proved in one shard counts for all. Facts are those of the first shard that found its server.
 *
 * @throws AssayError SHARDS when they are not the parts of one run: another provider, other plans, another number of
 * shards, one missing or there twice
 */
export function mergeShards(shards: readonly ShardEvidence[], plans: Suite, command: string): EvidenceRecord[] {
  const parts = shards.map(partOf).sort((a, b) => a.shard.index - b.shard.index);
  const [first] = parts;
  if (!first) throw refused({ message: "there are no shards to merge" });
  refuseOthers(parts, first);
  refuseGaps(parts, first);
  if (first.stored.run.plans_digest !== plans.digest)
    throw refused({
      message: `the shards ran other plans (${first.stored.run.plans_digest}) than those at hand (${plans.digest})`,
      hint: "merge them with the release and the --suite that ran them",
    });
  const suite = withContract(plans, first.stored.run.provider);
  const done = new Set(parts.flatMap(({ stored }) => stored.run.selected));
  const { shard: _, ...run } = first.stored.run;
  const found = parts.find(({ stored }) => !whole(stored)) ?? first;
  return [
    {
      ...run,
      started: parts.map(({ stored }) => stored.run.started).sort()[0] ?? run.started,
      command,
      selected: [...suite.checks.keys()].filter((id) => done.has(id)),
      not_selected: run.not_selected.filter(({ id }) => !done.has(id)),
    },
    { type: "facts", facts: [...found.stored.facts.values()] },
    ...parts.flatMap((part) => problemsOf(part, found)),
    ...parts.flatMap((part) => recordsOf(part, found, new Set([...done].flatMap((id) => [id, confirmationId(id)])))),
    endOf(parts, found),
  ];
}

function partOf({ from, records }: ShardEvidence): Part {
  const stored = storedRun(records);
  const { shard } = stored.run;
  if (!shard)
    throw refused({
      message: `"${from}" is no shard: it was run without --shard`,
      hint: "assay merge takes folders of runs with --shard I/N",
    });
  return { from, shard, stored, records };
}

/** What all parts of one run have in common, in the order in which a difference is best told. */
const COMMON: [what: string, of: (run: StoredRun["run"]) => unknown, hint?: string][] = [
  ["provider", ({ provider }) => provider["provider"]],
  [
    "issuer",
    ({ provider }) => provider["issuer"],
    "all shards meet one server: without PROVIDER each command starts one of its own",
  ],
  ["number of shards", ({ shard }) => shard?.total],
  ["release of Assay", ({ version }) => version],
  ["digest of plans", ({ plans_digest }) => plans_digest],
  ["profiles", ({ profiles }) => profiles.join(", ")],
  ["provider file", ({ provider, expected }) => [{ ...provider, file: "" }, expected]],
  [
    "selection of checks",
    ({ selected, not_selected }) => [
      [...selected, ...not_selected.flatMap(({ id, why }) => (why === "--shard" ? [id] : []))].sort(),
      not_selected.filter(({ why }) => why !== "--shard"),
    ],
    "give every shard the same --check and --intrusive",
  ],
];

function refuseOthers(parts: readonly Part[], first: Part): void {
  for (const [what, of, hint] of COMMON)
    for (const { from, stored } of parts) {
      const [expected, actual] = [of(first.stored.run), of(stored.run)];
      if (JSON.stringify(expected) === JSON.stringify(actual)) continue;
      const short = typeof expected !== "object";
      throw refused({
        message: short
          ? `"${from}" has another ${what} than "${first.from}": "${String(actual)}", expected "${String(expected)}"`
          : `"${from}" was run with another ${what} than "${first.from}"`,
        hint,
      });
    }
}

function refuseGaps(parts: readonly Part[], { shard: { total } }: Part): void {
  const at = (index: number): Part[] => parts.filter(({ shard }) => shard.index === index);
  const indexes = Array.from({ length: total }, (_, index) => index + 1);
  const twice = indexes.map(at).filter((same) => same.length > 1);
  const missing = indexes.filter((index) => at(index).length === 0);
  const problems: Omit<Problem, "code">[] = [
    ...twice.map((same) => ({
      message: `shard ${same[0]?.shard.index}/${total} is there ${same.length === 2 ? "twice" : `${same.length} times`}: "${same.map(({ from }) => from).join('", "')}"`,
      hint: "name each shard's folder once",
    })),
    ...missing.map((index) => ({
      message: `shard ${index}/${total} is missing`,
      hint: `run it with --shard ${index}/${total}, or name its folder too`,
    })),
  ];
  if (problems.length > 0) throw refused(...problems);
}

function refused(...problems: Omit<Problem, "code">[]): AssayError {
  return new AssayError(problems.map((problem) => ({ code: "SHARDS" as const, ...problem })));
}

/** What kept all of a shard's checks from being judged. */
function whole({ problems }: StoredRun): StoredRun["problems"][number] | undefined {
  return problems.find((problem) => problem.endpoint === undefined);
}

/** What only kept one shard from its checks is told, and blocks no other's. */
function problemsOf(part: Part, found: Part): StoredRun["problems"] {
  const { stored } = part;
  const endpoint = String(stored.run.provider["issuer"]);
  const rename = renamingOf(part, found, new Set(stored.run.selected));
  const own = stored.problems.map((problem) => ({
    ...problem,
    ...(problem.endpoint === undefined && !whole(found.stored)
      ? { endpoint, message: `${nameOf(part)}: ${problem.message}` }
      : {}),
    ...(problem.observation === undefined ? {} : { observation: rename(problem.observation) }),
  }));
  const other = whole(stored) ? [] : differences(stored, found.stored);
  if (other.length === 0) return own;
  const message = `${nameOf(part)} found other facts than ${nameOf(found)}, by which all are judged: ${other.join(", ")}`;
  return [...own, { type: "problem", endpoint, reason: "not-observed", code: "SHARDS_DIFFER", message }];
}

function differences(one: StoredRun, other: StoredRun): string[] {
  const value = ({ facts }: StoredRun, name: string): string => JSON.stringify(facts.get(name)?.value) ?? "";
  return [...new Set([...one.facts.keys(), ...other.facts.keys()])].filter(
    (name) => value(one, name) !== value(other, name),
  );
}

/** Discovery, controls and sessions have the same names in every shard: only the first keeps them. */
function renamingOf({ shard }: Part, found: Part, done: ReadonlySet<string>): (id: string) => string {
  return (id) => {
    const at = id.includes(":") ? id.lastIndexOf(":") : id.length;
    const check = id.slice(0, at);
    return shard.index === found.shard.index || done.has(check) ? id : `${check}@${shard.index}${id.slice(at)}`;
  };
}

function recordsOf(part: Part, found: Part, done: ReadonlySet<string>): EvidenceRecord[] {
  const rename = renamingOf(part, found, done);
  return part.records.flatMap((record): EvidenceRecord[] => {
    if (record.type === "observation") return [{ ...record, check: rename(record.check), id: rename(record.id) }];
    if (record.type === "again") return [{ ...record, check: rename(record.check) }];
    if (record.type === "check" || record.type === "unconfirmed") return [record];
    if (record.type !== "step") return [];
    const { outcome, control } = record;
    const seen = "observations" in outcome ? { observations: outcome.observations.map(rename) } : {};
    return [{ ...record, outcome: { ...outcome, ...seen }, ...(control ? { control: rename(control) } : {}) }];
  });
}

function endOf(parts: readonly Part[], found: Part): EvidenceRecord {
  const why = parts.flatMap((part): string[] => {
    const { end } = part.stored;
    const problem = whole(found.stored) ? undefined : whole(part.stored);
    if (problem) return [`${nameOf(part)}: ${problem.message}`];
    return end?.complete === true ? [] : [`${nameOf(part)}: ${end?.why ?? "the run was killed"}`];
  });
  const finished = parts.map(({ stored }) => stored.end?.finished ?? stored.run.started).sort();
  const last = finished.at(-1) ?? found.stored.run.started;
  return {
    type: "end",
    finished: last,
    complete: why.length === 0,
    ...(why.length > 0 ? { why: why.join("; ") } : {}),
  };
}

function nameOf({ shard }: Part): string {
  return `shard ${shard.index}/${shard.total}`;
}

/**
 * Shards that met the server beside the first as the same user, by index: the first does the checks that end sessions
 * and grants, maybe theirs.
 */
export function inEachOthersWay(shards: readonly ShardEvidence[]): number[] {
  const parts = shards.map(partOf);
  const first = parts.find(({ shard }) => shard.index === 1);
  const { user } = first?.shard ?? {};
  if (!first || user === undefined) return [];
  const [from, to] = timesOf(first);
  return parts.flatMap((part) => {
    const [began, ended] = timesOf(part);
    return part !== first && part.shard.user === user && began < to && from < ended ? [part.shard.index] : [];
  });
}

/** ISO 8601 in UTC, so that they compare as text. */
function timesOf({ stored: { run, end } }: Part): [from: string, to: string] {
  return [run.started, end?.finished ?? run.started];
}
