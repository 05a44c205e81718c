import { strings } from "../load/expand.js";
import type { Json, Members } from "../types/suite.js";
import type { Draft } from "./draft.js";

/** Applies the mutations of a step, their values resolved, to a complete request. */
export function mutate(draft: Draft, options: Members): void {
  for (const [name, value] of Object.entries((options["set"] ?? {}) as Members)) setParameter(draft, name, text(value));
  for (const name of strings(options["omit"])) draft.form = draft.form.filter(([one]) => one !== name);
  for (const name of strings(options["empty"])) setParameter(draft, name, "");
  repeat(draft, options["repeat"]);
  const moved = strings((options["move"] as Members | undefined)?.["query"]);
  draft.query.push(...draft.form.filter(([name]) => moved.includes(name)));
  draft.form = draft.form.filter(([name]) => !moved.includes(name));
  if (options["encode"]) draft.encode = options["encode"] as Draft["encode"];
  if (options["method"]) draft.method = String(options["method"]);
  if (options["raw"] !== undefined) draft.raw = String(options["raw"]);
  for (const [name, value] of Object.entries((options["headers"] ?? {}) as Members)) {
    if (value === null) draft.headers[name.toLowerCase()] = [];
    else draft.headers[name.toLowerCase()] = strings(value);
  }
}

/** The parameter's first occurrence is exchanged, others go; a new one is added at the end. */
export function setParameter(draft: Draft, name: string, value: string): void {
  const at = draft.form.findIndex(([one]) => one === name);
  if (at < 0) draft.form.push([name, value]);
  else
    draft.form = [
      ...draft.form.slice(0, at),
      [name, value],
      ...draft.form.slice(at + 1).filter(([one]) => one !== name),
    ];
}

function repeat(draft: Draft, option: Json | undefined): void {
  if (option === undefined) return;
  const seconds =
    typeof option === "object" && option !== null && !Array.isArray(option)
      ? Object.entries(option)
      : strings(option).map((name) => [name, null] as const);
  for (const [name, second] of seconds) {
    const first = draft.form.find(([one]) => one === name)?.[1];
    draft.form.push([name, second === null ? (first ?? "") : text(second)]);
    if (first === undefined) draft.form.push([name, text(second)]);
  }
}

function text(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
