import type { Exchange } from "./exchange.js";
import { MENDERS } from "./operations/mend.js";
import { verifies } from "./parameter.js";
import { valueOf, valuesOf, withValue } from "./pairs.js";
import type { Step } from "./types.js";

export function needsEscrow(steps: Step[]): boolean {
  return steps.some(
    (step) => "mend" in step && step.mend.some((part) => part === "code_verifier" || part === "code_challenge"),
  );
}

/** The server gets the overlay's own challenge, so that the overlay can say which verifiers are forgiven. */
export function lodgeChallenge(exchange: Exchange): void {
  const { onward, request } = exchange;
  const challenges = valuesOf(request.params, "code_challenge");
  const sound = challenges.length === 1 && /^[\w.~-]{43}$/.test(challenges[0] ?? "");
  if (!sound || valueOf(request.params, "code_challenge_method") !== "S256") return;
  const place = onward.method === "POST" ? "form" : "query";
  onward[place] = MENDERS.code_challenge(exchange, onward[place]);
  onward.changed = true;
}

/** A right verifier is exchanged for the one that the server knows; a wrong one stays wrong. */
export function redeemVerifier(exchange: Exchange): void {
  const { memory, onward, origin } = exchange;
  const verifier = valueOf(onward.form, "code_verifier");
  if (!origin?.escrowed || verifier === undefined || !verifies(origin, verifier)) return;
  onward.form = withValue(onward.form, "code_verifier", memory.escrow.verifier);
  onward.changed = true;
}
