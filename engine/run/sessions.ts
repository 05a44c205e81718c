import { plainStep } from "../load/expand.js";
import type { FrontChannel, Session } from "../front-channel/front-channel.js";
import type { CookieJar } from "tough-cookie";
import type { Client } from "../types/provider.js";
import { StepBlocked } from "./blocked.js";
import { runSteps } from "./check.js";
import { inLine } from "./in-line.js";
import type { StepContext } from "./step.js";
import { undisturbed } from "./undisturbed.js";

export interface Lease {
  session: Session;
  release(): Promise<void>;
}

/** Browser sessions, each leased to one authorization request at a time: servers keep the pending request in the session. */
export interface SessionPool {
  /** A session as the step asks for; `ready` ones have been through a whole flow, so the user is known in them. */
  lease(context: StepContext, want: { ready: boolean; client: Client | undefined }): Promise<Lease>;
  /** From now on all leases share one session with these cookies of a login by hand. */
  adopt(jar: CookieJar): void;
  /** Gives up the session of the check's own, so that it gets the one that was adopted. */
  giveUp(context: StepContext): Promise<void>;
}

/**
 * @param stored cookies of a login by hand: the server has one session behind them and may change its name whenever it
 * is used, so all checks share it, one request at a time
 */
export function openSessionPool(frontChannel: FrontChannel, stored?: CookieJar): SessionPool {
  const idle: Session[] = [];
  let byHand = stored && oneAtATime(frontChannel.newSession(stored));
  const handed = (): Promise<Lease> | undefined => byHand?.();
  const ready = new WeakSet<Session>();
  let count = 0;

  /** Says whether the session is of use: not when a person had to log in, which gave another one. */
  async function makeReady(context: StepContext, session: Session, client: Client | undefined): Promise<boolean> {
    const ownGrant = client && !client.grants.includes("authorization_code") && client.grants.includes("implicit");
    const step = plainStep({ kind: "authorize", subject: ownGrant ? "token" : "code", path: "1" });
    const own: { session?: Session } = { session };
    const check = `session/${++count}`;
    const [memory] = await undisturbed(context.run, check, () =>
      runSteps(
        {
          run: context.run,
          check,
          inputs: {},
          before: [],
          forced: ownGrant || client?.grants.includes("authorization_code") ? client : undefined,
          own,
          disturbs: true,
        },
        [step],
      ),
    );
    if (memory?.state.state === "blocked")
      throw new StepBlocked(memory.state.reason, `no session could be had: ${memory.state.because}`, {
        key: memory.state.key,
        observations: memory.result?.stored,
      });
    ready.add(session);
    return own.session === session;
  }

  const pool: SessionPool = {
    async lease(context, want) {
      const kind = context.step.options["session"] ?? (context.disturbs ? "own" : "shared");
      if (kind === "none") {
        const session = frontChannel.newSession();
        return { session, release: () => frontChannel.closeSession(session) };
      }
      const shared = kind === "own" && context.own.session ? undefined : handed();
      if (shared) return shared;
      if (kind === "own") {
        const fresh = context.own.session === undefined;
        const session = (context.own.session ??= frontChannel.newSession());
        if (want.ready && fresh && !(await makeReady(context, session, want.client))) {
          context.own.session = undefined;
          return pool.lease(context, want);
        }
        return { session, release: async () => undefined };
      }
      const at = idle.findIndex((session) => ready.has(session));
      const session = (at >= 0 ? idle.splice(at, 1)[0] : idle.pop()) ?? frontChannel.newSession();
      try {
        if (want.ready && !ready.has(session) && !(await makeReady(context, session, want.client)))
          return await pool.lease(context, want);
      } catch (error) {
        idle.push(session);
        throw error;
      }
      return { session, release: async () => void idle.push(session) };
    },
    adopt(cookies) {
      byHand = oneAtATime(frontChannel.newSession(cookies));
    },
    async giveUp({ own }) {
      const { session } = own;
      own.session = undefined;
      if (session) await frontChannel.closeSession(session);
    },
  };
  return pool;
}

/** A session that is handed to the next in line when it is given back. */
function oneAtATime(session: Session): () => Promise<Lease> {
  const line = inLine();
  return async () => {
    const free = await line();
    return { session, release: async () => free() };
  };
}
