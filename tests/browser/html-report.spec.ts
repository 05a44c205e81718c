import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { expect, type Page, test as base } from "@playwright/test";
import { html } from "../../reporters/html/index.js";
import { HOSTILE, hostile } from "../reporters/hostile.js";
import { large } from "../reporters/large.js";
import { assemble, type Sample } from "../reporters/sample.js";
import { small } from "../reporters/small.js";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

interface Finding {
  id: string;
  impact: string;
  nodes: string[];
}

/** Serious and critical findings of axe-core, by rule. */
const axe = async (page: Page): Promise<Finding[]> => {
  await page.evaluate(AXE);
  return page.evaluate<Finding[]>(
    "axe.run(document).then((r) => r.violations.filter((v) => v.impact === 'serious' || v.impact === 'critical').map((v) => ({ id: v.id, impact: v.impact, nodes: v.nodes.slice(0, 3).map((n) => n.html.slice(0, 200)) })))",
  );
};

/** Opens a report; the test fails when the page logs an error, breaks its policy, asks the network or throws. */
const test = base.extend<{ open: (sample: Sample, hash?: string) => Promise<Page> }>({
  open: async ({ page }, use, info) => {
    const complaints: string[] = [];
    page.on(
      "console",
      (message) => message.type() !== "log" && complaints.push(`${message.type()}: ${message.text()}`),
    );
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("request", (request) => !request.url().startsWith("file:") && complaints.push(`request: ${request.url()}`));
    await page.addInitScript(
      "addEventListener('securitypolicyviolation', (e) => console.error('policy: ' + e.violatedDirective))",
    );
    await use(async (sample, hash = "") => {
      const file = info.outputPath("report.html");
      writeFileSync(file, html.render(sample.report, sample.evidence));
      await page.goto(`${pathToFileURL(file).href}${hash}`);
      return page;
    });
    expect(complaints).toEqual([]);
  },
});

const shown = (page: Page, selector: string): Promise<number> => page.locator(`${selector}:visible`).count();
const status = (page: Page) => page.getByRole("status");
const chip = (page: Page, outcome: string) => page.locator(`input[name=outcome][value="${outcome}"]`);

test("outcome filters keep verdicts of that outcome, and the counts follow", async ({ open }) => {
  const page = await open(small());
  await expect(status(page)).toHaveText("16 verdicts in 11 checks");
  await chip(page, "fail").check();
  await expect(status(page)).toHaveText("5 of 16 verdicts in 4 checks");
  expect(await shown(page, ".check")).toBe(4);
  await expect(page.locator("#check-rfc6749-code-replay .block.warn")).toBeHidden();
  await chip(page, "blocked").check();
  await expect(status(page)).toHaveText("8 of 16 verdicts in 7 checks");
  expect(page.url()).toContain("outcome=fail%2Cblocked");
});

test("level, specification and text narrow each other, and the outcome counts with them", async ({ open }) => {
  const page = await open(small());
  await page.getByLabel("Specification").selectOption("rfc9207");
  await expect(status(page)).toHaveText("2 of 16 verdicts in 1 check");
  await expect(page.locator("[data-count=fail]")).toHaveText("1");
  await page.getByLabel("Specification").selectOption("");
  await page.getByLabel("Level").selectOption("MUST NOT");
  await expect(status(page)).toHaveText("1 of 16 verdicts in 1 check");
  await page.getByRole("searchbox").fill("REPLAYED code");
  await expect(status(page)).toHaveText("1 of 16 verdicts in 1 check");
  await page.getByLabel("Level").selectOption("");
  await expect(status(page)).toHaveText("2 of 16 verdicts in 1 check");
});

test("a filter that matches nothing says so and can be cleared", async ({ open }) => {
  const page = await open(small());
  await page.getByRole("searchbox").fill("no such words");
  await expect(page.getByText("Nothing matches these filters.").first()).toBeVisible();
  expect(await shown(page, ".check")).toBe(0);
  await page.locator("#checks").getByRole("button", { name: "Clear them" }).click();
  await expect(status(page)).toHaveText("16 verdicts in 11 checks");
  await expect(page.getByRole("searchbox")).toBeFocused();
});

test("the address holds the filters: reload and back keep them", async ({ open }) => {
  const page = await open(small(), "#view=requirements&outcome=fail&spec=rfc6749&q=token");
  await expect(status(page)).toHaveText("2 of 17 clauses");
  await page.reload();
  await expect(status(page)).toHaveText("2 of 17 clauses");
  await expect(page.getByRole("button", { name: "Requirements" })).toHaveAttribute("aria-pressed", "true");
  await expect(page.locator("#checks")).toBeHidden();
  await page.getByRole("button", { name: "Checks" }).click();
  await expect(page.locator("#requirements")).toBeHidden();
  await page.goBack();
  await expect(page.locator("#checks")).toBeHidden();
});

test("nonsense in the address is ignored", async ({ open }) => {
  const page = await open(small(), "#view=x&outcome=x,fail&level=<b>&spec=__proto__&at=gone");
  await expect(status(page)).toHaveText("5 of 16 verdicts in 4 checks");
});

test("links open what they lead to, across views and filters", async ({ open }) => {
  const page = await open(small(), "#view=requirements&outcome=warn");
  await page
    .locator('[id="req-rfc6749-3.2-body-form-encoded"]')
    .getByRole("link", { name: "rfc6749-json-body" })
    .click();
  await expect(page.locator("#check-rfc6749-json-body > .inside")).toBeVisible();
  await expect(page.locator("#check-rfc6749-json-body > summary")).toBeFocused();
  await page.goto(page.url().replace(/#.*/, "#outcome=pass"));
  await page.locator(".failures").getByRole("link", { name: "An error response carries iss" }).click();
  await expect(page.locator("#check-rfc9207-error-response > .inside")).toBeVisible();
});

test("a shared control opens from the check that rests on it", async ({ open }) => {
  const page = await open(small());
  await page.locator("#check-rfc6749-code-replay .shared-link a").click();
  await expect(page.locator(".shared .observation[open] .exchange").first()).toBeVisible();
});

test("everything works by keyboard", async ({ open }) => {
  const page = await open(small());
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to the verdicts" })).toBeFocused();
  await page.keyboard.press("/");
  await expect(page.getByRole("searchbox")).toBeFocused();
  await page.keyboard.type("verifier/");
  await expect(page.getByRole("searchbox")).toHaveValue("verifier/");
  await page.keyboard.press("Backspace");
  await chip(page, "pass").focus();
  await page.keyboard.press("Space");
  await expect(chip(page, "pass")).toBeChecked();
  const summary = page.locator("#check-rfc7636-wrong-verifier > summary");
  await summary.focus();
  await page.keyboard.press("Enter");
  await expect(page.locator("#check-rfc7636-wrong-verifier > .inside")).toBeVisible();
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`axe-core finds nothing serious in ${colorScheme}`, async ({ open, page }) => {
    await page.emulateMedia({ colorScheme });
    await open(small());
    await page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true })");
    expect(await axe(page)).toEqual([]);
    await page.getByRole("button", { name: "Requirements" }).click();
    expect(await axe(page)).toEqual([]);
    await page.getByRole("searchbox").fill("no such words");
    expect(await axe(page)).toEqual([]);
  });
}

test("axe-core would find something", async ({ page }) => {
  await page.setContent("<html><body><img src='x.png'><button></button></body></html>");
  expect((await axe(page)).map((one) => one.id)).toContain("button-name");
});

for (const [name, sample] of [
  ["the sample", small],
  ["hostile text", hostile],
] as const) {
  test(`a phone shows ${name} without horizontal scroll`, async ({ open, page }) => {
    await page.setViewportSize({ width: 360, height: 740 });
    await open(sample());
    await page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true })");
    const width = "document.documentElement.scrollWidth";
    expect(await page.evaluate<number>(width)).toBeLessThanOrEqual(360);
    await page.getByRole("button", { name: "Requirements" }).click();
    expect(await page.evaluate<number>(width)).toBeLessThanOrEqual(360);
  });
}

test("hostile text does not run, and is there to be read", async ({ open }) => {
  const page = await open(hostile());
  await page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true })");
  expect(await page.evaluate("typeof window.owned")).toBe("undefined");
  expect(await shown(page, "img")).toBe(0);
  await expect(page.locator(".message").first()).toContainText("<script>window.owned=1</script>");
  await expect(page.locator(".message").first()).toContainText("\\x1b[31m");
  await expect(page.locator(".message").first()).toContainText("\\u{202e}");
});

test("the same text raw does run: what the test before looks for can happen", async ({ page }) => {
  await page.setContent(`<p>${HOSTILE.replace(/<meta[^>]*>/, "")}</p>`);
  await expect.poll(() => page.evaluate("typeof window.owned")).toBe("number");
});

test("without script everything is shown, and nothing that needs it", async ({ browser }, info) => {
  const file = info.outputPath("report.html");
  const { report, evidence } = small();
  writeFileSync(file, html.render(report, evidence));
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(pathToFileURL(file).href);
  await expect(page.locator("#checks")).toBeVisible();
  await expect(page.locator("#requirements")).toBeVisible();
  await expect(page.locator(".filters")).toBeHidden();
  await context.close();
});

test("a whole run filters in well under a blink", async ({ open }) => {
  const page = await open(large());
  await expect(status(page)).toHaveText("320 verdicts in 160 checks");
  const took = await page.evaluate<number>(
    "(() => { const q = document.getElementById('q'); const from = performance.now(); q.value = 'scenario 150'; q.dispatchEvent(new Event('input')); document.body.offsetHeight; return performance.now() - from; })()",
  );
  expect(took).toBeLessThan(500);
  await expect(status(page)).toHaveText("3 of 320 verdicts in 2 checks");
});

test("an empty run is a page too", async ({ open }) => {
  const page = await open(assemble({ requirements: [], checks: [], profiles: [] }, []));
  await expect(status(page)).toHaveText("0 verdicts in 0 checks");
});
