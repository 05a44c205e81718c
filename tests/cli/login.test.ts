import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { command as login } from "../../cli/login.js";
import {
  findProvider,
  loadProvider,
  openHttp,
  openLoginWindow,
  readSession,
  sessionFile,
  writeSession,
  type Provider,
} from "../../engine/index.js";
import { startReference, type Target } from "../../targets/reference.js";
import { refusal } from "./capture.js";

const home = process.cwd();
let folder: string;
let target: Target;
let provider: Provider;
let request: URL;

before(async () => {
  target = await startReference();
  provider = loadProvider(findProvider("reference"), { ...process.env, ...target.env });
  folder = mkdtempSync(join(tmpdir(), "assay-login-"));
  process.chdir(folder);
  request = new URL("/auth", target.issuer);
  const client = provider.clients.find((one) => one.name === "confidential");
  request.search = new URLSearchParams({
    response_type: "code",
    client_id: client?.client_id ?? "",
    redirect_uri: client?.redirect_uris[0] ?? "",
    code_challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    code_challenge_method: "S256",
  }).toString();
});
after(async () => {
  process.chdir(home);
  rmSync(folder, { recursive: true, force: true });
  await target.stop();
});

test("a session that a person opened in the window spares the login afterwards", async (t) => {
  const http = openHttp({ network: provider.network, folder, hosts: [request.host] });
  const window = await openLoginWindow({
    http,
    url: request.href,
    redirectUris: ["https://app.example.com/cb"],
    headed: false,
  });
  window.page.setDefaultTimeout(10_000);
  t.after(() => window.page.context().browser()?.close());
  const [user] = provider.users;
  await window.page.fill("input[name=username]", user?.username ?? "");
  await window.page.fill("input[type=password]", user?.password ?? "");
  await window.page.getByRole("button", { name: "Sign in" }).click();
  await window.page.getByRole("button", { name: "Allow" }).click();
  const { why, jar } = await window.ended;
  assert.equal(why, "redirect");

  const file = writeSession(provider, jar);
  assert.equal(statSync(file).mode & 0o077, 0);
  assert.equal(readFileSync(join(folder, ".assay/.gitignore"), "utf8"), "*\n");
  const kept = readSession(provider);
  const cookie = kept?.getCookieStringSync(request.href) ?? "";
  const { response } = await http.send({ method: "GET", url: request.href, headers: { cookie: [cookie] } });
  await http.close();
  assert.match(response?.headers["location"]?.[0] ?? "", /^https:\/\/app\.example\.com\/cb\?code=/);
  assert.equal(readSession({ ...provider, issuer: "https://other.example" }), undefined);
});

test("closing the window ends the login", async () => {
  const http = openHttp({ network: provider.network, folder, hosts: [request.host] });
  const window = await openLoginWindow({ http, url: request.href, redirectUris: [], headed: false });
  await window.page.close();
  assert.equal((await window.ended).why, "closed");
  await http.close();
});

test("a damaged session file says how to mend it", () => {
  writeFileSync(sessionFile(provider), "{");
  assert.throws(
    () => readSession(provider),
    /FORMAT .*is not a stored session\n {2}hint: delete it, or log in again: assay login reference/,
  );
});

test(
  "without a display, login says so before anything is started",
  { skip: process.platform !== "linux" },
  async () => {
    const { DISPLAY, WAYLAND_DISPLAY } = process.env;
    delete process.env["DISPLAY"];
    delete process.env["WAYLAND_DISPLAY"];
    try {
      assert.match(
        (await refusal(login, "reference")).message,
        /there is no display\n {2}hint: run it where there is one/,
      );
    } finally {
      Object.assign(process.env, DISPLAY && { DISPLAY }, WAYLAND_DISPLAY && { WAYLAND_DISPLAY });
    }
  },
);
