import assert from "node:assert/strict";
import { test } from "node:test";
import { createProgress, type ProgressOptions } from "../../reporters/progress.js";
import { rawControls } from "./detectors.js";
import { HOSTILE } from "./hostile.js";

/** A clock that the test moves, and what was written. */
const watch = (mode: ProgressOptions["mode"], columns = 80) => {
  const out: string[] = [];
  const clock = { now: 0 };
  const progress = createProgress({ mode, columns, write: (text) => out.push(text), now: () => clock.now });
  const finish = (id: string, done: number, outcome: "pass" | "fail" = "pass", known = false) =>
    progress.event({ type: "check-finished", id, done, total: 9, outcome, known });
  return { out, clock, progress, finish };
};

test("on a TTY one line is redrawn, and gone at the end", () => {
  const { out, clock, progress, finish } = watch("redraw");
  clock.now = 1000;
  progress.event({ type: "check-started", id: "rfc6749-a", done: 0, total: 9 });
  progress.event({ type: "check-started", id: "rfc6749-b", done: 0, total: 9 });
  clock.now = 2500;
  finish("rfc6749-a", 1, "fail");
  progress.end();
  progress.end();
  assert.deepEqual(out, [
    "\r\x1b[2K0/9 checks  1.0 s  none failing  rfc6749-a",
    "\r\x1b[2K1/9 checks  2.5 s  ✗ 1 failing  rfc6749-b",
    "\r\x1b[2K",
  ]);
});

test("elsewhere a plain line every few seconds, and the last state at the end", () => {
  const { out, clock, progress, finish } = watch("lines");
  for (let done = 1; done <= 9; done++) {
    clock.now += 1500;
    finish(`c${done}`, done);
  }
  progress.end();
  assert.deepEqual(out, [
    "4/9 checks  6.0 s  none failing\n",
    "8/9 checks  12.0 s  none failing\n",
    "9/9 checks  13.5 s  none failing\n",
  ]);
});

test("a failure that the provider file expects is not counted", () => {
  const { out, clock, progress, finish } = watch("lines");
  clock.now = 6000;
  finish("a", 1, "fail", true);
  progress.end();
  assert.ok(out.join("").includes("none failing"));
});

test("quiet says nothing", () => {
  const { out, clock, progress, finish } = watch("quiet");
  clock.now = 60_000;
  finish("a", 1);
  progress.end();
  assert.deepEqual(out, []);
});

test("the line keeps to the width, and ids are escaped", () => {
  const { out, clock, progress } = watch("redraw", 40);
  clock.now = 1000;
  progress.event({ type: "check-started", id: HOSTILE, done: 0, total: 9 });
  progress.end();
  const line = (out[0] ?? "").replace("\r\x1b[2K", "");
  assert.ok(line.length < 40);
  assert.deepEqual(rawControls(line), []);
});
