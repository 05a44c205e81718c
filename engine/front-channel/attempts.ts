const MOST_REFUSALS = 2;

interface Standing {
  refused: number;
  underWay: number;
  proven: boolean;
  waiting: (() => void)[];
}

/** What became of a password: `unknown` when the answer says nothing about it. */
export type Outcome = "accepted" | "refused" | "unknown";

/**
 * Sees to it that a password that is not known to be right is sent at most twice, however many sessions log in at
 * once: accounts get locked.
 */
export class Attempts {
  readonly #standings = new Map<string, Standing>();

  /**
   * @param id the user, and the client for which they log in
   * @returns what to call with the outcome, or undefined when the password was refused twice
   */
  async take(id: string): Promise<((outcome: Outcome) => void) | undefined> {
    let standing = this.#standings.get(id);
    if (!standing) this.#standings.set(id, (standing = { refused: 0, underWay: 0, proven: false, waiting: [] }));
    const own = standing;
    while (!own.proven && own.refused < MOST_REFUSALS && own.refused + own.underWay >= MOST_REFUSALS) {
      await new Promise<void>((resolve) => own.waiting.push(resolve));
    }
    if (own.refused >= MOST_REFUSALS) return undefined;
    own.underWay += 1;
    return (outcome) => settle(own, outcome);
  }
}

function settle(standing: Standing, outcome: Outcome): void {
  standing.underWay -= 1;
  if (outcome === "accepted") {
    standing.proven = true;
    standing.refused = 0;
  } else if (outcome === "refused") {
    standing.proven = false;
    standing.refused += 1;
  }
  for (const resume of standing.waiting.splice(0)) resume();
}
