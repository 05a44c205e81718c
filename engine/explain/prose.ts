import type { Json, Members, Step, Suite } from "../types/suite.js";

/** A step in one sentence, for reports and `assay explain`. */
export function stepText(step: Step, suite: Suite): string {
  const base = suite.bases.get(`${step.kind}/${step.subject}`)?.title ?? suite.fragments.get(step.subject)?.title;
  const subject = step.kind === "wait" ? `wait ${step.subject} seconds` : (base ?? `${step.kind} ${step.subject}`);
  const changes = Object.entries(step.options).flatMap(([name, value]) => CHANGES[name]?.(value) ?? []);
  const where = step.from ? [`with what step "${step.from}" gave`] : [];
  return [subject, ...where, ...changes].join(", ");
}

const USERS: Record<string, string> = {
  approve: "the user agrees",
  deny: "the user refuses",
  wrong: "the user types a wrong password",
  none: "nobody acts",
};

const CHANGES: Record<string, (value: Json) => string> = {
  client: (value) => `as client ${words(value)}`,
  session: (value) =>
    value === "none"
      ? "in a new browser session"
      : value === "own"
        ? "in a session of its own"
        : "in the shared session",
  user: (value) => USERS[String(value)] ?? String(value),
  choose: (value) => `${pairs(value)} on the pages`,
  via: (value) => `sent by ${String(value).toUpperCase()}`,
  set: (value) => `with ${pairs(value)}`,
  omit: (value) => `without ${words(value)}`,
  empty: (value) => `with empty ${words(value)}`,
  repeat: (value) =>
    `with ${Array.isArray(value) || typeof value === "string" ? words(value) : Object.keys(value as Members).join(", ")} twice`,
  raw: () => "with a body of its own",
  move: (value) => `with ${words((value as Members)["query"] ?? null)} in the query`,
  encode: (value) => `encoded as ${String(value)}`,
  method: (value) => `by ${String(value)}`,
  headers: (value) => `with headers ${pairs(value)}`,
  path: (value) => `at the path ${String(value)}`,
  auth: (value) => `with client authentication ${words(value)}`,
  bearer: () => "with a bearer token",
  times: (value) => `${String(value)} times`,
  parallel: () => "at once",
};

function words(value: Json): string {
  if (Array.isArray(value)) return value.join(", ");
  if (value !== null && typeof value === "object") return pairs(value);
  return String(value);
}

function pairs(value: Json): string {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return words(value);
  return Object.entries(value)
    .map(([name, one]) => `${name} = ${typeof one === "string" ? one : JSON.stringify(one)}`)
    .join(", ");
}
