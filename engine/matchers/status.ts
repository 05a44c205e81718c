import type { Json } from "../types/suite.js";
import { type Matcher, list } from "../matching/matcher.js";

export const matcher: Matcher = {
  describe: (value) => `status ${list(value).join(" or ")}`,
  match: (value, { view: { status } }) => ({
    ok: status !== undefined && list(value).some((one) => isOf(one, status)),
    actual: status === undefined ? "no HTTP answer" : `status ${status}`,
  }),
};

/** A number, or a class of them: `2xx`. */
export function isOf(wanted: Json, status: number): boolean {
  const ofClass = /^([1-5])xx$/.exec(String(wanted));
  return ofClass ? Math.floor(status / 100) === Number(ofClass[1]) : Number(wanted) === status;
}
