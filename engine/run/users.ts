import type { Provider, User } from "../types/provider.js";
import { tamper } from "../values/functions.js";
import { StepBlocked } from "./blocked.js";

/**
 * The account that a step acts as: the first usable one of the file. With `wrong` its password is wrong; `unknown` is
 * a name that does not exist, so that no account is ever locked out.
 *
 * @throws StepBlocked needs-config when a variable of the only account is not set
 */
export function userOf(provider: Provider, act: unknown): User | undefined {
  if (act === "none") return undefined;
  const { users } = provider;
  const usable = users.find((user) => user.missing.length === 0);
  const missing = users[0]?.missing;
  if (!usable && missing)
    throw new StepBlocked("needs-config", `variable "${missing.join('", "')}" of the user is not set`, {
      key: "users",
    });
  if (usable && act === "wrong") return { ...usable, password: String(tamper(usable.password)) };
  if (usable && act === "unknown") return { ...usable, username: `nobody-${Date.now().toString(36)}` };
  return usable;
}
