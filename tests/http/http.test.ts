import assert from "node:assert/strict";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { readBody } from "../../targets/network/loopback-server.js";
import { client, get, server } from "./support.js";

test("a request goes out as it is stated: repeated parameters and headers, raw body, any method", async (t) => {
  const target = await server(t, async (request, response) => {
    response.end(
      JSON.stringify({
        method: request.method,
        url: request.url,
        raw: request.rawHeaders,
        body: await readBody(request),
      }),
    );
  });
  const { response, request } = await client(t, { headers: { "x-api-key": "k", accept: "*/*" } }).send({
    method: "PATCH",
    url: `${target.url}/t?a=1&a=2&b=%zz#fragment`,
    headers: { "X-Twice": ["1", "2"], Accept: ["application/json"] },
    body: "a=1&a=2&\u00e4",
  });
  const seen = JSON.parse(response?.body ?? "");
  assert.equal(seen.method, "PATCH");
  assert.equal(seen.url, "/t?a=1&a=2&b=%zz");
  assert.equal(seen.body, "a=1&a=2&\u00e4");
  const raw = seen.raw.join(" ");
  assert.match(raw, /X-Twice 1 X-Twice 2/);
  assert.match(raw, /Accept application\/json/);
  assert.match(raw, /x-api-key k/);
  assert.doesNotMatch(raw, /\*\/\*/);
  assert.deepEqual(request.headers["x-api-key"], ["k"], "what was added is stored with the request");
});

test("an answer is given as it came: status, repeated headers, no redirect followed", async (t) => {
  const target = await server(t, (_, response) => {
    response
      .writeHead(
        302,
        [
          ["Location", "/next"],
          ["Set-Cookie", "a=1"],
          ["set-cookie", "b=2"],
          ["__proto__", "x"],
        ].flat(),
      )
      .end("<p>");
  });
  const { response } = await client(t).send(get(target.url));
  assert.equal(response?.status, 302);
  assert.deepEqual(response?.headers["set-cookie"], ["a=1", "b=2"]);
  assert.deepEqual(Object.getOwnPropertyDescriptor(response?.headers, "__proto__")?.value, ["x"]);
  assert.equal(response?.body, "<p>");
  assert.deepEqual(target.seen, ["GET /"]);
});

test("connections are kept and reused", async (t) => {
  const target = await server(t, (_, response) => response.end());
  const http = client(t);
  for (let i = 0; i < 10; i++) await http.send(get(target.url));
  // undici lets a connection rest for one turn of the event loop, so two take turns.
  assert.ok(target.connections() <= 2);
});

test("a host that nobody named gets no request, until it is allowed", async (t) => {
  const target = await server(t, (request, response) => response.end(request.headers["x-api-key"] ?? "none"));
  const http = client(t, { headers: { "x-api-key": "k" } }, { hosts: ["127.0.0.1:1"] });
  const { error } = await http.send(get(target.url));
  assert.equal(error?.code, "host-not-allowed");
  assert.equal(error?.key, "network.hosts");
  assert.deepEqual(target.seen, []);
  assert.equal(
    (await http.send(get(target.url), { part: true })).response?.body,
    "none",
    "a foreign host never sees our headers",
  );
  http.allow(`127.0.0.1:${target.port}`);
  assert.equal((await http.send(get(target.url))).response?.body, "k");
  assert.equal((await http.send(get("file:///etc/passwd"))).error?.code, "host-not-allowed");
});

test("a request whose connection breaks before any answer is sent once more on a new one, unless it must not arrive twice", async (t) => {
  const old = new Set<number | undefined>();
  const target = await server(t, (request, response) => {
    if (request.url === "/old") {
      old.add(request.socket.remotePort);
      setTimeout(() => response.end(), 20);
    } else if (old.has(request.socket.remotePort)) request.socket.resetAndDestroy();
    else response.end("new");
  });
  for (const once of [false, true]) {
    const http = client(t);
    await Promise.all(Array.from({ length: 4 }, () => http.send(get(`${target.url}/old`))));
    // undici lets a connection rest for one turn of the event loop before it is used again.
    await new Promise((resolve) => setTimeout(resolve, 20));
    const { response, retried, error } = await http.send(
      { method: "POST", url: target.url, headers: {}, body: "x" },
      { once },
    );
    assert.deepEqual(
      [response?.body, retried?.code, error?.code],
      once ? [undefined, undefined, "reset"] : ["new", "reset", undefined],
    );
    assert.deepEqual(target.seen.splice(0).slice(4), once ? ["POST /"] : ["POST /", "POST /"]);
  }
});

test("a reset that comes again is the error; one after the answer began is not retried", async (t) => {
  const target = await server(t, (request, response) => {
    if (request.url === "/half") {
      response.writeHead(200, { "content-length": "10" });
      response.write("half", () => request.socket.resetAndDestroy());
    } else request.socket.resetAndDestroy();
  });
  const http = client(t);
  const never = await http.send(get(target.url));
  assert.equal(never.error?.code, "reset");
  assert.equal(never.retried?.code, "reset");
  const half = await http.send(get(`${target.url}/half`));
  assert.equal(half.error?.code, "reset");
  assert.equal(half.retried, undefined);
  assert.deepEqual(target.seen, ["GET /", "GET /", "GET /half"]);
});

test("a refused connection, an unknown name and a wrong resolve say what would mend them", async (t) => {
  const gone = await server(t, () => undefined);
  await gone.close();
  const refused = await client(t).send(get(gone.url));
  assert.deepEqual([refused.error?.code, refused.error?.key], ["unreachable", "issuer"]);
  const unknown = await client(t, {}, { hosts: ["as.invalid"] }).send(get("http://as.invalid/"));
  assert.deepEqual([unknown.error?.code, unknown.error?.key], ["dns", "network.resolve"]);
  const resolved = await client(
    t,
    { resolve: { [`as.invalid:${gone.port}`]: "127.0.0.1" } },
    { hosts: ["as.invalid"] },
  ).send(get(`http://as.invalid:${gone.port}/`));
  assert.deepEqual([resolved.error?.code, resolved.error?.key], ["unreachable", "network.resolve"]);
});

test("an answer that is not HTTP is an invalid response", async (t) => {
  const garbage = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.end("SSH-2.0-OpenSSH\r\n");
  });
  await new Promise<void>((resolve) => garbage.listen(0, "127.0.0.1", resolve));
  t.after(() => garbage.close());
  const { error, retried } = await client(t).send(get(`http://127.0.0.1:${(garbage.address() as AddressInfo).port}/`));
  assert.equal(error?.code, "invalid-response");
  assert.equal(retried, undefined);
});

test("a header that cannot be sent is the caller's mistake, not the network's", async (t) => {
  const target = await server(t, (_, response) => response.end());
  await assert.rejects(client(t).send(get(target.url, { "x-evil": ["a\r\nb: c"] })), TypeError);
});
