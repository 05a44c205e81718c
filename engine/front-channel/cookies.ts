import { CookieJar } from "tough-cookie";

/** Cookies of a user agent, over HTTP or in a browser. */
export interface Cookies {
  header(url: string): Promise<string | undefined>;
  value(url: string, name: string): Promise<string | undefined>;
  store(url: string, setCookie: string[]): Promise<void>;
}

/** Cookies in a jar of our own. Browsers take unusual cookies too, so it is not strict. */
export class JarCookies implements Cookies {
  readonly jar: CookieJar;
  /** Nothing was stored yet, as before the first answer of every new session. */
  #empty: boolean;

  constructor(jar?: CookieJar) {
    this.jar = jar ?? new CookieJar(undefined, { looseMode: true });
    this.#empty = jar === undefined;
  }

  async header(url: string): Promise<string | undefined> {
    if (this.#empty) return undefined;
    return this.jar.getCookieStringSync(url) || undefined;
  }

  async value(url: string, name: string): Promise<string | undefined> {
    return this.jar.getCookiesSync(url).find((cookie) => cookie.key === name)?.value;
  }

  async store(url: string, setCookie: string[]): Promise<void> {
    this.#empty &&= setCookie.length === 0;
    for (const cookie of setCookie) this.jar.setCookieSync(cookie, url, { ignoreError: true });
  }
}
