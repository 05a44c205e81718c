/** Whether two runs of one server, each on fresh state, came to the same verdicts. */
import type { Report } from "../engine/index.js";

const outcomes = ({ checks, not_selected }: Report): Map<string, string> =>
  new Map([
    ...checks.flatMap(({ verdicts }) => verdicts.map(({ key, outcome }): [string, string] => [key, outcome])),
    ...not_selected.map(({ id }): [string, string] => [id, "not-selected"]),
  ]);

/** `key: pass, then fail` for every verdict that differs; empty when the runs agree. */
export function differences(first: Report, second: Report): string[] {
  const [before, after] = [outcomes(first), outcomes(second)];
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((key) => before.get(key) !== after.get(key))
    .toSorted()
    .map((key) => `${key}: ${before.get(key) ?? "absent"}, then ${after.get(key) ?? "absent"}`);
}
