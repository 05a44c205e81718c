import type { Locator, Page as BrowserPage } from "@playwright/test";
import { controlsText } from "./naming.js";
import type { Action, Controls } from "./types.js";
import { Obstacle } from "./types.js";

const SUBMIT = "button[type=submit], input[type=submit], input[type=image], button:not([type])";
const ACT_MS = 5_000;

/** What is seen of a page at a moment. */
export interface Sight {
  title: string;
  text: string;
  usable: boolean;
  controls: Controls;
}

const LOOK = `(() => {
  const seen = (element) => element.checkVisibility() && element.type !== "hidden";
  const all = (selector) => [...document.querySelectorAll(selector)].filter(seen).slice(0, 50);
  const pressed = "button, input[type=submit], input[type=image], input[type=button], [role=button]";
  const text = (element) => (element.innerText || element.value || element.name || element.id || "").trim();
  return {
    title: document.title,
    text: (document.body?.innerText ?? "").replace(/\\s+/g, " ").trim(),
    controls: {
      fields: all("input, select, textarea").filter((one) => !one.matches(pressed)).map((one) => one.name || one.id || one.type),
      buttons: all(pressed).map(text),
    },
    usable: [...document.querySelectorAll("input, select, textarea, button, [role=button]")].some(seen),
  };
})()`;

export function look(page: BrowserPage): Promise<Sight> {
  return page.evaluate<Sight>(LOOK);
}

async function visible(locators: Locator[]): Promise<Locator | undefined> {
  for (const locator of locators) {
    const first = locator.filter({ visible: true }).first();
    if ((await first.count().catch(() => 0)) > 0) return first;
  }
  return undefined;
}

function candidates(page: BrowserPage, what: string): Locator[] {
  const quoted = JSON.stringify(what);
  return [
    page.locator(`[name=${quoted}]`),
    page.locator(`input[type=${quoted}]`),
    page.locator(`[id=${quoted}]`),
    page.locator(what),
  ];
}

export async function hasField(page: BrowserPage, what: string): Promise<boolean> {
  if (await visible(candidates(page, what))) return true;
  return (await page.locator(`input[type=hidden][name=${JSON.stringify(what)}]`).count()) > 0;
}

async function fillIn(page: BrowserPage, name: string, field: Locator, value: string): Promise<void> {
  const kind = await field.evaluate((element: { tagName: string; type?: string }) =>
    element.tagName === "SELECT" ? "select" : (element.type ?? ""),
  );
  if (kind === "select") await field.selectOption(value, { timeout: ACT_MS });
  else if (kind === "radio")
    await page.locator(`[name=${JSON.stringify(name)}][value=${JSON.stringify(value)}]`).check({ timeout: ACT_MS });
  else if (kind === "checkbox") await tick(await boxes(page, name), value);
  else await field.fill(value, { timeout: ACT_MS });
}

/** The checkboxes that a name means: as many as a page that asks for each scope has. */
async function boxes(page: BrowserPage, name: string): Promise<Locator[]> {
  for (const locator of candidates(page, name)) {
    const found = await locator.filter({ visible: true }).and(page.locator("input[type=checkbox i]")).all();
    if (found.length > 0) return found;
  }
  return [];
}

/** Ticks the box of that value, or with "true" every one; any other value takes the ticks away. */
async function tick(all: Locator[], value: string): Promise<void> {
  const values = await Promise.all(all.map((box) => box.inputValue({ timeout: ACT_MS })));
  const same = all.filter((_, index) => values[index] === value);
  const ticked = same.length > 0 || value === "true";
  for (const box of same.length > 0 ? same : all)
    if (await box.isEnabled()) await box.setChecked(ticked, { timeout: ACT_MS });
}

/** The button, or else the link, of that text, value or name; of several the first that is there. */
async function button(page: BrowserPage, press: string | string[]): Promise<Locator> {
  const words = [press].flat();
  const named = (word: string): string => {
    const quoted = JSON.stringify(word);
    return `:is(button, input)[name=${quoted}], :is(button, input)[value=${quoted}], :is(button, input, a)[id=${quoted}]`;
  };
  const found = await visible([
    ...words.map((word) => page.getByRole("button", { name: word, exact: true })),
    ...words.map((word) => page.locator(named(word))),
    ...words.map((word) => page.getByRole("button", { name: word })),
    ...words.map((word) => page.getByRole("link", { name: word })),
  ]);
  if (found) return found;
  throw new Obstacle(`it has no button "${words.join('", "')}" (${controlsText(await look(page))})`);
}

/**
 * Fills in and presses.
 *
 * @throws Obstacle when what the action names is not there or cannot be used
 */
export async function actOn(page: BrowserPage, action: Action): Promise<void> {
  const named = Object.keys(action.fill);
  let last: Locator | undefined;
  try {
    for (const name of named) {
      const field = await visible(candidates(page, name));
      if (!field) continue;
      await fillIn(page, name, field, action.fill[name] ?? "");
      last = field;
    }
    if (named.length > 0 && !last)
      throw new Obstacle(`it has no field "${named.join('", "')}" (${controlsText(await look(page))})`);
    const around = last ?? (action.has === undefined ? undefined : await visible(candidates(page, action.has)));
    const pressed =
      action.press === undefined
        ? await visible([
            ...(around ? [around.locator("xpath=ancestor::form[1]").locator(SUBMIT)] : []),
            page.locator(SUBMIT),
          ])
        : await button(page, action.press);
    if (pressed) await pressed.click({ timeout: ACT_MS, noWaitAfter: true });
    else if (last) await last.press("Enter", { timeout: ACT_MS, noWaitAfter: true });
    else throw new Obstacle("it has no button");
  } catch (error) {
    if (error instanceof Obstacle) throw error;
    throw new Obstacle(error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error));
  }
}
