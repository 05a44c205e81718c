import assert from "node:assert/strict";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { makeAuthority } from "../../targets/network/certificates.js";
import type { ForwardingProxy } from "../../targets/network/forwarding-proxy.js";
import { startProxy } from "../../targets/network/forwarding-proxy.js";
import { client, get, server } from "./support.js";

const authority = makeAuthority("Assay test CA");
const site = authority.issue(["127.0.0.1"]);
const echo: Parameters<typeof server>[1] = (request, response) => response.end(JSON.stringify(request.headers));

async function proxy(t: TestContext, ...how: Parameters<typeof startProxy>): Promise<ForwardingProxy> {
  const started = await startProxy(...how);
  t.after(() => started.close());
  return started;
}

for (const credentials of [undefined, "build:pass%20word"]) {
  test(`requests go through the proxy, http forwarded and https tunnelled (${credentials ? "with" : "without"} password)`, async (t) => {
    const plain = await server(t, echo);
    const secure = await server(t, echo, site);
    const via = await proxy(t, { credentials: credentials && decodeURIComponent(credentials) });
    const http = client(t, { proxy: credentials ? `http://${credentials}@${via.host}` : via.url, ca: authority.cert });
    for (const target of [plain, secure]) {
      const { response, error } = await http.send(get(`${target.url}/a?b=c`));
      assert.equal(error, undefined);
      assert.equal(response?.status, 200);
      assert.doesNotMatch(response?.body ?? "", /proxy-authorization/);
      assert.match(response?.body ?? "", new RegExp(`"host":"127.0.0.1:${target.port}"`));
    }
    assert.deepEqual(via.seen, [`${plain.url}/a?b=c`, `127.0.0.1:${secure.port}`]);
  });
}

test("a missing or wrong proxy password names network.proxy, and never the password", async (t) => {
  const plain = await server(t, echo);
  const secure = await server(t, echo, site);
  const via = await proxy(t, { credentials: "build:right" });
  for (const address of [`http://${via.host}`, `http://build:wrong@${via.host}`]) {
    const http = client(t, { proxy: address, ca: authority.cert });
    for (const target of [plain, secure]) {
      const { error } = await http.send(get(target.url));
      assert.equal(error?.code, "proxy-authentication");
      assert.equal(error?.key, "network.proxy");
      assert.ok(error?.message.includes(via.host));
      assert.doesNotMatch(error?.message ?? "", /wrong/);
    }
  }
  assert.deepEqual([...plain.seen, ...secure.seen], []);
});

test("a proxy that is down or cannot reach the target is the proxy's trouble", async (t) => {
  const down = await server(t, echo);
  await down.close();
  const via = await proxy(t);
  const answers = await Promise.all([
    client(t, { proxy: down.url }).send(get("http://127.0.0.1:1/")),
    client(t, { proxy: down.url }).send(get("https://127.0.0.1:1/")),
    client(t, { proxy: via.url }).send(get("https://127.0.0.1:1/")),
  ]);
  for (const { error } of answers) {
    assert.equal(error?.code, "proxy");
    assert.equal(error?.key, "network.proxy");
  }
});

test("HTTPS_PROXY and HTTP_PROXY are used except for NO_PROXY and this machine", async (t) => {
  const target = await server(t, echo);
  const via = await proxy(t, { hosts: { "as.example.com": "127.0.0.1", "in.corp.example": "127.0.0.1" } });
  const hosts = ["as.example.com", "in.corp.example", "127.0.0.1"];
  const http = client(
    t,
    { resolve: { "in.corp.example": "127.0.0.1" } },
    { hosts, env: { http_proxy: via.host, NO_PROXY: "other, .corp.example" } },
  );
  for (const host of hosts)
    assert.equal((await http.send(get(`http://${host}:${target.port}/`))).response?.status, 200);
  assert.deepEqual(via.seen, [`http://as.example.com:${target.port}/`]);
});

test("a network.proxy that is no URL is refused at once", (t) => {
  assert.throws(() => client(t, { proxy: "http://[" }), { code: "FORMAT" });
});
