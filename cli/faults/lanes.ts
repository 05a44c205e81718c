import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { FaultResult, Verdict } from "../../engine/index.js";

/** What a thread is handed. */
export type LaneTask = { type: "fault"; slug: string; whole: boolean } | { type: "dead"; name: string };

/** What a thread says. When it is ready, and after a result or a dead server, it is free for the next task. */
export type LaneMessage =
  | { type: "ready" }
  | { type: "baseline"; on?: string; verdicts: Verdict[]; unexpected: string[]; checks: number }
  | { type: "result"; result: FaultResult }
  | { type: "dead"; server: string; passes: string[] };

export const LANES = Math.min(4, availableParallelism());

/**
 * Does the tasks in a thread for each processor, at most four: the servers live in the same process.
 * Each of `groups` goes to one thread, since its tasks share what that finds out for them.
 */
export async function inLanes(
  groups: LaneTask[][],
  rest: LaneTask[],
  onMessage: (message: LaneMessage) => void,
): Promise<void> {
  const lanes = Math.min(LANES, Math.max(1, groups.length + rest.length));
  const waiting = [...rest];
  const own = Array.from({ length: lanes }, (_, lane) => groups.filter((__, group) => group % lanes === lane).flat());
  await Promise.all(own.map((tasks) => runLane(() => tasks.shift() ?? waiting.shift(), onMessage)));
}

/** Deviations that a thread has in hand at once: while one waits for a token to expire, the other acts. */
const IN_HAND = 2;

function runLane(next: () => LaneTask | undefined, onMessage: (message: LaneMessage) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./lane.js", import.meta.url));
    let inHand = 0;
    const hand = (): void => {
      for (let task = next(); task; task = inHand < IN_HAND ? next() : undefined) {
        worker.postMessage(task);
        inHand += 1;
        if (inHand >= IN_HAND) return;
      }
      if (inHand === 0) worker.postMessage({ type: "end" });
    };
    worker.on("message", (message: LaneMessage) => {
      onMessage(message);
      if (message.type === "baseline") return;
      if (message.type !== "ready") inHand -= 1;
      hand();
    });
    worker.once("error", reject);
    worker.once("exit", () => resolve());
  });
}
