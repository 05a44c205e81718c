import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import type { Members, RunOptions } from "../../engine/index.js";
import { type Behaviour, type Call, authorizationServer } from "../support/authorization-server.js";
import { type Done, inlineSuite, runAll, smallProvider } from "../support/run.js";
import { check } from "../support/suite.js";

/** Expects what the server does not do, so that its check fails and would be run once more. */
const failing = { expect: [{ cite: "demo-1-must", status: 299 }] };
const wrongSecret: Members = { token: "client_credentials", auth: { secret: "wrong" }, ...failing };
const wrongPassword: Members = { token: "password", user: "wrong", ...failing };
const wrongLogin: Members = {
  authorize: "code",
  session: "none",
  user: "wrong",
  expect: [{ cite: "demo-1-must", redirect: { code: { type: "string" } } }],
};
const names = (...steps: Members[]): Members[] => steps.map((step, index) => check(`demo-${"abcdef"[index]}`, [step]));

const USER = { username: "ann", password: "right-password-77" };
const ABLE = {
  users: [USER],
  supports: ["grant:password"],
  pages: [{ login: { has: "password", fill: { password: "${user.password}" }, press: "In" } }],
  clients: [
    {
      name: "service",
      client_id: "service",
      client_secret: "service-secret-3",
      grants: ["client_credentials", "password", "authorization_code"],
      redirect_uris: ["https://app.example.com/cb"],
    },
  ],
};
const LOGIN = `<form method="post"><input type="password" name="password"><button>In</button></form>`;
/** Asks for the password until it is right. */
const login: Behaviour = ({ body }) => (body.get("password") === USER.password ? undefined : { body: LOGIN });
const grant: Behaviour = (call) => {
  if (call.body.get("grant_type") !== "password" || hasWrongSecret(call)) return undefined;
  return hasWrongPassword(call)
    ? { status: 400, body: { error: "invalid_grant" } }
    : { body: { access_token: "access-token-of-ann", token_type: "Bearer" } };
};

interface Met extends Done {
  /** Wrong passwords that reached the server, in forms and in token requests. */
  passwords: number;
  /** Wrong secrets that reached it. */
  secrets: number;
  again(options?: Partial<RunOptions>): Promise<Met>;
}

async function meet(
  t: TestContext,
  steps: Members[],
  { token, options }: { token?: Behaviour; options?: Partial<RunOptions> } = {},
): Promise<Met> {
  const server = await authorizationServer(t, {
    "/authorize": login,
    "/token": async (call, earlier) => (await token?.(call, earlier)) ?? grant(call, earlier),
  });
  const common = {
    suite: inlineSuite(t, names(...steps)),
    provider: smallProvider(t, server.url, ABLE),
    concurrency: 1,
  };
  const met = async (more: Partial<RunOptions>): Promise<Met> => {
    const done = await runAll({ ...common, ...more });
    return {
      ...done,
      passwords: server.calls.filter(hasWrongPassword).length,
      secrets: server.calls.filter(hasWrongSecret).length,
      again: (rest) => met({ resume: done.records, ...rest }),
    };
  };
  return met(options ?? {});
}

const hasWrongPassword = ({ body }: Call): boolean => body.has("password") && body.get("password") !== USER.password;
const hasWrongSecret = ({ authorization = "" }: Call): boolean => {
  const [id, secret] = Buffer.from(authorization.replace("Basic ", ""), "base64").toString().split(":");
  return id === "service" && secret !== "service-secret-3";
};
const why = ({ report }: Done): unknown[] =>
  report.checks.map(({ verdicts: [one] }) => [one?.outcome, one?.unconfirmed]);
const PASSWORDS = 'wrong passwords of user "ann" are sent at most twice';
const SECRETS = 'wrong secrets of client "service" are sent at most twice';

test("one wrong password leaves room for the second run; two do not, wherever they are sent", async (t) => {
  const one = await meet(t, [wrongPassword]);
  assert.deepEqual([one.passwords, one.verdict("demo-a#demo-1-must").runs?.length], [2, 2]);
  assert.deepEqual(why(one), [["fail", undefined]]);
  const two = await meet(t, [wrongPassword, wrongLogin]);
  assert.equal(two.passwords, 2);
  assert.deepEqual(why(two), [
    ["fail", PASSWORDS],
    ["fail", PASSWORDS],
  ]);
  assert.equal(two.report.exit_code, 1, "it is a fail all the same");
  assert.equal(two.report.summary.unconfirmed, 2);
});

test("a check that sends a wrong secret is run again while its client has had one only", async (t) => {
  const one = await meet(t, [wrongSecret]);
  assert.deepEqual([one.secrets, why(one)], [2, [["fail", undefined]]]);
  const two = await meet(t, [wrongSecret, wrongSecret]);
  assert.deepEqual(
    [two.secrets, why(two)],
    [
      2,
      [
        ["fail", SECRETS],
        ["fail", SECRETS],
      ],
    ],
  );
});

test("a user's third wrong password is not sent in a first run either", async (t) => {
  const { passwords, report } = await meet(t, [wrongPassword, wrongPassword, wrongPassword]);
  assert.equal(passwords, 2);
  const [last] = report.checks[2]?.verdicts ?? [];
  assert.deepEqual([last?.outcome, last?.reason], ["blocked", `${PASSWORDS}, and in this run they were`]);
});

test("a wrong password whose answer was lost is sent once more, and takes nothing from another check", async (t) => {
  const losing = (...answers: number[]): Behaviour => {
    let sent = 0;
    return (call) => (hasWrongPassword(call) && answers.includes(sent++) ? "reset" : undefined);
  };
  // A request whose connection breaks is sent once more at once: two breaks lose the answer.
  const once = await meet(t, [wrongPassword, wrongPassword], { token: losing(0, 1) });
  assert.deepEqual(
    once.report.checks.map(({ outcome, again }) => [outcome, again?.length]),
    [
      ["fail", 1],
      ["fail", undefined],
    ],
  );
  const twice = await meet(t, [wrongPassword, wrongPassword], { token: losing(0, 1, 3, 4) });
  assert.deepEqual(
    twice.report.checks.map(({ outcome, again }) => [outcome, again?.length]),
    [
      ["fail", 1],
      ["blocked", undefined],
    ],
  );
  assert.equal((await once.again()).passwords, once.passwords, "what was lost before is not lost anew");
});

test("a run that is taken up again counts what was sent before", async (t) => {
  const stop = new AbortController();
  let wrong = 0;
  const first = await meet(t, [wrongPassword, wrongSecret], {
    token: (call) => {
      wrong += Number(hasWrongPassword(call));
      if (wrong === 2) stop.abort(new Error("it was enough"));
      return undefined;
    },
    options: { signal: stop.signal },
  });
  assert.equal(first.report.assay.complete, false);
  assert.deepEqual(why(first), [
    ["fail", "it was enough"],
    ["fail", "it was enough"],
  ]);
  assert.equal(first.passwords, 2, "the second run of the first had begun");
  const rest = await first.again();
  assert.deepEqual([rest.passwords, rest.secrets], [2, 2]);
  assert.deepEqual(why(rest), [
    ["fail", PASSWORDS],
    ["fail", undefined],
  ]);
  const idle = await rest.again();
  assert.deepEqual([idle.passwords, idle.secrets, why(idle)], [2, 2, why(rest)]);
});

test("one that was on its way when the run was killed is counted", async (t) => {
  const done = await meet(t, [wrongPassword]);
  const last = done.records.findLastIndex((record) => record.type === "guess");
  const rest = await done.again({ resume: done.records.slice(0, last + 1) });
  assert.equal(rest.passwords, 2, "whether it got there or not, it is not sent again");
  assert.deepEqual(why(rest), [["fail", PASSWORDS]]);
});

test("a connection that breaks under a wrong password is tried anew, and its check is not begun anew for it", async (t) => {
  let broken = 0;
  const { passwords, records, report } = await meet(t, [wrongPassword, wrongLogin], {
    token: (call) => (hasWrongPassword(call) && broken++ === 0 ? "reset" : undefined),
    options: { seed: 3 },
  });
  assert.deepEqual(records.flatMap((record) => (record.type === "guess" ? [record.check] : [])).toSorted(), [
    "demo-a",
    "demo-b",
  ]);
  assert.equal(passwords, 3, "the one that nobody answered, its second try, and the login");
  assert.deepEqual(
    report.checks.map(({ outcome }) => outcome),
    ["fail", "fail"],
    "and both were judged",
  );
});
