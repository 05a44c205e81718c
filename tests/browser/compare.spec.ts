import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { expect, type Page, test as base } from "@playwright/test";
import { loadSuite, type Outcome } from "../../engine/index.js";
import { compare, COMPARISON_FORMATS, type ComparisonInput } from "../../reporters/comparison/index.js";
import { clause, column, type Made, offered } from "../reporters/columns.js";
import { HOSTILE, hostile } from "../reporters/hostile.js";
import { large } from "../reporters/large.js";
import { exchange, observation } from "../reporters/sample.js";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const suite = loadSuite();

/** Serious and critical findings of axe-core, by rule. */
const axe = async (page: Page): Promise<unknown[]> => {
  await page.evaluate(AXE);
  return page.evaluate<unknown[]>(
    "axe.run(document).then((r) => r.violations.filter((v) => v.impact === 'serious' || v.impact === 'critical').map((v) => ({ id: v.id, nodes: v.nodes.slice(0, 3).map((n) => n.html.slice(0, 200)) })))",
  );
};

const REPLAY = clause("rfc6749-4.1.2-replay", "MUST", "A code works once.");
const REVOKE = clause("rfc6749-4.1.2-revoke", "SHOULD", "Tokens of a code that comes again are revoked.");
const ISS = clause("rfc9207-2-iss", "MUST", "The answer names its issuer.");
const SCOPE = clause("rfc6749-3.3-scope", "MAY", "The scope can be left out.");
const NEVER = clause("rfc6749-10-never", "MUST", "Nobody can ask.");

/** Three providers that differ in every way that a cell can tell. */
const three = (): ComparisonInput[] => {
  const made = (name: string, outcomes: Outcome[], more: Partial<Made> = {}): Made => {
    const id = `${name}:3`;
    const verdicts = [REPLAY, REVOKE, ISS, SCOPE, NEVER].map((one, at): Made["verdicts"][number] => [
      one,
      [
        outcomes[at] ?? "untested",
        {
          observations: at === 0 ? [id] : [],
          actual: `what ${name} answered`,
          ...(outcomes[at] === "blocked" ? { blocked: "needs-config", reason: "no second client" } : {}),
        },
      ],
    ]);
    const token = exchange(
      "POST",
      "/token",
      "grant_type=authorization_code&code=code-1",
      200,
      '{"access_token":"t-1"}',
    );
    return { name, verdicts, observations: [observation(id, [token])], facts: [offered("metadata")], ...more };
  };
  return [
    made("Alder", ["pass", "pass", "pass", "observed", "untested"]),
    made("Birch", ["fail", "warn", "not-supported", "observed", "untested"], {
      facts: [offered("metadata"), offered("feature:pkce")],
      provider: { stand_in: true, version: "2.1" },
      judging: { plans: "again" },
    }),
    made("Cedar", ["pass", "pass", "blocked", "observed", "untested"]),
  ].map(column);
};

const draw = (inputs: ComparisonInput[]): string =>
  COMPARISON_FORMATS["html"]?.render(
    compare(inputs, suite),
    inputs.map(({ report }) => report),
    inputs.map(({ evidence }) => evidence),
  ) ?? "";

/** Opens a comparison; the test fails when the page logs an error, breaks its policy, asks the network or throws. */
const test = base.extend<{ open: (inputs: ComparisonInput[], hash?: string) => Promise<Page> }>({
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
    await use(async (inputs, hash = "") => {
      const file = info.outputPath("compare.html");
      writeFileSync(file, draw(inputs));
      await page.goto(`${pathToFileURL(file).href}${hash}`);
      return page;
    });
    expect(complaints).toEqual([]);
  },
});

const status = (page: Page) => page.getByRole("status");
const rows = (page: Page) => page.locator("#rules tr.row:visible .rule");
const view = (page: Page, name: RegExp) => page.getByRole("button", { name });

test("the views keep what differs, what only one fails, what was not judged", async ({ open }) => {
  const page = await open(three());
  await expect(status(page)).toHaveText("4 of 5 rules");
  await view(page, /^Differs/).click();
  await expect(rows(page)).toHaveText([REPLAY.statement, REVOKE.statement, ISS.statement]);
  await view(page, /^Only one fails/).click();
  await expect(rows(page)).toHaveText([REPLAY.statement, REVOKE.statement]);
  await view(page, /^Not judged/).click();
  await expect(rows(page)).toHaveText([ISS.statement]);
  await view(page, /^With unasked/).click();
  await expect(status(page)).toHaveText("5 of 5 rules");
});

test("provider, level, specification and text narrow each other, and the counts follow", async ({ open }) => {
  const page = await open(three());
  await page.getByLabel("Fails at").selectOption({ label: "Birch (stand-in)" });
  await expect(rows(page)).toHaveText([REPLAY.statement, REVOKE.statement]);
  await expect(page.locator("[data-count=only]")).toHaveText("2");
  await page.getByLabel("Level").selectOption("SHOULD");
  await expect(rows(page)).toHaveText([REVOKE.statement]);
  await page.getByRole("button", { name: "Clear filters" }).click();
  await page.getByLabel("Specification").selectOption("rfc9207");
  await expect(rows(page)).toHaveText([ISS.statement]);
  await page.getByRole("searchbox").fill("no such words");
  await expect(page.getByText("Nothing matches these filters.")).toBeVisible();
  await page.getByRole("button", { name: "Clear them" }).click();
  await expect(page.getByRole("searchbox")).toBeFocused();
  await expect(status(page)).toHaveText("4 of 5 rules");
});

test("the address holds the filters, and nonsense in it is ignored", async ({ open }) => {
  const page = await open(three(), "#show=only&by=1&level=MUST");
  await expect(rows(page)).toHaveText([REPLAY.statement]);
  await page.getByLabel("Level").selectOption("SHOULD");
  await page.reload();
  await expect(rows(page)).toHaveText([REVOKE.statement]);
  await page.goto(page.url().replace(/#.*/, "#show=x&by=99&level=<b>&spec=__proto__&q="));
  await expect(status(page)).toHaveText("4 of 5 rules");
});

test("a cell opens its verdict with the exchange, and gives the focus back", async ({ open }) => {
  const page = await open(three());
  const cell = page.getByRole("button", { name: "broken for Birch" });
  await cell.focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: REPLAY.statement });
  await expect(dialog).toContainText("Birch (stand-in): ✗ broken");
  await expect(dialog).toContainText("what Birch answered");
  await expect(dialog.locator(".exchange")).toContainText("grant_type=authorization_code");
  await expect(dialog.getByRole("link", { name: "RFC 6749 § 4.1.2" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(cell).toBeFocused();
  await page.getByRole("button", { name: "not judged for Cedar" }).click();
  await expect(page.getByRole("dialog")).toContainText("Cedar: ⊘ not judged, not configured");
  await expect(page.getByRole("dialog")).toContainText("no second client");
  await page.getByRole("button", { name: "Close" }).click();
  await expect(page.getByRole("dialog")).toBeHidden();
});

test("everything is reached by keyboard", async ({ open }) => {
  const page = await open(three());
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to the rules" })).toBeFocused();
  await page.keyboard.press("/");
  await expect(page.getByRole("searchbox")).toBeFocused();
  await page.keyboard.type("issuer");
  await expect(rows(page)).toHaveText([ISS.statement]);
  await page.getByRole("button", { name: /^Differs/ }).focus();
  await page.keyboard.press("Space");
  await expect(view(page, /^Differs/)).toHaveAttribute("aria-pressed", "true");
});

test("a mark in the head of a column leads to the note on it", async ({ open }) => {
  const page = await open(three(), "#show=differs");
  await page.locator("#profiles").getByRole("link", { name: "judged again" }).click();
  await expect(page.locator("#notes")).toBeInViewport();
  await expect(page.locator("#notes")).toContainText("judged again with today's plans");
  await expect(rows(page)).toHaveCount(3);
});

for (const colorScheme of ["light", "dark"] as const)
  for (const width of [1280, 400])
    test(`axe-core finds nothing serious in ${colorScheme}, ${width} wide`, async ({ open, page }) => {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 800 });
      await open(three());
      expect(await axe(page)).toEqual([]);
      await page.getByRole("button", { name: "broken for Birch" }).click();
      expect(await axe(page)).toEqual([]);
      await page.keyboard.press("Escape");
      await page.getByRole("searchbox").fill("no such words");
      expect(await axe(page)).toEqual([]);
    });

test("hostile text does not run, on the page or in a cell, and is there to be read", async ({ open }) => {
  const bad = (): ComparisonInput => ({ ...hostile(), judging: { plans: "other", because: HOSTILE } });
  const page = await open([bad(), bad()]);
  const cells = page.locator("button[data-cell].broken:visible");
  for (let at = 0; at < Math.min(3, await cells.count()); at += 1) {
    await cells.nth(at).click();
    await expect(page.locator("dialog .message").first()).toContainText("<script>window.owned=1</script>");
    await expect(page.locator("dialog .message").first()).toContainText("\\x1b[31m");
    await page.keyboard.press("Escape");
  }
  expect(await page.evaluate("typeof window.owned")).toBe("undefined");
  await expect(page.locator("img, iframe, base")).toHaveCount(0);
});

test("a phone shows it without horizontal scroll, and each cell with the name of its provider", async ({
  open,
  page,
}) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await open([{ ...hostile(), judging: { plans: "today" } }, ...three()]);
  const width = "document.documentElement.scrollWidth";
  expect(await page.evaluate<number>(width)).toBeLessThanOrEqual(360);
  await open(three());
  expect(await page.evaluate<number>(width)).toBeLessThanOrEqual(360);
  await expect(page.locator("#rules tr.row").first().locator(".of").first()).toHaveText("Alder");
  const box = await page.locator("#rules tr.row .of").first().boundingBox();
  expect(box?.width).toBeGreaterThan(20);
});

test("without script everything is shown, and nothing that needs it", async ({ browser }, info) => {
  const file = info.outputPath("compare.html");
  writeFileSync(file, draw(three()));
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(pathToFileURL(file).href);
  await expect(rows(page)).toHaveCount(5);
  await expect(page.locator(".filters")).toBeHidden();
  await context.close();
});

test("eight whole runs open at once, and filter in well under a blink", async ({ open }) => {
  const page = await open(
    Array.from({ length: 8 }, (): ComparisonInput => ({ ...large(), judging: { plans: "today" } })),
  );
  const painted = await page.evaluate<number>(
    "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0",
  );
  expect(painted).toBeLessThan(3000);
  const took = await page.evaluate<number>(
    "(() => { const q = document.getElementById('q'); const from = performance.now(); q.value = 'clause 15'; q.dispatchEvent(new Event('input')); document.body.offsetHeight; return performance.now() - from; })()",
  );
  expect(took).toBeLessThan(1000);
});
