/** What each outcome is to the exit code and to other tools; its meaning stands in reporters/model/words.ts. */
export const OUTCOMES = [
  { outcome: "pass", exit: "0", playwright: "passed", allure: "passed", junit: "passed" },
  { outcome: "fail", exit: "1", playwright: "failed", allure: "failed", junit: "failure" },
  {
    outcome: "warn",
    exit: "0; 1 with --strict",
    playwright: "passed, annotated",
    allure: "passed",
    junit: "passed, with text",
  },
  { outcome: "not-supported", exit: "0", playwright: "skipped", allure: "skipped", junit: "skipped" },
  { outcome: "not-applicable", exit: "0", playwright: "skipped", allure: "skipped", junit: "skipped" },
  { outcome: "not-selected", exit: "0", playwright: "skipped, or not listed", allure: "skipped", junit: "skipped" },
  { outcome: "blocked", exit: "3", playwright: "failed", allure: "broken", junit: "error" },
  { outcome: "error", exit: "2", playwright: "failed", allure: "broken", junit: "error" },
  { outcome: "observed", exit: "0", playwright: "passed, annotated", allure: "passed", junit: "passed, with text" },
];

/** Of several outcomes, which one a requirement or a check gets. */
export const ORDER =
  "fail, error, blocked, warn, pass, observed, not-supported, not-applicable; with nothing left it is untested";
