import type { Observation } from "../types/evidence.js";
import type { Evidence } from "../types/report.js";

/** Observations with short names (`code-3`) in place of pseudonyms, for people; never for judging. */
export function readableEvidence(observations: ReadonlyMap<string, Observation>): Evidence {
  return new Map(
    [...observations].map(([id, { names, ...observation }]) => [
      id,
      names ? (replace(observation, names) as Observation) : observation,
    ]),
  );
}

/** A text with short names in place of pseudonyms. */
export function readableText(text: string, names: Readonly<Record<string, string>>): string {
  return text.replaceAll(/[A-Za-z0-9._~+/-]{8,}=*/g, (word) => names[word] ?? word);
}

function replace(value: unknown, names: Readonly<Record<string, string>>): unknown {
  if (typeof value === "string") return readableText(value, names);
  if (Array.isArray(value)) return value.map((item) => replace(item, names));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, replace(item, names)]));
}
