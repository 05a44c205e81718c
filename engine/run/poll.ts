import { setTimeout as sleep } from "node:timers/promises";
import { matchAll, subjectOf } from "../matching/evaluate.js";
import type { Members } from "../types/suite.js";
import { join } from "./repeat.js";
import { type StepContext, type StepResult, scopeOf } from "./step.js";
import { resolve } from "../values/template.js";

const DEFAULT_INTERVAL = 5;

/** Repeats a request while its answer fits `while`, at most `for` seconds; five seconds more after each slow_down (RFC 8628 3.5). */
export async function poll(
  context: StepContext,
  once: (context: StepContext, suffix: string) => Promise<StepResult>,
): Promise<StepResult> {
  const {
    while: goesOn,
    for: seconds,
    interval: stated,
  } = context.step.options["poll"] as { while: Members; for: number; interval?: number };
  const offered = context.before
    .findLast((one) => typeof one.result?.live.at(-1)?.["interval"] === "number")
    ?.result?.live.at(-1)?.["interval"];
  let interval = stated ?? Number(offered ?? DEFAULT_INTERVAL);
  const end = Date.now() + seconds * 1000;
  const results: StepResult[] = [];
  for (;;) {
    const result = await once(context, `#${results.length + 1}`);
    results.push(result);
    const body = result.live.at(-1)?.body as Members | undefined;
    if (body?.["error"] === "slow_down") interval += 5;
    const subject = subjectOf(result.stored);
    const stays = resolve(goesOn, scopeOf(context, "stored", { step: subject.view })) as Members;
    if (!matchAll(stays, subject).ok || Date.now() + interval * 1000 > end) return join(results);
    await context.run.turns.aside(() => sleep(interval * 1000, undefined, { signal: context.run.signal }));
  }
}
