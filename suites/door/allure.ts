import type { TestCase, TestResult } from "@playwright/test/reporter";
import { AllureReporter } from "allure-playwright";

/** Allure tells what is wrong with the target (failed) from what could not be judged (broken); Playwright does not. */
// Playwright loads the default export of a reporter.
// oxlint-disable-next-line import/no-default-export
export default class AssayAllureReporter extends AllureReporter {
  override async onTestEnd(test: TestCase, result: TestResult): Promise<void> {
    const outcome = result.annotations.find(({ type }) => type === "outcome")?.description;
    const broken = result.status === "failed" && (outcome === "blocked" || outcome === "error");
    await super.onTestEnd(test, broken ? { ...result, status: "timedOut" } : result);
  }
}
