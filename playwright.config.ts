/**
 * `npx playwright test` runs the same checks as `assay run`, one test each.
 *
 *   ASSAY_PROVIDER   a file, or a name in providers/; without it the embedded reference server
 *   ASSAY_PROFILE    profiles instead of the provider file's, with commas
 *   ASSAY_SECRETS    a file of KEY=value lines
 *   ASSAY_INTRUSIVE  1: also checks that create load or lasting state
 *   ASSAY_USER       log in as this user of the provider file; else shard I takes the I-th
 *   ASSAY_MAX_WAIT   longest wait that is done, in seconds
 *   ASSAY_ALLURE     1: results for Allure too, in allure-results/
 */
import { join } from "node:path";
import { defineConfig, type ReporterDescription } from "@playwright/test";

// The compiled copy in dist/ serves who installed the package: Playwright compiles nothing inside node_modules.
const ending = import.meta.url.endsWith(".ts") ? "ts" : "js";
const here = process.cwd();
const allure: ReporterDescription[] =
  process.env["ASSAY_ALLURE"] === "1"
    ? [[`./suites/door/allure.${ending}`, { resultsDir: join(here, "allure-results") }]]
    : [];

export default defineConfig({
  testDir: "./suites",
  testMatch: `conformance.spec.${ending}`,
  outputDir: join(here, "test-results/conformance"),
  globalSetup: `./suites/door/embedded.${ending}`,
  fullyParallel: true,
  workers: 2,
  timeout: 300_000,
  forbidOnly: true,
  build: { external: ["**/dist/**"] },
  reporter: [["list"], ["html", { open: "never", outputFolder: join(here, "playwright-report") }], ...allure],
});
