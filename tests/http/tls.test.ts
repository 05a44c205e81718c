import assert from "node:assert/strict";
import type { AddressInfo } from "node:net";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { plainUrl, tlsOffer } from "../../engine/request/connection.js";
import { makeAuthority } from "../../targets/network/certificates.js";
import { secureServer } from "../../targets/reference/tls.js";
import { stopServer } from "../../targets/serve.js";
import { client, get, server } from "./support.js";

const authority = makeAuthority("Assay test CA");
const strangers = makeAuthority("Somebody else's CA");
const site = authority.issue(["127.0.0.1", "login.example.com"]);
const ok: Parameters<typeof server>[1] = (_, response) => response.end("ok");

test("a server of a private authority is not trusted, and network.ca is the key that mends it", async (t) => {
  const target = await server(t, ok, site);
  const { error, response } = await client(t).send(get(target.url));
  assert.equal(response, undefined);
  assert.equal(error?.code, "tls-untrusted");
  assert.equal(error?.key, "network.ca");
  assert.match(error?.message ?? "", new RegExp(`"127.0.0.1:${target.port}"`));
});

test("network.ca is read relative to the provider file and added to the default roots", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "assay-ca-"));
  t.after(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "ca.pem"), authority.cert);
  const target = await server(t, ok, site);
  const { response, error } = await client(t, { ca: "ca.pem" }, { folder }).send(get(target.url));
  assert.equal(error, undefined);
  assert.equal(response?.status, 200);
});

test("a network.ca that is absent or no certificate is refused at once", (t) => {
  assert.throws(() => client(t, { ca: "absent.pem" }), { code: "FILE_NOT_FOUND" });
  assert.throws(() => client(t, { ca: "-----BEGIN CERTIFICATE-----\nbroken\n-----END CERTIFICATE-----\n" }), {
    code: "FORMAT",
  });
});

test("another authority's certificate stays untrusted beside network.ca", async (t) => {
  const target = await server(t, ok, strangers.issue(["127.0.0.1"]));
  const { error } = await client(t, { ca: authority.cert }).send(get(target.url));
  assert.equal(error?.code, "tls-untrusted");
});

test("a certificate for another name is untrusted", async (t) => {
  const target = await server(t, ok, authority.issue(["elsewhere.example.com"]));
  const { error } = await client(t, { ca: authority.cert }).send(get(target.url));
  assert.equal(error?.code, "tls-untrusted");
  assert.equal(error?.key, "issuer");
});

test("a connection can offer less than usual: an older version, or nothing that protects", async (t) => {
  const modern = await server(t, ok, site);
  const http = client(t, { ca: authority.cert });
  assert.equal((await http.send(get(modern.url), { tls: { max_version: "TLSv1.2" } })).response?.status, 200);
  for (const tls of [tlsOffer({ max_version: "TLSv1.1" }), tlsOffer({ ciphers: "unprotected" })]) {
    const { error, response } = await http.send(get(modern.url), { tls });
    assert.equal(response, undefined);
    assert.match(error?.code ?? "", /^(tls-refused|reset)$/);
  }
  assert.equal((await http.send(get(modern.url))).response?.status, 200, "the usual offer is as before");
});

test("what protects nothing is noticed where it is taken, whoever answers", async (t) => {
  const { server: target } = secureServer("127.0.0.1", { ciphers: "ALL:eNULL:@SECLEVEL=0" });
  target.on("request", ok);
  await new Promise<void>((resolve) => target.listen(0, "127.0.0.1", resolve));
  t.after(() => stopServer(target));
  const url = `https://127.0.0.1:${(target.address() as AddressInfo).port}/`;
  const { response } = await client(t).send(get(url), { tls: tlsOffer({ ciphers: "unprotected" }) });
  assert.equal(response?.status, 200);
  assert.equal((await client(t).send(get(url))).error?.code, "tls-untrusted", "the usual offer trusts nobody by that");
});

test("plain http asks the same host, on port 80 where the URL names none", () => {
  assert.equal(plainUrl("https://as.example.com/token?x=https:"), "http://as.example.com/token?x=https:");
  assert.equal(plainUrl("HTTPS://as.example.com:8443/token"), "http://as.example.com:8443/token");
});

test("an expired certificate is untrusted and no key mends it", async (t) => {
  const day = 86_400_000;
  const old = authority.issue(["127.0.0.1"], { from: new Date(Date.now() - 2 * day), to: new Date(Date.now() - day) });
  const target = await server(t, ok, old);
  const { error } = await client(t, { ca: authority.cert }).send(get(target.url));
  assert.equal(error?.code, "tls-untrusted");
  assert.match(error?.message ?? "", /CERT_HAS_EXPIRED/);
  assert.equal(error?.key, undefined);
});

for (const version of ["TLSv1.2", "TLSv1.3"] as const) {
  test(`a demanded client certificate: missing, given, a client's own, a stranger's (${version})`, async (t) => {
    const demanding = {
      ...site,
      ca: authority.cert,
      requestCert: true,
      rejectUnauthorized: true,
      minVersion: version,
      maxVersion: version,
    };
    const target = await server(t, ok, demanding);
    const own = authority.issue(["client"]);

    const without = await client(t, { ca: authority.cert }).send(get(target.url));
    assert.match(without.error?.code ?? "", /^tls-(client-certificate|refused)$/);
    assert.equal(without.error?.key, "network.client_certificate");

    const withNetworks = await client(t, { ca: authority.cert, client_certificate: own.cert, key: own.key }).send(
      get(target.url),
    );
    assert.equal(withNetworks.response?.status, 200);

    const http = client(t, { ca: authority.cert });
    const withClients = await http.send(get(target.url), { certificate: own.cert, key: own.key });
    assert.equal(withClients.response?.status, 200);
    assert.ok((await http.send(get(target.url))).error, "another client's connection is never reused");

    const stranger = strangers.issue(["stranger"]);
    const refused = await http.send(get(target.url), { certificate: stranger.cert, key: stranger.key });
    assert.ok(refused.error);
  });
}

test("a client certificate that cannot be read is the client's trouble", async (t) => {
  const target = await server(t, ok, site);
  const { error } = await client(t, { ca: authority.cert }).send(get(target.url), { certificate: "absent.pem" });
  assert.equal(error?.code, "tls-client-certificate");
  assert.equal(error?.key, "clients[].certificate");
});

test("plain HTTP behind an https URL is refused TLS", async (t) => {
  const target = await server(t, ok);
  const { error } = await client(t).send(get(target.url.replace("http:", "https:")));
  assert.equal(error?.code, "tls-refused");
});

test("network.resolve keeps the name in Host, SNI and the certificate check", async (t) => {
  const target = await server(t, (request, response) => response.end(request.headers.host), site);
  const resolve = { "login.example.com": "127.0.0.1" };
  const http = client(t, { ca: authority.cert, resolve }, { hosts: ["login.example.com"] });
  const { response, error } = await http.send(get(`https://login.example.com:${target.port}/`));
  assert.equal(error, undefined);
  assert.equal(response?.body, `login.example.com:${target.port}`);
});
