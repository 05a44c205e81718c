import { describeMatchers, judgesTransport, matchAll, subjectOf } from "../matching/evaluate.js";
import type { Match, Subject } from "../matching/matcher.js";
import { summarize, viewOf } from "../observe/view.js";
import { isChanged } from "../load/step-changes.js";
import { sourceOf } from "../load/step-inputs.js";
import { suspectKey } from "../observe/suspect.js";
import type { Observation, StepState } from "../types/evidence.js";
import type { Verdict } from "../types/report.js";
import type { Check, Expectation, Matchers, Members, Requirement, Step, Suite } from "../types/suite.js";
import { type Scope, Unresolved, lookUp, references, resolve } from "../values/template.js";
import { brokenOutcome, metOutcome } from "./outcome.js";
import { useOf } from "./proven.js";
import type { StoredRun } from "./stored-run.js";
import { blank } from "./verdict.js";

export interface StepToJudge {
  check: Check;
  step: Step;
  suite: Suite;
  stored: StoredRun;
  cited: { expectation: Expectation; requirement: Requirement }[];
}

/** The verdicts of one step: one for each clause that each expectation cites. */
export function judgeStep(at: StepToJudge): Verdict[] {
  const state = at.stored.steps.get(at.check.id)?.get(at.step.path);
  return at.cited.map(({ expectation, requirement }) => ({
    ...blank(at.check.id, requirement, at.step.path),
    ...judgeOne(at, expectation, requirement, state),
  }));
}

type Judged = Pick<Verdict, "outcome" | "expected" | "actual" | "observations"> &
  Partial<Pick<Verdict, "reason" | "blocked" | "value">>;

function judgeOne(
  at: StepToJudge,
  expectation: Expectation,
  requirement: Requirement,
  state: StepState | undefined,
): Judged {
  const expected = describeMatchers(expectation.matchers);
  const notDone = { expected, actual: "not done", observations: [] };
  if (!state)
    return {
      ...notDone,
      outcome: "blocked",
      blocked: "not-observed",
      reason: "the evidence holds nothing of this step",
    };
  if (state.state === "not-selected") return { ...notDone, outcome: "not-selected", reason: state.because };
  if (state.state === "given-not-held") {
    const excuse = state.of === undefined ? undefined : excuseOf(at, state.of);
    if (excuse) return { ...notDone, ...excuse, outcome: "blocked" };
    return { ...notDone, outcome: "not-applicable", reason: state.because };
  }
  if (state.state === "error") return { ...notDone, outcome: "error", reason: state.because };
  const attempts = state.observations.flatMap((id) => at.stored.observations.get(id) ?? []);
  if (state.state === "blocked")
    return {
      ...notDone,
      outcome: "blocked",
      blocked: state.reason,
      reason: `${state.because}${state.key ? `; look at "${state.key}"` : ""}`,
      actual: attempts.length > 0 ? summarize(attempts.at(-1) as Observation) : "not done",
      observations: state.observations,
    };
  if (attempts.length === 0)
    return {
      ...notDone,
      outcome: "blocked",
      blocked: "not-observed",
      reason: "the evidence holds no observation of this step",
    };
  const subject = subjectOf(attempts);
  const scope = judgeScope(at, subject.observation);
  const judged = match(at, expectation.matchers, subject, scope);
  const seen = { expected: judged.expected ?? expected, actual: judged.actual, observations: state.observations };
  // A poll is judged on its last answer; of repetitions the missing one might have told.
  const counted = at.step.options["poll"] === undefined ? attempts : attempts.slice(-1);
  const silent = counted.flatMap((one) => unanswered(judged.matchers ?? expectation.matchers, one) ?? [])[0];
  if (silent) return { ...seen, ...silent, outcome: "blocked" };
  if (judged.blocked) return { ...seen, outcome: "blocked", blocked: judged.blocked, reason: judged.reason };
  if (judged.notApplicable) return { ...seen, outcome: "not-applicable", reason: judged.reason };
  if (requirement.level === "MAY")
    return { ...seen, outcome: "observed", value: { holds: judged.ok, seen: judged.actual } };
  if (judged.ok) return { ...seen, outcome: metOutcome(requirement) };
  const excuse = suspectConfiguration(at, subject);
  if (excuse) return { ...seen, ...excuse, outcome: "blocked" };
  if (expectation.tolerate && match(at, expectation.tolerate.matchers, subject, scope).ok)
    return { ...seen, outcome: "warn", reason: `tolerated: ${expectation.tolerate.reason}` };
  return { ...seen, outcome: brokenOutcome(requirement) };
}

type Matched = Match & {
  expected?: string;
  matchers?: Matchers;
  blocked?: Verdict["blocked"];
  notApplicable?: boolean;
  reason?: string;
};

/** Fills in what the expectation refers to, then matches. A reference to the judged answer itself that is not there is a mismatch. */
function match(at: StepToJudge, matchers: Matchers, subject: Subject, scope: Scope): Matched {
  try {
    const resolved = resolve(withPossibleAlternatives(matchers, scope), scope) as Members;
    const matched = matchAll(resolved, subject);
    const free = matched.inapplicable === undefined ? {} : { notApplicable: true, reason: matched.inapplicable };
    return { ...matched, ...free, expected: describeMatchers(resolved), matchers: resolved };
  } catch (error) {
    if (!(error instanceof Unresolved)) throw error;
    const root = error.reference.split(".")[0] ?? "";
    if (root === "step")
      return {
        ok: false,
        actual: `${summarize(subject.observation)}, without ${error.reference.slice("step.".length)}`,
      };
    const origin = at.check.steps.find((step) => step.as === root);
    const state = origin && at.stored.steps.get(at.check.id)?.get(origin.path);
    if (state?.state === "given-not-held")
      return { ok: false, notApplicable: true, reason: state.because, actual: summarize(subject.observation) };
    return {
      ok: false,
      blocked: "not-observed",
      reason: `"${error.reference}" was not observed`,
      actual: summarize(subject.observation),
    };
  }
}

/** An alternative of `any` that refers to something the judged answer does not have cannot hold; the others still can. */
function withPossibleAlternatives(matchers: Matchers, scope: Scope): Matchers {
  const alternatives = matchers["any"] as Members[] | undefined;
  if (!alternatives) return matchers;
  const missing = (one: Members): boolean =>
    references(one).some((name) => name.startsWith("step.") && lookUp(scope, name) === undefined);
  const possible = alternatives.filter((one) => !missing(one));
  return possible.length > 0 ? { ...matchers, any: possible } : matchers;
}

type Excuse = Pick<Verdict, "blocked" | "reason">;

/**
 * No answer, a brake, a page that our rules do not know: nothing that speaks for the server or against it, so that
 * neither "not status 200" nor "no such header" is met by it. What names it is met, or not, as stated.
 */
function unanswered(matchers: Matchers, observation: Observation): Excuse | undefined {
  const view = viewOf(observation);
  if (observation.transport) {
    const { code, message, key } = observation.transport;
    // An authority that we were not told of is a matter of the provider file, whatever is asserted.
    if (judgesTransport(matchers, code) && key !== "network.ca") return undefined;
    return {
      blocked: code === "timeout" ? "timeout" : "unreachable",
      reason: `${message}${key ? `; look at "${key}"` : ""}`,
    };
  }
  if (
    (view.status === 429 || (view.status === 503 && view.headers["retry-after"])) &&
    !namesStatus(matchers, view.status)
  )
    return { blocked: "rate-limited", reason: "the server asks for fewer requests; lower network.rate" };
  if (observation.page === "stuck") {
    const { because, key, human } = observation.stuck ?? {
      because: `no page rule fits "${observation.page_text ?? ""}"`,
      key: "pages",
      human: false,
    };
    return { blocked: human ? "needs-human" : "needs-config", reason: `${because}; look at "${key}"` };
  }
  return undefined;
}

function namesStatus(matchers: Matchers, status: number): boolean {
  return Object.entries(matchers).some(
    ([name, value]) =>
      (name === "status" && [value].flat().map(Number).includes(status)) ||
      (name === "any" && (value as Members[]).some((one) => namesStatus(one, status))),
  );
}

/** A refusal that looks like a mistake in the provider file, of a client that never succeeded. */
function suspectConfiguration(at: StepToJudge, { observation }: Subject): Excuse | undefined {
  if (isChanged(at.step, drawsOnEarlier(at))) return undefined;
  const base = at.suite.bases.get(`${at.step.kind}/${at.step.subject}`);
  // A client that was chosen since it may not do this is refused with reason.
  if (base?.grant !== undefined && (at.step.options["client"] as Members | undefined)?.["without"] === base.grant)
    return undefined;
  const key = base && suspectKey(observation, base);
  if (!key || at.stored.proven.has(`${observation.client}/${useOf(base)}`)) return undefined;
  return {
    blocked: "needs-config",
    reason: `${summarize(observation)}, and client "${observation.client}" never succeeded in this run; look at "${key}"`,
  };
}

/**
 * A condition says nothing of the server when the step that it looks at was not answered, unless it asks for just that,
 * or looks like our mistake.
 */
function excuseOf(at: StepToJudge, name: string): Excuse | undefined {
  const step = at.check.steps.find((one) => one.as === name);
  const state = step && at.stored.steps.get(at.check.id)?.get(step.path);
  const last =
    state && "observations" in state ? at.stored.observations.get(state.observations.at(-1) ?? "") : undefined;
  if (!step || !last) return undefined;
  return unanswered(at.step.given[name] ?? {}, last) ?? suspectConfiguration({ ...at, step }, subjectOf([last]));
}

function drawsOnEarlier({ suite, step, check }: StepToJudge): boolean {
  const before = check.steps.slice(0, check.steps.indexOf(step)).map((one) => ({ step: one }));
  return sourceOf(suite, step, before).source !== undefined;
}

/** What the client asks for where the base of the step has a grant: the file may name a scope for each. */
function scopeOfGrant(client: Members, { suite, step }: StepToJudge): Members {
  const grant = suite.bases.get(`${step.kind}/${step.subject}`)?.grant ?? "";
  const scope = ((client["scopes"] ?? {}) as Members)[grant];
  return scope === undefined ? {} : { scope };
}

function judgeScope(at: StepToJudge, observation: Observation): Scope {
  const { stored } = at;
  const client = observation.client === undefined ? undefined : stored.clients.get(observation.client);
  const scope: Scope = {
    issuer: stored.run.provider["issuer"],
    endpoint: stored.endpoints,
    metadata: stored.metadata,
    step: viewOf(observation),
    ...(client ? { client: { ...client, ...scopeOfGrant(client, at) } } : {}),
    resource: stored.run.provider["resource"],
  };
  const steps = stored.steps.get(at.check.id);
  for (const step of at.check.steps) {
    if (!step.as) continue;
    const state = steps?.get(step.path);
    const last =
      state && "observations" in state ? stored.observations.get(state.observations.at(-1) ?? "") : undefined;
    if (last) scope[step.as] = viewOf(last);
  }
  return scope;
}
