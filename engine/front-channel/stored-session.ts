import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CookieJar, type SerializedCookieJar } from "tough-cookie";
import { AssayError } from "../errors.js";
import type { Provider } from "../types/provider.js";

const FOLDER = ".assay";

interface StoredSession {
  format: 1;
  provider: string;
  issuer: string;
  saved: string;
  cookies: SerializedCookieJar;
}

/** Where the session of a login by hand is kept, in the working folder. */
export function sessionFile(provider: Provider): string {
  return join(FOLDER, `${provider.provider}.session.json`);
}

/** Keeps a session for later runs: readable by its owner alone, and never part of a commit. */
export function writeSession(provider: Provider, jar: CookieJar): string {
  const file = sessionFile(provider);
  mkdirSync(FOLDER, { recursive: true, mode: 0o700 });
  writeFileSync(join(FOLDER, ".gitignore"), "*\n");
  const stored: StoredSession = {
    format: 1,
    provider: provider.provider,
    issuer: provider.issuer,
    saved: new Date().toISOString(),
    cookies: jar.serializeSync() ?? new CookieJar().toJSON() ?? ({ cookies: [] } as unknown as SerializedCookieJar),
  };
  writeFileSync(file, `${JSON.stringify(stored, undefined, 2)}\n`, { mode: 0o600 });
  return file;
}

/**
 * The session that was kept for a provider, if any; one of another issuer is none of it.
 * Throws FORMAT when the file is damaged.
 */
export function readSession(provider: Provider): CookieJar | undefined {
  const file = sessionFile(provider);
  if (!existsSync(file)) return undefined;
  try {
    const stored = JSON.parse(readFileSync(file, "utf8")) as StoredSession;
    return stored.issuer === provider.issuer ? CookieJar.deserializeSync(stored.cookies) : undefined;
  } catch {
    throw new AssayError({
      code: "FORMAT",
      message: `"${file}" is not a stored session`,
      file,
      hint: `delete it, or log in again: assay login ${provider.provider}`,
    });
  }
}
