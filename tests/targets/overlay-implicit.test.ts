import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import type { Target } from "../../targets/reference.js";
import { authorized, Browser, id } from "./client.js";
import type { Landing } from "./client.js";
import { laid, stopAll } from "./laid.js";

const URI = "https://implicit.example.com/cb";

function asked(target: Target, change: Record<string, string> = {}): Promise<Landing> {
  const form = { response_type: "token", client_id: id(target, "implicit"), redirect_uri: URI, state: "s" };
  return new Browser(target).authorize({ ...form, ...change });
}

describe("operations on requests for a token", () => {
  after(stopAll);

  test("reply redirects into the fragment when a token was asked for, and into the query for a code", async () => {
    const target = await laid({ at: "authorization", reply: { redirect: { error: "access_denied" } } });
    const { url } = await asked(target);
    assert.ok(url.startsWith(`${URI}#error=access_denied&state=s&`), url);
    const code = await authorized(target);
    assert.ok(code.url.startsWith("https://app.example.com/cb?error=access_denied&"), code.url);
  });

  test("mend accepts a redirect URI, and the client sees its own before the fragment", async () => {
    const target = await laid({
      at: "authorization",
      when: { params: { redirect_uri: "wrong" } },
      mend: ["redirect_uri"],
    });
    for (const [sent, seen = sent] of [[`${URI}/more?a=b`], [`${URI}#part`, URI]]) {
      const { url } = await asked(target, { redirect_uri: sent ?? "" });
      assert.ok(url.startsWith(`${seen}#access_token=`), url);
    }
  });

  test("mend finds the client of a redirect URI, whatever its grant", async () => {
    const target = await laid({
      at: "authorization",
      when: { params: { client_id: "wrong" } },
      mend: ["client_id"],
    });
    const { params } = await asked(target, { client_id: "nobody" });
    assert.ok(params.has("access_token"), params.toString());
  });
});
