import assert from "node:assert/strict";
import { test } from "node:test";
import { MARKER, openVault } from "../../engine/observe/vault.js";
import { ENCODINGS, ODD_ALPHABET, PLACES, randomValue, readings, seeded, TOKEN_ALPHABET } from "./plant.js";

const KEY = new Uint8Array(32).fill(7);

function classes(text: string): string {
  return text.replace(/[a-z]/g, "a").replace(/[A-Z]/g, "A").replace(/[0-9]/g, "0");
}

function assertGone(output: string, secret: string, what: string): void {
  for (const reading of readings(output))
    assert.ok(!reading.includes(secret), `${what}: "${secret}" can be read from "${output}"`);
}

test("a pseudonym keeps length and character class at every position", () => {
  const random = seeded(1);
  for (let i = 0; i < 300; i++) {
    const value = randomValue(random, 8 + random(120), ODD_ALPHABET);
    const vault = openVault({ key: KEY });
    if (!vault.issue(value, "code") || vault.redact(value) === MARKER) continue;
    const standIn = vault.redact(value);
    assert.equal(classes(standIn), classes(value));
    assert.notEqual(standIn, value);
  }
});

test("equal values have equal pseudonyms, different ones differ, also the shortest", () => {
  const vault = openVault();
  const values = Array.from({ length: 600 }, (_, i) => String(1000 + i));
  const random = seeded(2);
  for (let i = 0; i < 600; i++)
    values.push(randomValue(random, 5 + random(30), TOKEN_ALPHABET).replace(/^[-_]+/, "q7"));
  const distinct = [...new Set(values)];
  for (const value of distinct) assert.ok(vault.issue(value, "code"));
  const first = distinct.map((value) => vault.redact(value));
  assert.equal(new Set(first).size, distinct.length);
  for (const value of distinct) vault.issue(value, "again");
  assert.deepEqual(
    distinct.map((value) => vault.redact(` ${value} `).trim()),
    first,
  );
});

test("pseudonyms depend on the key of the run", () => {
  const [one, two, again] = [openVault({ key: KEY }), openVault(), openVault({ key: KEY })];
  for (const vault of [one, two, again]) vault.issue("SplxlOBeZQQYbYS6WxSbIA", "code");
  assert.notEqual(one.redact("SplxlOBeZQQYbYS6WxSbIA"), two.redact("SplxlOBeZQQYbYS6WxSbIA"));
  assert.equal(one.redact("SplxlOBeZQQYbYS6WxSbIA"), again.redact("SplxlOBeZQQYbYS6WxSbIA"));
});

test("a pseudonym of digits never makes a JSON number invalid", () => {
  const vault = openVault({ key: KEY });
  for (let i = 0; i < 50; i++) vault.issue(String(90_000_000 + i * 7919), "user_code");
  for (let i = 0; i < 50; i++) JSON.parse(vault.redact(`{"n":${90_000_000 + i * 7919}}`));
});

test("short names count by kind and lead back from the pseudonym", () => {
  const vault = openVault();
  for (const value of ["first-code-1", "second-code-2"]) vault.issue(value, "code");
  vault.issue("a-token-value-3", "access_token");
  assert.equal(vault.nameOf(vault.redact("second-code-2")), "code-2");
  assert.equal(vault.nameOf(vault.redact("a-token-value-3")), "access_token-1");
  assert.equal(vault.nameOf("second-code-2"), undefined);
  assert.deepEqual(Object.values(vault.names()), ["code-1", "code-2", "access_token-1"]);
});

test("what would wreck the run is refused: short values, words of the protocol, exposed values", () => {
  const vault = openVault();
  assert.equal(vault.configure("abc"), false);
  assert.equal(vault.configure("password"), false);
  assert.equal(vault.issue("code", "code"), false);
  vault.expose("public-client-1");
  assert.equal(vault.issue("public-client-1", "token"), false);
  const text = '{"grant_type":"password","code":"abc","client_id":"public-client-1"}';
  assert.equal(vault.redact(text), text);
});

test("a short secret is replaced as a word, not inside others", () => {
  const vault = openVault();
  assert.ok(vault.configure("secret"));
  assert.equal(
    vault.redact("client_secret=secret&a=secrets&b=%20secret"),
    `client_secret=${MARKER}&a=secrets&b=%20${MARKER}`,
  );
  assert.equal(
    Buffer.from(vault.redact(`Basic ${Buffer.from("id:secret").toString("base64")}`).slice(6), "base64").toString(),
    `id:${MARKER}`,
  );
});

test("a configured secret wins over the same value issued", () => {
  const vault = openVault();
  vault.issue("p4ssw0rd-of-alice", "password");
  vault.configure("p4ssw0rd-of-alice");
  vault.issue("p4ssw0rd-of-alice", "password");
  assert.equal(vault.redact("x=p4ssw0rd-of-alice"), `x=${MARKER}`);
});

test("secrets that contain, touch or overlap each other leave nothing behind", () => {
  const vault = openVault({ key: KEY });
  for (const value of ["abcdefgh", "abcdefghijkl12", "ijkl12mnopqr", "mnopqrstuv99"]) vault.issue(value, "code");
  assert.equal(vault.redact("abcdefghijkl12"), openWith("abcdefghijkl12").redact("abcdefghijkl12"));
  const all = vault.redact("abcdefghijkl12mnopqrstuv99");
  for (const value of ["abcdefgh", "ijkl12", "mnopqr", "stuv99"]) assert.ok(!all.includes(value), all);
  assert.equal(classes(all), classes("abcdefghijkl12mnopqrstuv99"));
});

function openWith(value: string): ReturnType<typeof openVault> {
  const vault = openVault({ key: KEY });
  vault.issue(value, "code");
  return vault;
}

test("text without secrets stays as it is, byte by byte", () => {
  const vault = openVault();
  vault.issue("SplxlOBeZQQYbYS6WxSbIA", "code");
  vault.configure('odd &"+ value');
  for (const place of Object.values(PLACES))
    for (const encode of Object.values(ENCODINGS))
      assert.equal(vault.redact(place(encode('n0-secret-here+&"ü'))), place(encode('n0-secret-here+&"ü')));
});

for (const kind of ["configured", "issued"] as const) {
  test(`a planted ${kind} secret is found in every place and encoding`, () => {
    const random = seeded(kind === "issued" ? 3 : 4);
    const values = ["SplxlOBeZQQYbYS6WxSbIA", 'p%41x+&amp;"ü \\u0061/=!', "aaaa+bbbb cccc%20dddd", "7f8e9d0c"];
    for (let i = 0; i < 12; i++)
      values.push(randomValue(random, 9 + random(60), i % 2 ? ODD_ALPHABET : TOKEN_ALPHABET).replace(/^ | $/g, "k"));
    for (const value of values) {
      const vault = openVault({ key: KEY });
      assert.ok(kind === "issued" ? vault.issue(value, "code") : vault.configure(value));
      for (const [encoding, encode] of Object.entries(ENCODINGS)) {
        for (const [place, put] of Object.entries(PLACES))
          assertGone(vault.redact(put(encode(value))), value, `${encoding} in ${place}`);
      }
    }
  });
}

test("what stands inside Basic, a JWT payload or JSON is still readable around the replaced secret", () => {
  const vault = openVault({ key: KEY });
  vault.configure('p%41x+&"ü geheim');
  vault.issue("SplxlOBeZQQYbYS6WxSbIA", "code");
  const basic = vault.redact(`Basic ${Buffer.from('client-1:p%41x+&"ü geheim').toString("base64")}`);
  assert.equal(Buffer.from(basic.slice(6), "base64").toString(), `client-1:${MARKER}`);
  const payload = Buffer.from(JSON.stringify({ sub: "248289761001", code: "SplxlOBeZQQYbYS6WxSbIA" })).toString(
    "base64url",
  );
  const seen = JSON.parse(
    Buffer.from(vault.redact(`e30.${payload}.c2ln`).split(".")[1] ?? "", "base64url").toString(),
  ) as { sub: string; code: string };
  assert.deepEqual(seen, { sub: "248289761001", code: vault.redact("SplxlOBeZQQYbYS6WxSbIA") });
  assert.equal(
    vault.redact("code=%53%70lxlOBeZQQYbYS6WxSbIA&x=%2F"),
    `code=${vault.redact("SplxlOBeZQQYbYS6WxSbIA")}&x=%2F`,
  );
});

test("a text made to be slow is done in time", () => {
  const vault = openVault({ key: KEY });
  vault.configure('odd &"+ value');
  vault.issue("aaaaaaaaaaaaaaaaaaaa", "code");
  for (const text of [
    "%25".repeat(5000),
    "&amp;%5Cu0025".repeat(2000),
    "a".repeat(20_000),
    `${"YWFh".repeat(5000)}`,
    "\\\\".repeat(5000),
    "a-".repeat(8000),
  ])
    vault.redact(text);
});

test("a text that was seen before its secret was known is redacted anew, in every place and encoding", () => {
  const random = seeded(5);
  for (const alphabet of [TOKEN_ALPHABET, ODD_ALPHABET]) {
    const vault = openVault();
    vault.configure("another-secret-of-this-run");
    for (const place of Object.values(PLACES)) {
      for (const [encoding, encode] of Object.entries(ENCODINGS)) {
        const secret = randomValue(random, 8 + random(60), alphabet);
        const text = place(encode(secret));
        vault.redact(text);
        assert.ok(vault.issue(secret, "code"));
        assertGone(vault.redact(text), secret, encoding);
        assert.equal(vault.redact(text), vault.redact(text));
      }
    }
  }
});

test("speed, printed only", (t) => {
  const random = seeded(5);
  const vault = openVault();
  const secrets = Array.from({ length: 1500 }, (_, i) =>
    randomValue(random, [22, 43, 300, 900][i % 4] ?? 22, TOKEN_ALPHABET),
  );
  for (const secret of secrets) vault.issue(secret, "code");
  const texts = secrets
    .slice(0, 400)
    .map(
      (secret, i) =>
        PLACES[i % 2 ? "JSON" : "HTML"]?.(secret) + " some more text of a page &amp; a link?x=%2Fcb".repeat(40),
    );
  const start = performance.now();
  let size = 0;
  for (const text of texts) size += vault.redact(text).length;
  t.diagnostic(`${(((performance.now() - start) * 1000) / (size / 1024)).toFixed(0)} µs/KB with 1500 secrets`);
});
