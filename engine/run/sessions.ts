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
  /** From now on sessions have these cookies of a login by hand. */
  adopt(jar: CookieJar): void;
  /** Gives up a check's own session, so that its next one has what was adopted. */
  renew(context: StepContext): Promise<void>;
}

/**
 * @param stored cookies of a login by hand: the server has one session behind them, so one request at a time uses it
 */
export function openSessionPool(frontChannel: FrontChannel, stored?: CookieJar): SessionPool {
  const idle: Session[] = [];
  let jar = stored;
  const newSession = (): Session => frontChannel.newSession(jar?.cloneSync());
  let line = stored && oneAtATime(newSession());
  const byHand = (): Promise<Lease> | undefined => line?.();
  const ready = new WeakSet<Session>();
  let count = 0;

  /** Gives the session that it came to, which is another one when a person had to log in meanwhile. */
  async function makeReady(context: StepContext, session: Session, client: Client | undefined): Promise<Session> {
    const ownGrant = client && !client.grants.includes("authorization_code") && client.grants.includes("implicit");
    const step = plainStep({ kind: "authorize", subject: ownGrant ? "token" : "code", path: "1" });
    const own: { session?: Session } = { session };
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
    const came = own.session ?? session;
    ready.add(came);
    return came;
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
        if (want.ready && fresh) context.own.session = await makeReady(context, session, want.client);
        return { session: context.own.session, release: async () => undefined };
      }
      const handed = byHand();
      if (handed) return handed;
      const at = idle.findIndex((session) => ready.has(session));
      const session = (at >= 0 ? idle.splice(at, 1)[0] : idle.pop()) ?? newSession();
      try {
        if (want.ready && !ready.has(session)) {
          const came = await makeReady(context, session, want.client);
          // A person has logged in meanwhile: the server has one session behind that login.
          const handed = came === session ? undefined : byHand();
          if (handed) return await handed;
        }
      } catch (error) {
        idle.push(session);
        throw error;
      }
      return { session, release: async () => void idle.push(session) };
    },
    adopt(cookies) {
      jar = cookies;
      line = oneAtATime(newSession());
    },
    async renew({ own }) {
      const { session } = own;
      own.session = undefined;
      if (session) await frontChannel.closeSession(session);
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
