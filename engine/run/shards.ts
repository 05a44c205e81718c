import type { ShardRecord } from "../types/evidence.js";
import type { Provider, User } from "../types/provider.js";
import { AssayError, didYouMean } from "../errors.js";
import type { Check } from "../types/suite.js";

/** One part of a run that several commands do together: `--shard INDEX/TOTAL`, from 1. */
export type Shard = Pick<ShardRecord, "index" | "total">;

/**
 * Deals checks out to so many shards, as many to each as can be. The disturbing ones all go to the first: only there can
 * they come after all others and one at a time.
 *
 * @returns the shard of each check, from 1, by id
 */
export function dealChecks(checks: readonly Check[], total: number): Map<string, number> {
  const sizes = Array.from({ length: total }, () => 0);
  const shards = new Map<string, number>();
  const give = (check: Check, at: number): void => {
    sizes[at] = (sizes[at] ?? 0) + 1;
    shards.set(check.id, at + 1);
  };
  for (const check of checks) if (check.disturbs) give(check, 0);
  for (const check of checks) if (!check.disturbs) give(check, sizes.indexOf(Math.min(...sizes)));
  return shards;
}

/**
 * The provider with the account that a run logs in with at the front: the one named, else for shard I the I-th of those
 * that can be used, from the first again when there are fewer. What a shard ends of its own user's sessions and grants
 * is nothing to the others.
 *
 * @throws AssayError USAGE for a name that is not among the users, or whose variables are not set
 */
export function asUser(provider: Provider, { shard, user }: { shard?: Shard; user?: string }): Provider {
  const usable = provider.users.filter((one) => one.missing.length === 0);
  const chosen =
    user === undefined ? shard && usable[(shard.index - 1) % Math.max(1, usable.length)] : userNamed(provider, user);
  return chosen ? { ...provider, users: [chosen, ...provider.users.filter((one) => one !== chosen)] } : provider;
}

function userNamed({ users, secrets }: Provider, name: string): User {
  const found = users.find((one) => one.username === name);
  if (found && found.missing.length === 0) return found;
  if (found)
    throw new AssayError({
      code: "USAGE",
      message: `variable "${found.missing.join('", "')}" of user "${name}" is not set`,
    });
  const names = users.flatMap(({ username }) => (secrets.includes(username) ? [] : [username]));
  const guess = didYouMean(name, names);
  throw new AssayError({
    code: "USAGE",
    message: `no user "${name}" in the provider file`,
    hint: guess ? `did you mean "${guess}"?` : `usernames under "users": ${names.join(", ") || "none"}`,
  });
}

/** What evidence says of a shard: which part it is, and as whom it met the server. */
export function shardRecord(shard: Shard, provider: Provider, redact: (text: string) => string): ShardRecord {
  const user = provider.users.find((one) => one.missing.length === 0);
  return { index: shard.index, total: shard.total, ...(user ? { user: redact(user.username) } : {}) };
}
