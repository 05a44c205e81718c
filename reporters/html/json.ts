/** Lays JSON out over lines without touching a token: members that occur twice and odd numbers stay as received. */
export const layOut = (text: string): string => {
  try {
    JSON.parse(text);
  } catch {
    return text;
  }
  let depth = 0;
  const line = (by = 0): string => `\n${"  ".repeat((depth += by))}`;
  const tokens = text.match(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g) ?? [];
  let out = "";
  tokens.forEach((token, index) => {
    const opens = token === "{" || token === "[";
    const closes = token === "}" || token === "]";
    const empty = closes && (tokens[index - 1] === "{" || tokens[index - 1] === "[");
    const after = tokens[index + 1];
    if (closes && !empty) out += line(-1);
    out += token === ":" ? ": " : token;
    if (opens && after !== "}" && after !== "]") out += line(1);
    if (token === ",") out += line();
  });
  return out;
};
