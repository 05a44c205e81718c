/** What a person sees while checks run: one redrawn line on a TTY, else a plain line every few seconds. */
import type { Outcome } from "../engine/types/report.js";

import { forTerminal } from "./escape.js";
import { duration, SIGN } from "./model/words.js";
import { fit } from "./terminal/page.js";

export type ProgressEvent =
  | { type: "check-started"; id: string; done: number; total: number }
  /** `known`: a failure that the provider file expects, which is not counted as failing. */
  | { type: "check-finished"; id: string; done: number; total: number; outcome?: Outcome; known?: boolean }
  /** It failed, and is run once more. */
  | { type: "confirming"; id: string; done: number; total: number };

export interface Progress {
  event(event: ProgressEvent): void;
  /** Clears the line (TTY) and stops the clock; call it before anything else is written, and always. */
  end(): void;
}

export interface ProgressOptions {
  /** `redraw` for a TTY, `lines` for a log, `quiet` for nothing. */
  mode: "redraw" | "lines" | "quiet";
  write: (text: string) => void;
  columns?: number;
  /** Milliseconds between two plain lines; default 5000. */
  every?: number;
  now?: () => number;
}

const CLEAR = "\r\x1b[2K";
/** A redraw more often than this only flickers. */
const REDRAW_MS = 80;

export const createProgress = ({
  mode,
  write,
  columns = 80,
  every = 5000,
  now = Date.now,
}: ProgressOptions): Progress => {
  if (mode === "quiet") return { event: () => undefined, end: () => undefined };
  const started = now();
  const running = new Set<string>();
  let [done, total, failing, written, changed, ended] = [0, 0, 0, started, false, false];

  const line = (): string => {
    const current = [...running].at(-1);
    const others = running.size > 1 ? ` +${running.size - 1}` : "";
    return forTerminal(
      `${done}/${total} checks  ${duration(now() - started)}  ${failing > 0 ? `${SIGN.fail} ${failing} failing` : "none failing"}${current ? `  ${current}${others}` : ""}`,
    );
  };
  const draw = (): void => {
    write(mode === "redraw" ? CLEAR + fit(line(), columns - 1) : `${line()}\n`);
    written = now();
    changed = false;
  };
  // A check that waits sends no events, and a clock that stands still looks like a hang.
  const clock = setInterval(
    () => (mode === "redraw" || now() - written >= every) && draw(),
    mode === "redraw" ? 250 : every,
  );
  clock.unref();

  return {
    event(event) {
      if (ended) return;
      ({ done, total } = event);
      changed = true;
      if (event.type === "confirming") {
        running.clear();
        running.add(`once more: ${event.id}`);
      } else if (event.type === "check-started") running.add(event.id);
      else {
        running.delete(event.id);
        if (event.outcome === "fail" && !event.known) failing += 1;
      }
      if (now() - written >= (mode === "redraw" ? REDRAW_MS : every)) draw();
    },
    end() {
      if (ended) return;
      ended = true;
      clearInterval(clock);
      if (mode === "redraw") write(CLEAR);
      else if (changed) draw();
    },
  };
};
