import assert from "node:assert/strict";
import { test } from "node:test";
import { clientView } from "../../engine/run/clients.js";
import type { Client, Provider } from "../../engine/types/provider.js";

const LIMITS: [stated: Client["lifetimes"], lifetime: number, limit: number][] = [
  [undefined, 600, 600],
  [{ code: 2 }, 2, 2],
  [{ code: 900 }, 900, 600],
  [{ access_token: 3 }, 600, 600],
];
for (const [lifetimes, lifetime, limit] of LIMITS)
  test(`a code for which the file says ${JSON.stringify(lifetimes)} is over after ${lifetime} seconds, and ten minutes at most should be`, () => {
    const client = { name: "one", client_id: "one", redirect_uris: [], missing: [], roles: [], lifetimes };
    const view = clientView(client as unknown as Client, { clients: [], grants: {} } as unknown as Provider);
    assert.deepEqual(
      [view["lifetimes"], view["code_limit"]],
      [{ refresh_token: 7_776_000, ...lifetimes, code: lifetime }, limit],
    );
  });

test("an unused refresh token is waited for only where the file says how long it lives", () => {
  const client = { name: "one", client_id: "one", redirect_uris: [], missing: [], roles: [] };
  const view = clientView(
    { ...client, lifetimes: { refresh_token: 5 } } as unknown as Client,
    { clients: [], grants: {} } as unknown as Provider,
  );
  assert.equal((view["lifetimes"] as Client["lifetimes"])?.refresh_token, 5);
});
