import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { PACKAGE_ROOT } from "../../engine/index.js";
import { freePort, launch, ready, run } from "../../lab/tools.js";

const node = process.execPath;

test("a command that ends well gives its output", async () => {
  assert.equal(await run(node, ["-e", "console.log(process.env.WORD)"], { env: { WORD: "here" } }), "here\n");
});

test("a command that fails shows the end of its output, and how it ended", async () => {
  await assert.rejects(
    run(node, ["-e", "console.error('no such thing'); process.exit(3)"]),
    /ended with 3\n.*no such thing/s,
  );
});

test("a command that does not exist is an error and no hang", async () => {
  await assert.rejects(run("no-such-command-at-all", []), /ENOENT/);
});

test("a command that takes too long is ended", async () => {
  await assert.rejects(run(node, ["-e", "setInterval(() => {}, 1000)"], { within: 0.3 }), /was not done within 0.3 s/);
});

test("a server ends with the processes that it started", async () => {
  const child = `require("node:child_process").spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]).on("spawn", function () { console.log(this.pid) })`;
  const server = launch(node, ["-e", `${child}; setInterval(() => {}, 1000)`]);
  while (!/\d/.test(server.tail())) await new Promise((resolve) => setTimeout(resolve, 20));
  const pid = Number(server.tail());
  process.kill(pid, 0);
  await server.stop();
  await assert.rejects(async () => {
    // The kernel may take a moment to bury it.
    for (let turn = 0; turn < 100; turn += 1) {
      process.kill(pid, 0);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }, /ESRCH/);
});

test("waiting for a server that died says what it printed last", async () => {
  const server = launch(node, ["-e", "console.error('port is taken'); process.exit(1)"]);
  const url = `http://127.0.0.1:${await freePort()}/`;
  await assert.rejects(ready(url, { process: server, within: 20 }), /ended before it was ready\n.*port is taken/s);
});

test("waiting for a server ends when it answers", async (t) => {
  const port = await freePort();
  const server = launch(node, [
    "-e",
    `require("node:http").createServer((q, s) => s.end()).listen(${port}, "127.0.0.1")`,
  ]);
  t.after(server.stop);
  await ready(`http://127.0.0.1:${port}/`, { process: server, within: 20 });
  assert.equal(server.exited(), false);
});

for (const [what, args, words] of [
  ["a server that is not there", ["no-such-server"], /no server "no-such-server"; there are /],
  ["a number of runs that is none", ["--runs", "many"], /"--runs" must be 1 to 9, got "many"/],
  ["to serve all of them", ["--serve"], /"--serve" takes one NAME/],
] as const)
  test(`the lab refuses ${what}`, () => {
    const done = spawnSync(node, [join(PACKAGE_ROOT, "dist/lab/main.js"), ...args], { encoding: "utf8" });
    assert.equal(done.status, 2);
    assert.match(done.stderr, words);
  });
