// One test for each wrong setting of a file that is right otherwise: its key is named, and no other.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startReference, type Target } from "../../targets/reference.js";
import { type File, type Secrets, diagnose, rightFile } from "./doctor-support.js";

let target: Target;
before(async () => {
  target = await startReference();
});
after(() => target.stop());

const right = (): { file: File; secrets: Secrets } => rightFile(target.issuer, target.env);

test("of a file that is right nothing is said to be wrong, and every setting is said to have been tried", async (t) => {
  const { file, secrets } = right();
  const { findings } = await diagnose(t, file, secrets);
  assert.deepEqual(
    findings.filter(({ ok }) => ok !== "good"),
    [],
  );
  assert.deepEqual(
    findings.map(({ subject }) => subject).join(", "),
    'variables, network, TLS, metadata, issuer, endpoints, clock, rule "login", rule "consent", login, ' +
      'client "web", client "service", client "legacy", client "api", resource',
  );
});

test("a client of which nothing is set is left out, and a user whom no client needs", async (t) => {
  const { file, secrets } = right();
  file.clients = file.clients.slice(0, 2);
  Object.assign(file.clients[0] ?? {}, { client_id: "${env:WEB_ID}" });
  file.users = [{ username: "${env:USER_NAME}", password: "${secret:USER_PASSWORD}" }];
  const { WEB_SECRET: _, USER_PASSWORD: __, ...rest } = secrets;
  const { findings, accused } = await diagnose(t, file, rest);
  assert.deepEqual(accused, []);
  assert.equal(findings[0]?.message, "all are set, but for 1 of 2 clients, which are left out");
  const web = findings.find(({ subject }) => subject === 'client "web"');
  assert.deepEqual([web?.ok, web?.message], ["not tried", '"WEB_ID", "WEB_SECRET" is not set']);
});

test("a client of which something is set is not left out, nor is the only one", async (t) => {
  const { file, secrets } = right();
  file.clients = [{ ...file.clients[0], client_id: "${env:WEB_ID}" }, ...file.clients.slice(1, 2)];
  const { WEB_SECRET: _, ...rest } = secrets;
  const half = await diagnose(t, file, { ...rest, WEB_ID: "web" });
  assert.deepEqual(half.accused, ["clients[0].client_secret"]);
  const alone = await diagnose(t, { ...file, clients: file.clients.slice(0, 1) }, rest);
  assert.equal(alone.wrong.key, "clients[0].client_id");
});

interface Case {
  /** The settings that make the file wrong. */
  wrong(file: File, secrets: Secrets): void;
  /** The keys that are accused, in order. */
  keys: string[];
  /** What the message or the hint must say. */
  says: RegExp;
  /** Further keys that are named as possible. */
  also?: string[];
}

const client = (file: File, index: number): Record<string, unknown> => file.clients[index] ?? {};
const rule = (file: File, index: number): Record<string, unknown> => Object.values(file.pages[index] ?? {})[0] ?? {};

const CASES: Record<string, Case> = {
  "a variable that is not set": {
    wrong: (_, secrets) => delete secrets["WEB_SECRET"],
    keys: ["clients[0].client_secret"],
    says: /"WEB_SECRET" of client "web" is not set/,
  },
  "a client_id, where a login begins": {
    wrong: (file) => (client(file, 0)["client_id"] = "nobody"),
    keys: ["clients[0].client_id"],
    says: /invalid_client.*compare it with the one that the server shows/,
  },
  "a client_id, where only the token endpoint is asked": {
    wrong: (file) => (client(file, 1)["client_id"] = "nobody"),
    keys: ["clients[1].client_secret"],
    also: ["clients[1].token_endpoint_auth_method", "clients[1].client_id"],
    says: /"invalid_client".*few servers say which/,
  },
  "a secret, where the server knows the client from the login": {
    wrong: (_, secrets) => (secrets["WEB_SECRET"] = "another-secret"),
    keys: ["clients[0].client_secret"],
    also: ["clients[0].token_endpoint_auth_method"],
    says: /the server knows the client_id/,
  },
  "the secret of a resource server": {
    wrong: (_, secrets) => (secrets["API_SECRET"] = "another-secret"),
    keys: ["clients[3].client_secret"],
    also: ["clients[3].token_endpoint_auth_method", "clients[3].client_id"],
    says: /introspection: the introspection endpoint answers with status 401/,
  },
  "a client that is said to be public": {
    wrong: (file) => (client(file, 0)["token_endpoint_auth_method"] = "none"),
    keys: ["clients[0].token_endpoint_auth_method"],
    says: /may want this client to authenticate/,
  },
  "a method whose secret is missing": {
    wrong: (file) => delete client(file, 1)["client_secret"],
    keys: ["clients[1].client_secret"],
    also: ["clients[1].token_endpoint_auth_method"],
    says: /its method client_secret_post needs "client_secret"/,
  },
  "a redirect URI": {
    wrong: (file) => (client(file, 0)["redirect_uris"] = ["https://app.example.com/cb/"]),
    keys: ["clients[0].redirect_uris[0]"],
    says: /redirect_uri did not match.*letter by letter/,
  },
  "a grant": {
    wrong: (file) => (client(file, 1)["grants"] = ["password"]),
    keys: ["clients[1].grants"],
    says: /requested grant type is not allowed/,
  },
  "the scope of a client": {
    wrong: (file) => (client(file, 0)["scope"] = "api:nothing"),
    keys: ["clients[0].scope"],
    also: ["users[0].username"],
    says: /error access_denied/,
  },
  "the scope of the file": {
    wrong: (file) => {
      file["scope"] = "api:nothing";
      file.clients = file.clients.slice(2, 3);
      delete file["resource"];
    },
    keys: ["scope"],
    says: /invalid_scope.*ask for what the client is registered for/,
  },
  "a password": {
    wrong: (_, secrets) => (secrets["USER_PASSWORD"] = "another-password"),
    keys: ["users[0].password"],
    also: ["users[0].username", "pages.login"],
    says: /User name or password is wrong.*accounts get locked/,
  },
  "a password, where only the password grant sends it": {
    wrong: (file, secrets) => {
      secrets["USER_PASSWORD"] = "another-password";
      file.clients = file.clients.slice(2, 3);
      delete file["resource"];
    },
    keys: ["users[0].password"],
    also: ["users[0].username"],
    says: /"invalid_grant".*user name or password is wrong/,
  },
  "a user name": {
    wrong: (file) => (file.users = [{ ...file.users[0], username: "nobody" }]),
    keys: ["users[0].password"],
    also: ["users[0].username", "pages.login"],
    says: /came back a third time/,
  },
  "no user at all": {
    wrong: (file) => {
      file.users = [];
      file.clients = file.clients.slice(0, 1);
    },
    keys: ["users"],
    also: ["pages.login"],
    says: /no value for.*name an account under users/,
  },
  "a page rule that names one field wrongly": {
    wrong: (file) => (rule(file, 0)["fill"] = { user: "${user.username}", password: "${user.password}" }),
    keys: ["pages.login"],
    says: /it has no field "user" \(fields: "username", "password"; buttons: "Sign in", "Cancel"\)/,
  },
  "a page rule that names all fields wrongly": {
    wrong: (file) => (rule(file, 0)["fill"] = { user: "${user.username}", pass: "${user.password}" }),
    keys: ["pages.login"],
    says: /it has no field "user", "pass" \(fields: "username", "password"/,
  },
  "a page rule that names a button wrongly": {
    wrong: (file) => (rule(file, 0)["press"] = "Log in"),
    keys: ["pages.login"],
    says: /it has no button "Log in" \(it has: "sign in", "cancel"\)/,
  },
  "a page rule that fits no page": {
    wrong: (file) => (rule(file, 0)["has"] = "passwd"),
    keys: ["pages"],
    says: /no page rule fits the page .*fields: "username", "password".*write a rule for this page/,
  },
  "a page rule that is missing": {
    wrong: (file) => file.pages.pop(),
    keys: ["pages"],
    says: /buttons: "Allow", "Cancel".*would like to use/,
  },
  "a page rule that presses the wrong button": {
    wrong: (file) => (rule(file, 1)["press"] = "Cancel"),
    keys: ["pages.consent"],
    also: ["users[0].username", "scope"],
    says: /the user refused.*the button that refuses/,
  },
  "an issuer that the metadata spell otherwise": {
    wrong: (file) => (file.issuer += "/"),
    keys: ["issuer"],
    says: /the metadata state "http:[^"]*\d", the file "http:[^"]*\/"/,
  },
  "an issuer with a path that is not there": {
    wrong: (file) => (file.issuer += "/realms/mine"),
    keys: ["issuer"],
    also: ["discovery"],
    says: /got status 404, nor at the other well-known places/,
  },
  "the place of the metadata": {
    wrong: (file) => (file["discovery"] = "smart"),
    keys: ["discovery"],
    says: /they are at "[^"]*\/\.well-known\/oauth-authorization-server".*say discovery: oauth/,
  },
  "an endpoint": {
    wrong: (file) => (file["endpoints"] = { token: "/tokens" }),
    keys: ["endpoints.token"],
    also: ["issuer"],
    says: /the token endpoint answers with status 404/,
  },
  "no metadata and no endpoint": {
    wrong: (file) => Object.assign(file, { discovery: "none", clients: file.clients.slice(1, 2) }),
    keys: ["endpoints.token"],
    says: /no token endpoint, which client_credentials needs: the file names none/,
  },
  "the address of the resource": {
    wrong: (file) => (file["resource"] = { url: "/nothing" }),
    keys: ["resource.url"],
    also: ["issuer"],
    says: /the resource endpoint answers with status 404/,
  },
};

for (const [name, { wrong, keys, says, also }] of Object.entries(CASES))
  test(`wrong: ${name}`, async (t) => {
    const { file, secrets } = right();
    wrong(file, secrets);
    const diagnosis = await diagnose(t, file, secrets);
    assert.deepEqual(diagnosis.accused, keys, diagnosis.out);
    const { message, hint = "", at } = diagnosis.wrong;
    assert.match(`${message} ${hint}`, says);
    assert.deepEqual(diagnosis.wrong.also, also);
    assert.ok(at && at.file.endsWith("mine.yaml") && at.line > 0);
  });
