import { isLoopback } from "../http/hosts.js";
import type { Members } from "../types/suite.js";
import { urlParts } from "../values/url.js";
import { type Matcher, list, show } from "../matching/matcher.js";

/** `{ of: URL, scheme: https | [..], fragment: false, query: false, absolute: true, loopback: true }`: parts of a URL as written. */
export const matcher: Matcher = {
  describe: (value) => {
    const { of: _, ...rules } = value as Members;
    return `a URL with ${Object.entries(rules)
      .map(([part, rule]) => `${part} ${show(rule)}`)
      .join(", ")}`;
  },
  match: (value) => {
    const { of, ...rules } = value as Members;
    const parts = urlParts(String(of));
    const wrong = Object.entries(rules).filter(([part, rule]) => {
      if (part === "scheme") return !list(rule ?? null).includes(parts.scheme?.toLowerCase() ?? "");
      if (part === "loopback")
        return isLoopback((parts.authority ?? "").replace(/^.*@/, "").replace(/:\d*$/, "")) !== rule;
      if (part === "absolute") return (parts.scheme !== undefined) !== rule;
      const present = part === "fragment" ? parts.fragment : part === "query" ? parts.query : undefined;
      return (present !== undefined) !== rule;
    });
    return { ok: typeof of === "string" && wrong.length === 0, actual: `the URL ${show(of)}` };
  },
};
