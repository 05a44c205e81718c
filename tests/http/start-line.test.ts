import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { StartLine } from "../../engine/http/start-line.js";
import { client } from "./support.js";

const post = (url: string, body: string) => ({
  method: "POST",
  url,
  headers: { "content-type": ["application/x-www-form-urlencoded"] },
  body,
});

test("requests at one start line are written when all have a connection, though the rate spaces them", async (t) => {
  const events: string[] = [];
  const target = createServer((request, response) => {
    events.push("request");
    let body = "";
    request.on("data", (chunk) => (body += chunk)).on("end", () => response.end(body));
  });
  target.on("connection", () => events.push("connection"));
  await new Promise<void>((resolve) => target.listen(0, "127.0.0.1", resolve));
  t.after(() => target.close());
  const url = `http://127.0.0.1:${(target.address() as AddressInfo).port}/`;
  const http = client(t, { rate: 50 });
  const startLine = new StartLine(3);
  const exchanges = await Promise.all(["a=1", "b=ä", "c=3"].map((body) => http.send(post(url, body), { startLine })));
  assert.deepEqual(
    exchanges.map(({ response }) => response?.body),
    ["a=1", "b=ä", "c=3"],
  );
  assert.deepEqual(events, [...Array(3).fill("connection"), ...Array(3).fill("request")]);
});

test("a request that waits at a start line and is sent again after a reset has its body again", async (t) => {
  let answered = 0;
  const target = createServer((request, response) => {
    answered += 1;
    if (answered === 1) return void request.socket.resetAndDestroy();
    request.pipe(response);
  });
  await new Promise<void>((resolve) => target.listen(0, "127.0.0.1", resolve));
  t.after(() => target.close());
  const url = `http://127.0.0.1:${(target.address() as AddressInfo).port}/`;
  const http = client(t);
  const startLine = new StartLine(2);
  const exchanges = await Promise.all(["a=1", "b=2"].map((body) => http.send(post(url, body), { startLine })));
  assert.deepEqual(exchanges.map(({ response }) => response?.body).toSorted(), ["a=1", "b=2"]);
  assert.equal(exchanges.filter(({ retried }) => retried).length, 1);
});

test("those at a start line do not wait for one that will never come", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const read = new StartLine(2).hold("a=1").toArray();
  await Promise.resolve();
  t.mock.timers.tick(5_000);
  assert.equal(Buffer.concat(await read).toString(), "a=1");
});
