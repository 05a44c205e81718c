import assert from "node:assert/strict";
import { test } from "node:test";
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { client, get, server } from "./support.js";

test("a body over max_body is given up as too large", async (t) => {
  const chunk = Buffer.alloc(1 << 20, "x");
  let sent = 0;
  const target = await server(t, (_, response) => {
    const more = (): void => {
      while (sent < 50 && !response.destroyed) {
        sent += 1;
        if (!response.write(chunk)) return void response.once("drain", more);
      }
      response.end();
    };
    more();
  });
  const { error, response } = await client(t).send(get(target.url));
  assert.equal(response, undefined);
  assert.equal(error?.code, "too-large");
  assert.equal(error?.key, "network.max_body");
  assert.ok(sent < 50, "the rest of the 50 MB is not read");
});

test("a small body that decompresses to a huge one is too large", async (t) => {
  const bomb = gzipSync(Buffer.alloc(50 << 20));
  const target = await server(t, (_, response) => response.writeHead(200, { "content-encoding": "gzip" }).end(bomb));
  assert.ok(bomb.length < 1_000_000);
  const { error } = await client(t).send(get(target.url));
  assert.equal(error?.code, "too-large");
});

const TEXT = Buffer.from('{"müsli":true}');
const CODED: [coding: string, body: Buffer][] = [
  ["gzip", gzipSync(TEXT)],
  ["deflate", deflateSync(TEXT)],
  ["Deflate", deflateRawSync(TEXT)],
  ["br", brotliCompressSync(TEXT)],
  ["deflate, gzip", gzipSync(deflateSync(TEXT))],
  ["identity", TEXT],
];
for (const [coding, body] of CODED) {
  test(`the content coding "${coding}" is undone, and size says what came over the wire`, async (t) => {
    const target = await server(t, (_, response) => response.writeHead(200, { "content-encoding": coding }).end(body));
    const { response } = await client(t).send(get(target.url));
    assert.equal(response?.body, '{"müsli":true}');
    assert.equal(response?.size, body.length);
  });
}

test("a body that is not what its content coding says is an invalid response", async (t) => {
  const target = await server(t, (_, response) => response.writeHead(200, { "content-encoding": "gzip" }).end("plain"));
  assert.equal((await client(t).send(get(target.url))).error?.code, "invalid-response");
});

test("header fields without end are too large", async (t) => {
  const target = await server(t, (_, response) => response.writeHead(200, { "x-long": "x".repeat(100_000) }).end());
  assert.equal((await client(t).send(get(target.url))).error?.code, "too-large");
});

test("a server that never answers, or never ends, meets the deadline", async (t) => {
  const target = await server(t, (request, response) => {
    if (request.url === "/drips") {
      response.writeHead(200);
      const drip = setInterval(() => response.write("."), 20);
      response.on("close", () => clearInterval(drip));
    }
  });
  const http = client(t, { timeout_ms: 150 });
  const [silent, dripping] = await Promise.all([
    http.send(get(`${target.url}/silent`)),
    http.send(get(`${target.url}/drips`)),
  ]);
  for (const { error, retried, duration_ms } of [silent, dripping]) {
    assert.equal(error?.code, "timeout");
    assert.equal(error?.key, "network.timeout");
    assert.equal(retried, undefined);
    assert.ok(duration_ms < 1000);
  }
  assert.equal((await http.send(get(target.url), { timeout_ms: 20 })).error?.message.includes("20 ms"), true);
});

test("an abort ends what is under way, by request and for all", async (t) => {
  const target = await server(t, () => undefined);
  const all = new AbortController();
  const http = client(t, {}, { signal: all.signal });
  const one = http.send(get(target.url), { signal: AbortSignal.timeout(30) });
  assert.equal((await one).error?.code, "aborted");
  const other = http.send(get(target.url));
  all.abort();
  assert.equal((await other).error?.code, "aborted");
  assert.equal((await http.send(get(target.url))).error?.code, "aborted");
});

test("requests to this machine are not slowed down, others are spaced by the rate", async (t) => {
  const target = await server(t, (_, response) => response.end());
  const started = performance.now();
  const fast = client(t);
  await Promise.all(Array.from({ length: 50 }, () => fast.send(get(target.url))));
  assert.ok(performance.now() - started < 1000);
  const slow = client(t, { rate: 20 });
  const again = performance.now();
  await Promise.all(Array.from({ length: 5 }, () => slow.send(get(target.url))));
  assert.ok(performance.now() - again >= 190);
});

test("Retry-After of a 429 holds the requests that follow; the answer itself is not retried", async (t) => {
  const target = await server(t, (request, response) =>
    response.writeHead(request.url === "/busy" ? 429 : 200, { "retry-after": "1" }).end(),
  );
  const http = client(t);
  assert.equal((await http.send(get(`${target.url}/busy`))).response?.status, 429);
  const started = performance.now();
  await http.send(get(`${target.url}/next`));
  assert.ok(performance.now() - started >= 950);
  assert.deepEqual(target.seen, ["GET /busy", "GET /next"]);
});
