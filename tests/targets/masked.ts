import type { Target } from "../../targets/target.js";

/** A text without what is another in each run. */
export function masked({ issuer }: Target, text: string): string {
  return text
    .replaceAll(new URL(issuer).port, "PORT")
    .replace(/[\w-]{40,}/g, "TOKEN")
    .replace(/expires=[A-Z][a-z]{2}, [^;"]+/g, "expires=DATE")
    .replace(/(\\?"(?:iat|exp|nbf|auth_time)\\?":)\d+/g, "$1TIME")
    .replace(/\b[B-Z]{4}-[B-Z]{4}\b|\bvalue="[b-z]{8}"/g, "USER-CODE")
    .replace(/[0-9a-f]{16,}|user-[0-9a-f]{8}|interaction\/[\w-]+|uid=[\w-]+/g, "ID");
}
