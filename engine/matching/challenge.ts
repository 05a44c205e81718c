/** One challenge of a WWW-Authenticate header; parameter names in lower case. */
export interface Challenge {
  scheme: string;
  parameters: Record<string, string>;
}

const TOKEN = /[!#$%&'*+\-.^_`|~0-9A-Za-z]+/y;
const PARAMETER = /([!#$%&'*+\-.^_`|~0-9A-Za-z]+)[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|([!#$%&'*+\-.^_`|~0-9A-Za-z]+))/y;
const TOKEN68 = /[A-Za-z0-9\-._~+/]+=*(?=[ \t]*(?:,|$))/y;
const SEPARATOR = /[ \t]*,[ \t]*/y;

/**
 * Challenges of a WWW-Authenticate value by the grammar of RFC 9110 11.6.1 (several in one value,
 * quoted strings with escapes, token68); undefined when it does not follow the grammar.
 */
export function parseChallenges(value: string): Challenge[] | undefined {
  const challenges: Challenge[] = [];
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const match = pattern.exec(value);
    if (match) at = pattern.lastIndex;
    return match;
  };
  while (at < value.length) {
    while (take(SEPARATOR) || take(/[ \t]+/y));
    if (at >= value.length) break;
    const scheme = take(TOKEN);
    if (!scheme) return undefined;
    const challenge: Challenge = { scheme: scheme[0], parameters: {} };
    challenges.push(challenge);
    if (!take(/ +/y)) {
      if (at < value.length && !take(SEPARATOR)) return undefined;
      continue;
    }
    for (let parameter = take(PARAMETER); parameter;) {
      challenge.parameters[(parameter[1] ?? "").toLowerCase()] =
        parameter[2]?.replaceAll(/\\(.)/g, "$1") ?? parameter[3] ?? "";
      const before = at;
      parameter = take(SEPARATOR) ? take(PARAMETER) : null;
      if (!parameter) at = before;
    }
    if (Object.keys(challenge.parameters).length === 0) take(TOKEN68);
    take(/[ \t]+/y);
    if (at < value.length && value[at] !== ",") return undefined;
  }
  return challenges.length > 0 ? challenges : undefined;
}
