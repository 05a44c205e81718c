import { createHash } from "node:crypto";
import type { Profile } from "../types/suite.js";

/** Digest of what a profile holds under its revision. */
export function profileDigest(profile: Pick<Profile, "profile" | "revision" | "requirements" | "mandatory">): string {
  const contents = JSON.stringify([
    profile.profile,
    profile.revision,
    [...profile.requirements].sort(),
    [...profile.mandatory].sort(),
  ]);
  return createHash("sha256").update(contents).digest("hex").slice(0, 16);
}
