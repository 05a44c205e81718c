import { plainStep } from "../load/expand.js";
import type { FrontChannel, Session } from "../front-channel/front-channel.js";
import type { CookieJar } from "tough-cookie";
import type { Client } from "../types/provider.js";
import { StepBlocked } from "./blocked.js";
import { runSteps } from "./check.js";
import { inLine } from "./in-line.js";
import type { StepContext } from "./step.js";

export interface Lease {
  session: Session;
  release(): Promise<void>;
}

/** Browser sessions, each leased to one authorization request at a time: servers keep the pending request in the session. */
export interface SessionPool {
  /** A session as the step asks for; `ready` ones have been through a whole flow, so the user is known in them. */
  lease(context: StepContext, want: { ready: boolean; client: Client | undefined }): Promise<Lease>;
}

/**
 * @param stored cookies of a login by hand: the server has one session behind them, so one request at a time uses it
 */
export function openSessionPool(frontChannel: FrontChannel, stored?: CookieJar): SessionPool {
  const idle: Session[] = [];
  const newSession = (): Session => frontChannel.newSession(stored?.cloneSync());
  const byHand = stored && oneAtATime(newSession());
  const ready = new WeakSet<Session>();
  let count = 0;

  async function makeReady(context: StepContext, session: Session, client: Client | undefined): Promise<void> {
    const ownGrant = client && !client.grants.includes("authorization_code") && client.grants.includes("implicit");
    const step = plainStep({ kind: "authorize", subject: ownGrant ? "token" : "code", path: "1" });
    const own = { session };
    const [memory] = await runSteps(
      {
        run: context.run,
        check: `session/${++count}`,
        inputs: {},
        before: [],
        forced: ownGrant || client?.grants.includes("authorization_code") ? client : undefined,
        own,
        disturbs: true,
      },
      [step],
    );
    if (memory?.state.state === "blocked")
      throw new StepBlocked(memory.state.reason, `no session could be had: ${memory.state.because}`, {
        key: memory.state.key,
        observations: memory.result?.stored,
      });
    ready.add(session);
  }

  return {
    async lease(context, want) {
      const kind = context.step.options["session"] ?? (context.disturbs ? "own" : "shared");
      if (kind === "none") {
        const session = frontChannel.newSession();
        return { session, release: () => frontChannel.closeSession(session) };
      }
      if (kind === "own") {
        const fresh = context.own.session === undefined;
        const session = (context.own.session ??= newSession());
        if (want.ready && fresh) await makeReady(context, session, want.client);
        return { session, release: async () => undefined };
      }
      if (byHand) return byHand();
      const at = idle.findIndex((session) => ready.has(session));
      const session = (at >= 0 ? idle.splice(at, 1)[0] : idle.pop()) ?? newSession();
      try {
        if (want.ready && !ready.has(session)) await makeReady(context, session, want.client);
      } catch (error) {
        idle.push(session);
        throw error;
      }
      return { session, release: async () => void idle.push(session) };
    },
  };
}

/** A session that is handed to the next in line when it is given back. */
function oneAtATime(session: Session): () => Promise<Lease> {
  const line = inLine();
  return async () => {
    const free = await line();
    return { session, release: async () => free() };
  };
}
