import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import type { Browser, BrowserContext } from "@playwright/test";
import { NeedsBrowser } from "./needs-browser.js";

const PROGRAMS = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];

function inPath(): string | undefined {
  const files = (process.env["PATH"] ?? "")
    .split(delimiter)
    .flatMap((folder) => PROGRAMS.map((program) => join(folder, program)));
  return files.find((file) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** One Chromium for all sessions, started when the first page needs it. */
export class Chromium {
  readonly #path: (() => string) | undefined;
  #browser: Promise<Browser> | undefined;

  constructor(path: (() => string) | undefined) {
    this.#path = path;
  }

  /**
   * A fresh context. Nothing leaves it by itself: every name is unresolvable, and what its pages ask for goes through
   * our own HTTP client.
   *
   * @throws NeedsBrowser when Chromium cannot be found or started
   */
  async context(): Promise<BrowserContext> {
    this.#browser ??= this.#launch();
    let browser = await this.#browser;
    if (!browser.isConnected()) browser = await (this.#browser = this.#launch());
    return browser.newContext({ serviceWorkers: "block", acceptDownloads: false, locale: "en-US" });
  }

  async close(): Promise<void> {
    const browser = await this.#browser?.catch(() => undefined);
    this.#browser = undefined;
    await browser?.close();
  }

  #launch(): Promise<Browser> {
    return launchChromium({ need: "a page needs script", path: this.#path?.(), headed: false });
  }
}

/**
 * Starts Chromium: the one named, else ASSAY_CHROMIUM, Playwright's own, or one in PATH. No name resolves in it.
 *
 * @throws NeedsBrowser when it cannot be found or started
 */
export async function launchChromium(options: { need: string; path?: string; headed: boolean }): Promise<Browser> {
  const { chromium } = await import("@playwright/test");
  const own = chromium.executablePath();
  const executablePath = options.path || process.env["ASSAY_CHROMIUM"] || (existsSync(own) ? own : inPath());
  if (!executablePath) throw new NeedsBrowser(`${options.need} and no Chromium was found`);
  try {
    return await chromium.launch({
      executablePath,
      headless: !options.headed,
      chromiumSandbox: process.getuid?.() !== 0,
      args: ["--host-resolver-rules=MAP * ~NOTFOUND", "--no-proxy-server"],
      // Who interrupts a run wants its report, not the end of the process.
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
    });
  } catch (cause) {
    const why = cause instanceof Error ? (cause.message.split("\n")[0] ?? "") : String(cause);
    throw new NeedsBrowser(`${options.need} and Chromium "${executablePath}" does not start: ${why}`, { cause });
  }
}
