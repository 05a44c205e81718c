import { AssayError } from "../errors.js";
import { loadSuite } from "../load/suite.js";
import { loadFolder } from "../registry.js";
import { memorySink } from "../run/evidence.js";
import { openRun, type RunSession } from "../run/session.js";
import type { Client, Provider } from "../types/provider.js";
import type { Suite } from "../types/suite.js";
import { openAttempts, type Pictures } from "./attempts.js";
import { openPlaces } from "./place.js";
import type { Attempt, Examination, Finding, Patient, Said } from "./types.js";

export interface ExamineOptions {
  /** Default: the package's. */
  suite?: Suite;
  /** Name of the only client to examine. */
  client?: string;
  signal?: AbortSignal;
}

/**
 * Examines whether a provider file is right: that the server can be reached as the file says, that its clients and its
 * user are accepted, and that its page rules lead through the login. It never judges what the server does.
 *
 * A client's secret that is refused is sent at most twice, and a user's password at most twice.
 *
 * @returns findings as they are made; all is well when none is `bad`
 * @throws AssayError USAGE when there is no client of that name
 */
export async function* examine(provider: Provider, options: ExamineOptions = {}): AsyncGenerator<Finding> {
  const clients = provider.clients.filter(({ name }) => options.client === undefined || name === options.client);
  if (clients.length === 0)
    throw new AssayError({
      code: "USAGE",
      message: `no client "${options.client}"`,
      hint: `clients of ${provider.file}: ${provider.clients.map(({ name }) => name).join(", ")}`,
    });
  const places = openPlaces(provider);
  const located = (examination: string, said: Said): Finding => ({
    examination,
    ...said,
    ...(said.key === undefined ? {} : { at: places(said.key) }),
  });
  const { sink, pictures, picture } = memory();
  let session: RunSession;
  try {
    session = await openRun({
      suite: options.suite ?? loadSuite(),
      provider,
      sink,
      signal: options.signal ?? new AbortController().signal,
      profiles: [],
      selected: [],
      notSelected: [],
      command: "assay doctor",
      maxWait: 0,
      picture,
      resumed: false,
    });
  } catch (error) {
    if (!(error instanceof AssayError)) throw error;
    yield* error.problems.map(({ message, hint }) => located("network", unusable(message, hint)));
    yield theRest(["everything else"]);
    return;
  }
  const working: Client[] = [];
  const patient: Patient = {
    provider,
    clients,
    run: session.context,
    records: sink.records,
    problem: session.problem,
    acted: new Set(),
    dead: new Set(),
    turnedAway: new Map(),
    working,
    ...openAttempts(session.context, sink.records, pictures, working),
  };
  try {
    const all = inOrder(await examinations());
    const lost = patient.problem === undefined ? [] : all.filter(([, one]) => one.needsServer);
    for (const [name, examination] of all.filter((one) => !lost.includes(one)))
      for await (const said of examination.examine(patient)) yield located(name, said);
    if (lost.length > 0) yield theRest(lost.map(([name]) => name));
  } finally {
    await session.close();
  }
}

/** What cannot be examined before something else is mended. */
function theRest(names: string[]): Finding {
  return { examination: "rest", subject: "the rest", ok: "not tried", message: `${names.join(", ")}: first the above` };
}

const examinations = (): Promise<Record<string, Examination>> =>
  loadFolder<Examination>(new URL("./examinations/", import.meta.url), "examination");

function inOrder(all: Record<string, Examination>): [string, Examination][] {
  const ordered: [string, Examination][] = [];
  const visit = (name: string): void => {
    const one = all[name];
    if (!one || ordered.some(([known]) => known === name)) return;
    one.after.forEach(visit);
    ordered.push([name, one]);
  };
  Object.keys(all).forEach(visit);
  return ordered;
}

/** Evidence and the last picture, neither of which leaves memory. */
function memory(): {
  sink: ReturnType<typeof memorySink>;
  pictures: Pictures;
  picture(one: { png: Uint8Array } | { why: string }): void;
} {
  let last: Pick<Attempt, "screenshot" | "noScreenshot"> = {};
  return {
    sink: memorySink(),
    picture: (one) => void (last = "png" in one ? { screenshot: one.png } : { noScreenshot: one.why }),
    pictures: {
      take: () => {
        const taken = last;
        last = {};
        return taken;
      },
    },
  };
}

/** A file or an address under `network` that cannot be used; the message names its key. */
function unusable(message: string, hint: string | undefined): Said {
  const key = /network\.\w+/.exec(message)?.[0] ?? "network";
  return { subject: "network", ok: "bad", message, key, hint };
}
