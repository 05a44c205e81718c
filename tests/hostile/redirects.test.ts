// A server that leads elsewhere: nothing goes to a host that nobody configured, and no way is without end.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ELSEWHERE, ENDLESS, ENDPOINTS, NO_PAGE, answering } from "./redirects.js";
import { type Attacked, CHECKS, survives } from "./run.js";

const PAGES = { checks: ["rfc6749-authorization-response"] };

/** URLs that were asked for and that no request went out to. */
const refused = ({ exchanges }: Attacked): URL[] =>
  exchanges.flatMap(({ request, error }) => (error?.code === "host-not-allowed" ? [new URL(request.url)] : []));

describe("a login that leads to another host", { concurrency: 4 }, () => {
  for (const [name, mischief] of Object.entries(ELSEWHERE))
    test(`${name}: is refused there, and nothing arrives`, async (t) => {
      const done = await survives(t, mischief, PAGES);
      const { port } = new URL(done.foreign);
      assert.ok(refused(done).length > 0, "it was to be followed");
      assert.deepEqual(
        refused(done).filter((url) => url.port !== port),
        [],
      );
    });
});

describe("a login that leads to what is no page", { concurrency: 4 }, () => {
  for (const [name, mischief] of Object.entries(NO_PAGE))
    test(`${name}: is refused`, async (t) => {
      const done = await survives(t, mischief, PAGES);
      assert.ok(refused(done).length > 0);
      assert.ok(refused(done).every(({ protocol }) => !/^https?:$/.test(protocol)));
    });
});

describe("a login without end", { concurrency: 4 }, () => {
  for (const [name, mischief] of Object.entries(ENDLESS))
    test(`${name}: is given up`, async (t) => {
      const done = await survives(t, mischief, PAGES);
      const errors = done.records.flatMap((one) =>
        one.type === "observation" && one.transport ? [one.transport.message] : [],
      );
      assert.ok(errors.length > 0);
      for (const error of errors) assert.match(error, /^more than 20 redirects/);
    });
});

describe("an endpoint that is no page", { concurrency: 4 }, () => {
  for (const place of ENDPOINTS)
    test(`${place}: its redirect is an answer, and not followed`, async (t) => {
      const done = await survives(t, answering(place), { checks: CHECKS });
      const answers = done.exchanges.filter(({ response }) => response?.status === 307);
      assert.ok(answers.length > 0);
      assert.ok(answers.every(({ response }) => response?.headers["location"]?.[0]?.startsWith(done.foreign)));
      assert.deepEqual(refused(done), [], "nobody thinks of following it");
    });
});
