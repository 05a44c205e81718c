import type { Draft } from "../request/draft.js";
import { setParameter } from "../request/mutate.js";
import type { Members } from "../types/suite.js";

/** A registration request (RFC 7591 3.1) is a JSON record; what the server wants in it, the provider file says. */
export function applyRegistration(draft: Draft, record: Members | undefined): void {
  if (!record) return;
  draft.encode = "json";
  for (const [name, value] of Object.entries(record))
    setParameter(draft, name, typeof value === "string" ? value : JSON.stringify(value));
}
