/** The HTML report opened in Chromium; ASSAY_CHROMIUM names the executable, else Playwright's own is used. */
import { defineConfig } from "@playwright/test";

export default defineConfig({
  testDir: ".",
  testMatch: /\.spec\.[jt]s$/,
  outputDir: "../../test-results/browser",
  timeout: 30_000,
  workers: 2,
  fullyParallel: true,
  forbidOnly: true,
  reporter: "list",
  use: {
    browserName: "chromium",
    launchOptions: { executablePath: process.env["ASSAY_CHROMIUM"] || undefined, args: ["--no-sandbox"] },
  },
});
