import { type Matcher, list, show } from "../matching/matcher.js";

/** `[part, whole]`: the part stands in the whole as it is, or percent-encoded as in a URL. */
export const matcher: Matcher = {
  describe: (value) => `${show(list(value)[0])} within ${show(list(value)[1])}`,
  match: (value) => {
    const [part, whole] = list(value).map(String);
    const ok = [whole ?? "", decoded(whole ?? "")].some((text) => text.includes(part ?? ""));
    return { ok, actual: `${show(part)} is ${ok ? "" : "not "}within ${show(whole)}` };
  },
};

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return text;
  }
}
