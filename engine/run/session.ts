import { type FrontChannel, type OnPicture, openFrontChannel } from "../front-channel/front-channel.js";
import { readSession } from "../front-channel/stored-session.js";
import { askingAgain } from "../http/brake.js";
import { openHttp } from "../http/http.js";
import { confirmationOf } from "../judge/confirm.js";
import { needsOf } from "../load/needs.js";
import { redactJson } from "../observe/store.js";
import { type Vault, openVault } from "../observe/vault.js";
import type { EvidenceRecord, Exchange, Fact, Observation } from "../types/evidence.js";
import type { Provider } from "../types/provider.js";
import type { Check, Json, Suite } from "../types/suite.js";
import { runSteps } from "./check.js";
import type { RunContext } from "./context.js";
import { endOf } from "./confirming.js";
import { openControls } from "./controls.js";
import { discover, endpointsOf } from "./discover.js";
import type { EvidenceSink } from "./evidence.js";
import type { StepMemory } from "./step.js";
import { factsOf, unmetNeed } from "../observe/facts.js";
import { openFirstFlow } from "./first-flow.js";
import { openGuesses } from "./guesses.js";
import { observe } from "./observe.js";
import { givingUpOnSilence } from "./silent-endpoints.js";
import { type OpenWindow, openPerson } from "./person.js";
import { openSessionPool } from "./sessions.js";
import { runRecord } from "./run-record.js";
import type { Shard } from "./shards.js";
import { type Turns, openTurns } from "./turns.js";
import { openDisturbances, undisturbed, wantsBrake, wantsBreak } from "./undisturbed.js";

export interface OpenOptions {
  suite: Suite;
  provider: Provider;
  sink: EvidenceSink;
  signal: AbortSignal;
  profiles: string[];
  selected: Check[];
  notSelected: { id: string; why: string }[];
  command: string;
  /** Which part of a run this is. */
  shard?: Shard;
  maxWait: number;
  /** Who may act at once; left out where somebody else sees to that. */
  turns?: Turns;
  /** Is shown each page at which a walk through the server's pages ends short of the client. */
  picture?: OnPicture;
  /** A person is there: a page that needs one opens a window, once. */
  openWindow?: OpenWindow;
  /** Evidence stays in memory and concerns a server of our own: nothing has to be redacted. */
  unredacted?: boolean;
  /** Continues an evidence file instead of beginning one. */
  resumed: boolean;
  /** What that file holds. */
  earlier?: readonly EvidenceRecord[];
}

/** A run that has found its server: it does checks, one at a time or many at once. */
export interface RunSession {
  /** Set when the server could not be found out about: no check can be done. */
  problem?: string;
  /** What its checks share, for who asks the server in steps of their own. */
  context: RunContext;
  runCheck(check: Check): Promise<void>;
  /**
   * Does a check once more, beside what it left in the evidence. Nothing that it is judged on is shared with the first time.
   * @param begin called where it is begun
   * @returns why it was not done to its end; undefined: it was
   */
  confirmCheck(check: Check, begin?: (check: Check) => void): Promise<string | undefined>;
  close(): Promise<void>;
}

/** Opens network, browser side and evidence, and finds out what the server says of itself. */
export async function openRun(options: OpenOptions): Promise<RunSession> {
  const { suite, provider, sink, signal } = options;
  const vault = options.unredacted ? undefined : vaultFor(provider);
  const redact = (text: string): string => vault?.redact(text) ?? text;
  const disturbances = openDisturbances();
  const record = (one: EvidenceRecord): void => {
    disturbances.note(one);
    sink.write(one);
  };
  if (options.resumed) record({ type: "resumed", started: new Date().toISOString(), command: redact(options.command) });
  else record(runRecord(options, redact));
  const stored = readSession(provider);
  for (const { value } of stored?.toJSON()?.cookies ?? []) if (value) vault?.configure(value);
  const client = openHttp({ network: provider.network, folder: provider.folder, hosts: hostsOf(provider), signal });
  const http = givingUpOnSilence(askingAgain(client, signal), ({ url, error }) => {
    const hint = error.key ? `look at "${error.key}" in the provider file` : "the rest of the run goes on without it";
    record({
      type: "problem",
      endpoint: redact(url),
      reason: error.code === "timeout" ? "timeout" : "unreachable",
      code: "SILENT_ENDPOINT",
      message: redact(error.message),
      hint,
    });
  });
  const frontChannel: FrontChannel = openFrontChannel({ http, provider, picture: options.picture });
  const sessions = openSessionPool(frontChannel, stored);
  const open = options.openWindow;
  const run: RunContext = {
    suite,
    provider,
    http,
    frontChannel,
    vault,
    record,
    disturbances,
    facts: new Map(),
    endpoints: {},
    metadata: {},
    clockOffset: 0,
    sessions,
    ...(open ? { person: openPerson({ open, http, sessions, vault, signal }) } : {}),
    firstFlow: openFirstFlow(),
    controls: openControls(),
    guesses: openGuesses(options.earlier ?? [], record, redact),
    shared: new Map(),
    maxWait: options.maxWait,
    turns: options.turns ?? openTurns(Infinity),
    signal,
  };
  const seen: { exchange: Exchange; step: string }[] = [];
  const found = await discover(run, (exchange, step) => void seen.push({ exchange, step }));
  run.jwks = found.jwks;
  for (const { exchange, step } of seen) await observe(run, "discovery", step, discoveryObservation(exchange, step));
  run.clockOffset = found.clockOffset;
  run.metadata = found.metadata;
  run.endpoints = endpointsOf(provider, found.metadata, found.url);
  for (const url of Object.values(run.endpoints)) if (URL.canParse(url)) http.allow(new URL(url).host);
  run.facts = factsOf(provider, found.metadata, found.url !== undefined, run.endpoints);
  const facts = [...run.facts.values()];
  record({ type: "facts", facts: vault ? (redactJson(facts as unknown as Json, vault) as unknown as Fact[]) : facts });
  // A run that was ended before its server answered is interrupted; the server is not to blame.
  const problem = signal.aborted ? undefined : found.problem;
  if (problem) {
    const { code, message, hint, exchange } = problem;
    record({
      type: "problem",
      reason: exchange.error?.code === "timeout" ? "timeout" : exchange.error ? "unreachable" : "needs-config",
      code,
      message: redact(message),
      hint,
      observation: "discovery:metadata",
    });
  }
  return {
    problem: problem?.message,
    context: run,
    runCheck: (check) => runCheck(run, check),
    confirmCheck: async (check, begin) => {
      const refusal = run.guesses.refusal(check.id);
      if (refusal) return refusal;
      begin?.(check);
      const again = confirmationOf(check);
      await runCheck({ ...run, shared: new Map() }, again);
      return run.guesses.stopped(again.id) ?? (run.signal.aborted ? endOf(run.signal) : undefined);
    },
    close: async () => {
      await frontChannel.close();
      await http.close();
    },
  };
}

async function runCheck(run: RunContext, check: Check): Promise<void> {
  if (unmetNeed(needsOf(check, run.suite), run.facts))
    return run.record({ type: "check", check: check.id, duration_ms: 0 });
  const started = performance.now();
  const once = async (): Promise<StepMemory[]> => {
    const own: { session?: ReturnType<FrontChannel["newSession"]> } = {};
    const disturbs = check.disturbs !== undefined;
    const context = {
      run,
      check: check.id,
      inputs: {},
      before: [],
      own,
      disturbs,
      wantsBrake: wantsBrake(check.steps),
    };
    const done = await runSteps(context, check.steps);
    if (own.session) await run.frontChannel.closeSession(own.session);
    return done;
  };
  const memories = await (wantsBreak(check.steps) ? once() : undisturbed(run, check.id, once));
  for (const { step, state, control } of memories) {
    run.record({ type: "step", check: check.id, path: step.path, outcome: state, ...(control ? { control } : {}) });
  }
  // An interrupted check has no end record, so that a resumed run does it again.
  if (!run.signal.aborted && run.guesses.stopped(check.id) === undefined)
    run.record({ type: "check", check: check.id, duration_ms: Math.round(performance.now() - started) });
}

function vaultFor(provider: Provider): Vault {
  const vault = openVault();
  const shown = publicValues(provider);
  // What the issuer or a client_id shows is no secret, and to hide it there would change what is judged.
  for (const secret of provider.secrets) if (!shown.some((value) => value.includes(secret))) vault.configure(secret);
  for (const value of shown) vault.expose(value);
  return vault;
}

/** What a request may carry in a secret's place and is public all the same. */
function publicValues(provider: Provider): string[] {
  return [
    provider.issuer,
    ...Object.values(provider.endpoints),
    ...provider.clients.flatMap((client) => [client.client_id, ...client.redirect_uris]),
  ];
}

function discoveryObservation(exchange: Exchange, step: string): Observation {
  return {
    id: `discovery:${step}`,
    kind: "response",
    exchanges: [exchange],
    sent: {},
    made: {},
    offers: {},
    ...(exchange.error ? { transport: exchange.error } : {}),
  };
}

/** Hosts that the provider file names itself; those of discovered endpoints are added later. */
function hostsOf(provider: Provider): string[] {
  const urls = [
    provider.issuer,
    ...Object.values(provider.endpoints),
    ...(provider.resource ? [provider.resource.url] : []),
    ...(provider.contract?.calls ?? []).map(({ url }) => url),
  ];
  return [
    ...new Set([...urls.filter((url) => URL.canParse(url)).map((url) => new URL(url).host), ...provider.network.hosts]),
  ];
}
