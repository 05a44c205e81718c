import type { TestCase, TestResult } from "@playwright/test/reporter";
import { AllureReporter } from "allure-playwright";

/** Allure tells what is wrong with the target (failed) from what could not be judged (broken); Playwright does not. */
// Playwright loads the default export of a reporter.
// oxlint-disable-next-line import/no-default-export
export default class AssayAllureReporter extends AllureReporter {
  override async onTestEnd(test: TestCase, result: TestResult): Promise<void> {
    await super.onTestEnd(test, { ...result, status: statusForAllure(result) });
  }
}

/** Playwright's status that Allure takes for broken is `timedOut`; all others read the same in both. */
export function statusForAllure({
  status,
  annotations,
}: Pick<TestResult, "status" | "annotations">): TestResult["status"] {
  const outcome = annotations.find(({ type }) => type === "outcome")?.description;
  return status === "failed" && (outcome === "blocked" || outcome === "error") ? "timedOut" : status;
}
