import type { FrontChannel } from "../front-channel/front-channel.js";
import type { Http } from "../http/http.js";
import type { Vault } from "../observe/vault.js";
import type { EvidenceRecord, Fact } from "../types/evidence.js";
import type { Provider } from "../types/provider.js";
import type { Members, Suite } from "../types/suite.js";
import type { Controls } from "./controls.js";
import type { FirstFlow } from "./first-flow.js";
import type { Guesses } from "./guesses.js";
import type { Person } from "./person.js";
import type { SessionPool } from "./sessions.js";
import type { SharedSteps } from "./shared-steps.js";
import type { Turns } from "./turns.js";
import type { Disturbances } from "./undisturbed.js";

/** What every check of a run shares. */
export interface RunContext {
  suite: Suite;
  provider: Provider;
  http: Http;
  frontChannel: FrontChannel;
  /** Absent only where nothing is written: the proof on servers of our own, with secrets made for it. */
  vault?: Vault;
  disturbances: Disturbances;
  /** Appends a record to the evidence. */
  record(record: EvidenceRecord): void;
  facts: Map<string, Fact>;
  /** Symbolic name to absolute URL. */
  endpoints: Record<string, string>;
  metadata: Members;
  /** Keys of the server, when it publishes them. */
  jwks?: { keys: object[] };
  /** Seconds by which the target's clock is ahead of ours. */
  clockOffset: number;
  sessions: SessionPool;
  /** Who helps where a page needs a person; absent where nobody is there. */
  person?: Person;
  firstFlow: FirstFlow;
  controls: Controls;
  guesses: Guesses;
  shared: SharedSteps;
  /** Longest `wait` that is done, in seconds. */
  maxWait: number;
  turns: Turns;
  signal: AbortSignal;
}
