import { CookieJar } from "tough-cookie";

/** A browser ignores a cookie that holds one of these (draft-ietf-httpbis-rfc6265bis section 5.6), and none can be sent. */
// oxlint-disable-next-line no-control-regex
const CONTROL = /[\0-\x08\x0a-\x1f\x7f]/;

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
    for (const cookie of setCookie)
      if (!CONTROL.test(cookie)) this.jar.setCookieSync(cookie, url, { ignoreError: true });
  }
}
