import { isConfirmation } from "../judge/confirm.js";
import type { EvidenceRecord } from "../types/evidence.js";
import { StepBlocked } from "./blocked.js";

/** How often one user's wrong password, or one client's wrong secret, is sent in a run: servers lock accounts. */
const MOST_GUESSES = 2;

/** Whose password or secret a request has wrong. */
export interface Guess {
  of: "user" | "client";
  name: string;
}

/** The wrong passwords and secrets of a run, counted as they go out; a run that is taken up again counts on. */
export interface Guesses {
  /**
   * Counts one that is about to be sent by a check. Throws StepBlocked where it would be a user's third, and not the
   * first of its check, or of a third check. A plan may refuse a client more often than that, each check once; only its
   * second run keeps to the limit.
   */
  take(check: string, guess: Guess): void;
  /**
   * Why a check must not be done once more: what it sent would be too much; undefined: it may.
   * @param of only what is a user's
   */
  refusal(check: string, of?: Guess["of"]): string | undefined;
  /** Why a second run was stopped all the same; undefined: it was not. */
  stopped(check: string): string | undefined;
}

export function openGuesses(
  earlier: readonly EvidenceRecord[],
  record: (one: EvidenceRecord) => void,
  redact: (text: string) => string,
): Guesses {
  const sent = new Map<string, number>();
  /** What each check has sent, by whose it is. */
  const byCheck = new Map<string, Map<string, number>>();
  const stopped = new Map<string, string>();
  const add = (counts: Map<string, number>, whose: string): unknown => counts.set(whose, (counts.get(whose) ?? 0) + 1);
  const count = (check: string, whose: string): void => {
    add(sent, whose);
    const own = byCheck.get(check) ?? new Map<string, number>();
    add(own, whose);
    byCheck.set(check, own);
  };
  for (const one of earlier) if (one.type === "guess") count(one.check, one.whose);
  return {
    take(check, { of, name }) {
      const whose = `${of} "${redact(name)}"`;
      const again = isConfirmation(check);
      // A check that was begun anew has sent it twice, and takes no other check's room by that.
      const others = [...byCheck].filter(([id, own]) => id !== check && own.has(whose)).length;
      const first = !again && byCheck.get(check)?.has(whose) !== true;
      if ((of === "user" || again) && (first ? others : (sent.get(whose) ?? 0)) >= MOST_GUESSES) {
        if (again) stopped.set(check, limitOf(whose));
        throw new StepBlocked("not-observed", `${limitOf(whose)}, and in this run they were`);
      }
      // Before it is sent: a run that is killed now must not count one too few.
      record({ type: "guess", check, whose });
      count(check, whose);
    },
    refusal(check, of) {
      const over = [...(byCheck.get(check) ?? [])].find(
        ([whose, times]) => whose.startsWith(of ?? "") && (sent.get(whose) ?? 0) + times > MOST_GUESSES,
      );
      return over && limitOf(over[0]);
    },
    stopped: (check) => stopped.get(check),
  };
}

function limitOf(whose: string): string {
  return `wrong ${whose.startsWith("user ") ? "passwords" : "secrets"} of ${whose} are sent at most twice`;
}
