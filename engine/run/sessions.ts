import type { FrontChannel, Session } from "../front-channel/front-channel.js";
import type { Client } from "../types/provider.js";
import type { Step } from "../types/suite.js";
import { StepBlocked } from "./blocked.js";
import { runSteps } from "./check.js";
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

export function openSessionPool(frontChannel: FrontChannel): SessionPool {
  const idle: Session[] = [];
  const ready = new WeakSet<Session>();
  let count = 0;

  async function makeReady(context: StepContext, session: Session, client: Client | undefined): Promise<void> {
    const step: Step = {
      kind: "authorize",
      subject: "code",
      path: "1",
      needs: [],
      given: {},
      expect: [],
      setup: false,
      options: {},
    };
    const own = { session };
    const [memory] = await runSteps(
      {
        run: context.run,
        check: `session/${++count}`,
        inputs: {},
        before: [],
        forced: client?.grants.includes("authorization_code") ? client : undefined,
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
        const session = (context.own.session ??= frontChannel.newSession());
        if (want.ready && fresh) await makeReady(context, session, want.client);
        return { session, release: async () => undefined };
      }
      const at = idle.findIndex((session) => ready.has(session));
      const session = (at >= 0 ? idle.splice(at, 1)[0] : idle.pop()) ?? frontChannel.newSession();
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
