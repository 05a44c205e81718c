import type { CookieJar } from "tough-cookie";
import type { Http } from "../http/http.js";
import type { Exchange, HttpRequest } from "../types/evidence.js";
import type { Provider } from "../types/provider.js";
import { Attempts } from "./attempts.js";
import { OneTimeCodes } from "./one-time-codes.js";
import { BrowserDriver } from "./browser-driver.js";
import { Chromium } from "./chromium.js";
import { JarCookies } from "./cookies.js";
import { Drive } from "./drive.js";
import type { AnsweredPage } from "./http-driver.js";
import { HttpDriver } from "./http-driver.js";
import { NeedsBrowser } from "./needs-browser.js";
import type { DriveOptions, DriveResult, FrontChannel, OnPicture, Page, Session, Stop } from "./types.js";

export { NeedsBrowser } from "./needs-browser.js";
export type { Act, DriveOptions, DriveResult, FrontChannel, OnPicture, Session, Stuck } from "./types.js";

export interface FrontChannelOptions {
  http: Http;
  provider: Provider;
  /** Folder of the provider file. Files of `network` are read by `http`, so nothing here needs it yet. */
  folder?: string;
  /** Path of Chromium's program; without it ASSAY_CHROMIUM, Playwright's own, or one in PATH. */
  chromium?: () => string;
  /** Is shown every page at which a drive ends short of the client. */
  picture?: OnPicture;
}

/** Cookies, and the browser's window once a page of this session needed one. */
class OwnSession implements Session {
  readonly id: string;
  readonly cookies: JarCookies;
  browser: BrowserDriver | undefined;

  constructor(id: string, cookies: JarCookies) {
    this.id = id;
    this.cookies = cookies;
  }
}

/** Opens what drives authorization requests through the server's pages; nothing is sent or started yet. */
export function openFrontChannel(options: FrontChannelOptions): FrontChannel {
  return new TwoDrivers(options);
}

class TwoDrivers implements FrontChannel {
  readonly #options: FrontChannelOptions;
  readonly #attempts = new Attempts();
  readonly #codes = new OneTimeCodes();
  readonly #chromium: Chromium;
  #sessions = 0;

  constructor(options: FrontChannelOptions) {
    this.#options = options;
    this.#chromium = new Chromium(options.chromium);
  }

  newSession(from?: CookieJar): Session {
    this.#sessions += 1;
    return new OwnSession(`session-${this.#sessions}`, new JarCookies(from));
  }

  async drive(request: HttpRequest, how: DriveOptions): Promise<DriveResult> {
    const session = own(how.session);
    const { provider, http } = this.#options;
    const exchanges: Exchange[] = [];
    const inBrowser = session.browser !== undefined || provider.driver === "browser";
    const { redirectUris, signal } = how;
    const toBrowser =
      provider.driver === "auto"
        ? async (page: Page): Promise<Stop> =>
            (await this.#browser(session, how, exchanges)).takeOver(page as AnsweredPage)
        : undefined;
    const parts = {
      rules: provider.pages,
      attempts: this.#attempts,
      codes: this.#codes,
      provider: provider.provider,
      client: clientOf(request),
      exchanges,
      toBrowser,
      atEnd: (page: Page): Promise<void> => this.#show(session, page, how),
    };
    const start = async (): Promise<Stop> => {
      if (inBrowser) return (await this.#browser(session, how, exchanges)).open(request);
      return new HttpDriver({ http, cookies: session.cookies, redirectUris, exchanges, signal }).open(request);
    };
    try {
      return await new Drive(parts, how, inBrowser ? "browser" : "http").run(start());
    } catch (error) {
      if (error instanceof NeedsBrowser) error.exchanges = exchanges;
      throw error;
    }
  }

  async closeSession(session: Session): Promise<void> {
    await own(session).browser?.close();
  }

  async close(): Promise<void> {
    await this.#chromium.close();
  }

  /** A page that plain HTTP has got is shown in a window of its own, so that the session goes on as it was. */
  async #show(session: OwnSession, page: Page, { redirectUris, signal }: DriveOptions): Promise<void> {
    const { picture, http, provider } = this.#options;
    if (!picture || !page.html) return;
    let window: BrowserDriver | undefined;
    try {
      const open = page.driver === "browser" ? session.browser : undefined;
      window = open ? undefined : await BrowserDriver.start(this.#chromium, http, session.cookies);
      const { timeout_ms } = provider.network;
      await window?.begin({ redirectUris, exchanges: [], signal, rules: [], timeout_ms });
      await window?.takeOver(page as AnsweredPage);
      const png = await (open ?? window)?.picture();
      if (png) picture({ png });
    } catch (error) {
      const why = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
      picture({ why: error instanceof NeedsBrowser ? "no Chromium starts here (ASSAY_CHROMIUM can name one)" : why });
    } finally {
      await window?.close();
    }
  }

  async #browser(session: OwnSession, how: DriveOptions, exchanges: Exchange[]): Promise<BrowserDriver> {
    session.browser ??= await BrowserDriver.start(this.#chromium, this.#options.http, session.cookies);
    const { pages, network } = this.#options.provider;
    await session.browser.begin({
      redirectUris: how.redirectUris,
      exchanges,
      signal: how.signal,
      rules: pages,
      timeout_ms: network.timeout_ms,
    });
    return session.browser;
  }
}

function own(session: Session): OwnSession {
  if (!(session instanceof OwnSession))
    throw new TypeError(`the session "${session.id}" is not one of this front channel`);
  return session;
}

/** Client that an authorization request names, in its query or in its body. */
function clientOf(request: HttpRequest): string {
  const inQuery = URL.canParse(request.url) ? new URL(request.url).searchParams.get("client_id") : null;
  return inQuery ?? new URLSearchParams(request.body ?? "").get("client_id") ?? "";
}
