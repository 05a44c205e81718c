import { setParameter } from "../request/mutate.js";
import type { Draft } from "../request/draft.js";
import type { GrantSettings } from "../types/provider.js";
import type { Base, Members } from "../types/suite.js";
import type { FunctionContext } from "../values/functions.js";
import { type Scope, resolve } from "../values/template.js";

const ENCODINGS = {
  "application/x-www-form-urlencoded": "form",
  "multipart/form-data": "multipart",
  "application/json": "json",
} as const;

/** What the provider file says that requests of this grant need at its server, besides what the base has. */
export function applyGrantSettings(
  draft: Draft,
  base: Base,
  settings: GrantSettings | undefined,
  scope: Scope,
  functions: FunctionContext,
): void {
  if (!settings) return;
  const further = asksForConsent(base) ? settings.authorization : base.step === "token" ? settings.parameters : {};
  for (const [name, value] of Object.entries(resolve({ ...further } as Members, scope, functions) as Members))
    setParameter(draft, name, String(value));
  if (base.step === "token" && settings.content_type) draft.encode = ENCODINGS[settings.content_type];
}

/** An authorization request, whether somebody follows it, only its first answer counts, or it is pushed (RFC 9126 2). */
function asksForConsent({ step, endpoint }: Base): boolean {
  return step === "authorize" || (step === "call" && ["authorization", "par"].includes(endpoint));
}
