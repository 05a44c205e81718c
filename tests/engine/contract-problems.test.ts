// A contract that contradicts itself, or names what is not there, is refused before the first request.
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { AssayError, type Members, type Problem, lintFile, loadProvider, loadSuite } from "../../engine/index.js";
import { providerFile } from "../support/run.js";
import { temporaryFolder, writeFiles } from "../support/suite.js";

const suite = loadSuite();
const AT = { at: "page 1" };
const token = (exchange: Members): Members => ({ token: { client_credentials: exchange } });
const row = (more: Members): Members => ({ name: "scope", ...AT, ...more });

const REFUSED: [says: string, contract: Members, message: RegExp, hint?: RegExp][] = [
  [
    "two rows of one name that contradict each other",
    token({ parameters: [row({ needed: "required" }), row({ needed: "optional" })] }),
    /^"scope" stands in line \d+ already, and they contradict each other in needed$/,
    /documentation_issues/,
  ],
  [
    "a row said twice",
    token({ members: [row({ type: "string" }), row({ type: "string" })] }),
    /^"scope" stands in line \d+ already$/,
  ],
  [
    "an unknown condition",
    token({ parameters: [row({ needed: { when: { snt: "state" } } })] }),
    /^no condition "snt" for "scope"$/,
    /did you mean "sent"\?/,
  ],
  [
    "a condition with a value that it cannot have",
    token({ parameters: [row({ needed: { when: { registered: "two" } } })] }),
    /^"registered" expected several, got "two"$/,
  ],
  [
    "a value that is none of the values",
    token({ members: [row({ value: "a", values: ["b", "c"] })] }),
    /^"scope" has the value "a", which is not one of its values$/,
  ],
  [
    "a value that is allowed and not allowed",
    token({ parameters: [row({ not_allowed: "a", values: ["a"] })] }),
    /^"scope" both allows and does not allow "a"$/,
  ],
  [
    "a member that is absent and has a value",
    token({ members: [row({ needed: "absent", value: "a" })] }),
    /^"scope" is absent and has a value$/,
  ],
  [
    "a row from elsewhere that does not say where",
    token({ members: [row({ basis: "elsewhere" })] }),
    /^"scope" has basis elsewhere and names no source$/,
  ],
  [
    "a source that is not listed",
    { sources: { guide: { title: "Guide" } }, ...token({ members: [row({ basis: "elsewhere", source: "giude" })] }) },
    /^no source "giude"$/,
    /did you mean "guide"\?/,
  ],
];
for (const [says, contract, message, hint = /^/] of REFUSED)
  test(`${says} is refused, with its line`, (t) => {
    const folder = temporaryFolder(t);
    writeFiles(folder, { "small.yaml": providerFile("https://as.example.com", { contract }) });
    const path = join(folder, "small.yaml");
    const isIt = ({ code, message: said, line, hint: advice }: Problem): boolean =>
      code === "CONTRACT" && message.test(said) && (line ?? 0) > 1 && hint.test(advice ?? "");
    assert.throws(
      () => loadProvider(path, {}),
      (error) => error instanceof AssayError && error.problems.length === 1 && error.problems.every(isIt),
    );
    assert.ok(lintFile(path, suite).problems.every(isIt));
  });

const NAMES: [says: string, file: Members, message: string][] = [
  [
    "a clause that a promise contradicts",
    { contract: token({ members: [row({ against: ["rfc6749-5.1-token-tpe"] })] }) },
    'no requirement "rfc6749-5.1-token-tpe"',
  ],
  [
    "a clause of a documentation issue",
    { documentation_issues: [{ id: "one", title: "Both", between: [{ at: "here" }, { clause: "rfc0-1" }] }] },
    'no requirement "rfc0-1"',
  ],
  [
    "the documentation issue of a known deviation",
    {
      expected: [
        {
          verdict: "rfc6749-code-replay#rfc6749-4.1.2-code-single-use",
          outcome: "fail",
          reason: "the documentation asks for it",
          documentation_issue: "two",
        },
      ],
    },
    'no documentation issue "two"',
  ],
];
for (const [says, more, message] of NAMES)
  test(`lint names ${says} that is not there`, (t) => {
    const folder = temporaryFolder(t);
    writeFiles(folder, { "small.yaml": providerFile("https://as.example.com", { profiles: ["oauth2"], ...more }) });
    const { problems } = lintFile(join(folder, "small.yaml"), suite);
    assert.deepEqual(
      problems.map((problem) => problem.message),
      [message],
    );
  });
