import type { TestContext } from "node:test";
import type { DriveOptions, DriveResult, FrontChannel, Session } from "../../engine/front-channel/front-channel.js";
import { openFrontChannel } from "../../engine/front-channel/front-channel.js";
import type { HttpRequest } from "../../engine/types/evidence.js";
import type { Network, PageRule, Provider, User } from "../../engine/types/provider.js";
import { client } from "../http/support.js";

export const CALLBACK = "https://app.example.com/cb";
export const ALICE: User = { username: "alice", password: "secret", missing: [] };

export const LOGIN: PageRule = {
  name: "login",
  has: "password",
  fill: { username: "${user.username}", password: "${user.password}" },
  press: "Sign in",
};
export const CONSENT: PageRule = {
  name: "consent",
  text: "would like to",
  press: "Allow",
  deny: "Cancel",
  choose: { patient: "patient" },
};
export const CODE: PageRule = { name: "code", has: "otp", totp: "otp" };

interface Setting {
  pages?: PageRule[];
  driver?: Provider["driver"];
  network?: Partial<Network>;
  hosts?: string[];
  chromium?: () => string;
}

export function channel(t: TestContext, setting: Setting = {}): FrontChannel {
  const http = client(t, setting.network, setting.hosts && { hosts: setting.hosts });
  const provider: Provider = {
    provider: "test",
    name: "test",
    folder: ".",
    stand_in: false,
    issuer: "http://127.0.0.1",
    discovery: "none",
    endpoints: {},
    metadata: {},
    profiles: [],
    supports: [],
    grants: {},
    documentation_issues: [],
    lacks: [],
    clients: [],
    users: [],
    pages: setting.pages ?? [LOGIN, CONSENT, CODE],
    driver: setting.driver ?? "http",
    network: { headers: {}, hosts: [], resolve: {}, timeout_ms: 10_000, max_body: 1_000_000, ...setting.network },
    expected: [],
    file: "test.yaml",
    secrets: [],
  };
  const opened = openFrontChannel({ http, provider, chromium: setting.chromium });
  t.after(() => opened.close());
  return opened;
}

export function authorization(origin: string, parameters: Record<string, string> = {}): HttpRequest {
  const query = new URLSearchParams({ client_id: "app", redirect_uri: CALLBACK, state: "s", ...parameters });
  return { method: "GET", url: `${origin}/authorize?${query}`, headers: {} };
}

export function drive(
  opened: FrontChannel,
  origin: string,
  how: Partial<DriveOptions> & { parameters?: Record<string, string>; session?: Session } = {},
): Promise<DriveResult> {
  const { parameters, ...options } = how;
  return opened.drive(authorization(origin, parameters), {
    session: opened.newSession(),
    redirectUris: [CALLBACK],
    user: ALICE,
    act: "approve",
    ...options,
  });
}
