/** The Playwright Test door: one test per check, on the engine that `assay run` uses. See docs/playwright.md. */
import { join } from "node:path";
import { test as base } from "@playwright/test";
import {
  PACKAGE_ROOT,
  citesOf,
  findProfile,
  loadSuite,
  selectChecks,
  type Check,
  type CheckReport,
  type Verdict,
} from "assay";
import { exchangeText, printable } from "./door/exchange.js";
import { mendable } from "./door/plain.js";
import { blocksOf, deviation, failureText, resultOf } from "./door/result.js";
import { openDoor, type Door, type Judged } from "./door/session.js";
import { SETTINGS, profilesOf } from "./door/settings.js";

const suite = mendable(() => loadSuite());
const profiles = mendable(() => profilesOf(suite));
const held = new Set(profiles.flatMap((name) => findProfile(suite, name).requirements));
const { selected } = mendable(() => selectChecks(suite, { checks: [], profiles, intrusive: true }));

const test = base.extend<object, { door: Door }>({
  door: [
    // Playwright reads from the pattern which fixtures this one needs: none.
    // oxlint-disable-next-line no-empty-pattern
    async ({}, use, { config: { shard } }) => {
      const door = await openDoor(
        suite,
        profiles,
        selected,
        shard ? { index: shard.current, total: shard.total } : undefined,
      );
      await use(door);
      await door.close();
    },
    { scope: "worker", timeout: 60_000 },
  ],
});

describePlans(selected.filter((check) => !check.disturbs));
// These end what others use: they come last, one at a time.
test.describe("after all others", () => {
  test.describe.configure({ mode: "default" });
  describePlans(selected.filter((check) => check.disturbs));
});

function describePlans(checks: Check[]): void {
  for (const plan of new Set(checks.map((check) => check.plan)))
    test.describe(plan, () => {
      for (const check of checks) if (check.plan === plan) register(check);
    });
}

function register(check: Check): void {
  test(check.id, { annotation: labelsOf(check) }, async ({ door }, info) => {
    info.skip(check.intrusive && !SETTINGS.intrusive, "not-selected: it is intrusive: set ASSAY_INTRUSIVE=1");
    const judged = await door.check(check);
    const failures = await showSteps(judged);
    const result = resultOf(judged.check, judged.report);
    info.annotations.push({ type: "outcome", description: judged.check.outcome }, ...remarks(judged.check));
    await info.attach("verdicts.json", {
      body: JSON.stringify(judged.check.verdicts, undefined, 2),
      contentType: "application/json",
    });
    if (result.state === "skipped") info.skip(true, printable(result.why));
    if (result.state !== "failed") return;
    const stale = result.stale.map((entry) => new Error(`a known deviation no longer holds: ${entry}`));
    throw joined([...failures, ...stale]);
  });
}

/** Clauses, levels and specifications; as labels where Allure reads them. */
function labelsOf(check: Check): { type: string; description: string }[] {
  const clauses = [...new Set(citesOf(check))]
    .filter((id) => held.has(id))
    .flatMap((id) => suite.requirements.get(id) ?? []);
  const label = (name: string): string => (SETTINGS.allure ? `allure.label.${name}` : name);
  const each = (name: string, values: string[]): { type: string; description: string }[] =>
    [...new Set(values)].map((description) => ({ type: label(name), description }));
  return [
    // Allure makes a step of an annotation that it does not know.
    SETTINGS.allure
      ? { type: "description", description: `${check.title}\n\nRun it again: \`${commandOf(check)}\`` }
      : { type: "title", description: check.title },
    ...each(
      "specification",
      clauses.map(({ spec }) => suite.specifications.get(spec)?.name ?? spec),
    ),
    ...each(
      "level",
      clauses.map(({ level }) => level),
    ),
    ...each(
      "clause",
      clauses.map(({ id }) => id),
    ),
  ];
}

function commandOf({ id }: Check): string {
  return ["assay run", SETTINGS.provider, `--check '${id}'`].filter(Boolean).join(" ");
}

function remarks(check: CheckReport): { type: string; description: string }[] {
  return check.verdicts.flatMap((verdict) => {
    const { outcome, requirement, reason, expected, actual, known, unstable, unconfirmed, runs = [] } = verdict;
    if (unstable) {
      const each = runs.map((one, index) => `run ${index + 1} ${one.outcome}: ${one.reason ?? one.actual}`);
      return [{ type: "unstable", description: printable(`${requirement}: ${each.join("; ")}`) }];
    }
    if (unconfirmed !== undefined)
      return [{ type: "not confirmed", description: printable(`${requirement}: ${unconfirmed}`) }];
    if (known) return [{ type: "known deviation", description: printable(deviation(verdict)) }];
    if (outcome === "warn")
      return [
        { type: "warn", description: printable(`${requirement}: ${reason ?? `expected ${expected}`}, got ${actual}`) },
      ];
    if (outcome === "observed") return [{ type: "observed", description: printable(`${requirement}: ${actual}`) }];
    return [];
  });
}

/** Every step with its exchanges; the one that failed is marked, with the place in the plan. Returns what was wrong. */
async function showSteps({ report, check, observations }: Judged): Promise<Error[]> {
  const errors: Error[] = [];
  const requirements = new Map(report.requirements.map((one) => [one.id, one]));
  const exchange = (id: string): string => {
    const observation = observations.get(id);
    return observation ? exchangeText(observation) : "";
  };
  const result = resultOf(check, report);
  const location = placeOf(check);
  for (const step of check.steps) {
    const bad = result.state === "failed" ? blocksOf(result.verdicts.filter((one) => one.step === step.path)) : [];
    const body = async (): Promise<void> => {
      const again = check.verdicts.filter((one) => one.unstable && one.step === step.path).flatMap(runsOf);
      for (const id of new Set([...step.observations, ...again]))
        await test.info().attach(id, { body: exchange(id), contentType: "text/plain" });
      if (bad.length > 0)
        throw joined(bad.map((block) => errorAt(failureText(block, check, requirements, exchange), location)));
    };
    const because = step.because ? ` (${step.state}: ${step.because})` : "";
    await test
      .step(printable(`${step.path}. ${step.text}${because}`), body, { location })
      .catch((error: Error) => errors.push(error));
  }
  return errors;
}

/** What all runs of a check saw of one clause. */
function runsOf({ runs = [] }: Verdict): string[] {
  return runs.flatMap(({ observations }) => observations);
}

function placeOf(check: CheckReport): { file: string; line: number; column: number } {
  const [, file = "", line = "1"] = /^(.*):(\d+)$/.exec(check.source) ?? [];
  return { file: join(PACKAGE_ROOT, file), line: Number(line), column: 1 };
}

/** An error whose place is the plan, not this file. */
function errorAt(text: string, { file, line }: { file: string; line: number }): Error {
  const error = new Error(printable(text));
  error.stack = `${error.message}\n    at ${file}:${line}:1`;
  return error;
}

function joined(errors: Error[]): Error {
  const [first] = errors;
  if (errors.length === 1 && first) return first;
  const all = new Error(errors.map((error) => error.message).join("\n\n"));
  all.stack = [all.message, ...(first?.stack?.split("\n").slice(-1) ?? [])].join("\n");
  return all;
}
