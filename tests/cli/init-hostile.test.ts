// What a server says of itself is text in the file that assay init writes, and nothing more.
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Json, type Members, type Provider, loadProvider } from "../../engine/index.js";
import { ENDPOINTS, documents, endpoints, written } from "./init-support.js";

const INJECTION = 'x\n- name: evil\nissuer: "https://evil.example"\n#\u2028\u0085\r${secret:HOME}: {"\u001b[31m';
const HOSTILE: [name: string, metadata: (issuer: string) => Members][] = [
  ["texts with line breaks, quotes and variables", () => hostileEverywhere(INJECTION)],
  ["variables alone", () => hostileEverywhere("${env:HOME}${secret:ACME_PASSWORD}")],
  ["huge lists and texts", () => hostileEverywhere("s".repeat(50_000), 20_000)],
  ["numbers, maps and lists in the place of texts", () => ({ ...endpoints(), ...wrongTypes() })],
  ["an issuer of many lines", (issuer) => ({ ...endpoints(), issuer: `${issuer}\nclients: []` })],
  ["lone surrogates", () => hostileEverywhere("\ud800 \udfff")],
];

function hostileEverywhere(text: string, times = 3): Members {
  const list = Array.from({ length: times }, (_, index) => (times > 100 ? `${text.slice(0, 90)}${index}` : text));
  return {
    issuer: text,
    authorization_endpoint: `https://as.example.com/${text}`,
    token_endpoint: `https://as.example.com/?${text}`,
    introspection_endpoint: text,
    userinfo_endpoint: `https://as.example.com/${text}`,
    [text.slice(0, 1000)]: text,
    scopes_supported: [...list, "openid"],
    grant_types_supported: [...list, "authorization_code"],
    token_endpoint_auth_methods_supported: list,
    code_challenge_methods_supported: list,
  };
}

function wrongTypes(): Members {
  return {
    issuer: 7,
    scopes_supported: [1, { a: 2 }, null, ["x"]],
    grant_types_supported: "authorization_code",
    token_endpoint_auth_methods_supported: { none: true },
    introspection_endpoint: ["x"],
  };
}

const KEYS = ["provider", "name", "issuer", "discovery", "profiles", "scope", "second_scope", "supports", "lacks"];
const FURTHER = ["clients", "users", "pages", "resource", "endpoints"];
const OWN_VARIABLE = /^\$\{(?:env|secret):ACME_[A-Z_]+(?::-[^${}]*)?\}$|^\$\{user\.(?:username|password)\}$/;

for (const [name, metadata] of HOSTILE)
  for (const path of ["/.well-known/oauth-authorization-server", "/t1/.well-known/oauth-authorization-server"])
    test(`hostile metadata put nothing into the file: ${name}, at ${path}`, async (t) => {
      const at: Record<string, Json> = {};
      const url = await documents(t, at);
      const issuer = path.startsWith("/t1") ? `${url}/t1` : url;
      at[path] = metadata(issuer);
      const { file, text, value, said } = await written(t, issuer);
      assert.equal(value["issuer"], issuer);
      assert.match(String(value["scope"]), /^\$\{env:ACME_SCOPE:-[!#-[\]-|~]*\}$/, "RFC 6749 3.3");
      assert.deepEqual(
        Object.keys(value).filter((key) => ![...KEYS, ...FURTHER].includes(key)),
        [],
      );
      for (const client of value["clients"] as Members[])
        assert.match(String(client["name"]), /^(?:confidential|other|public|native|service|device|resource_server)$/);
      for (const [variable] of text.replaceAll(/^\s*#.*$/gm, "").matchAll(/\$\{[^}]*\}?/g))
        assert.match(variable, OWN_VARIABLE);
      assert.ok(text.length < 15_000, String(text.length));
      assert.match(text, /^[\n -~]*$/);
      assert.match(said, /^[\n -~]*$/);
      const provider: Provider = loadProvider(file, { ...ENDPOINTS, HOME: "leaked", ACME_PASSWORD: "leaked" });
      const { users: _, secrets: __, ...rest } = provider;
      assert.doesNotMatch(JSON.stringify(rest), /leaked|evil/);
    });
