import { AssayError } from "assay";

/** Takes the stack trace from an error that a person can mend: Playwright prints it in full otherwise. */
export function plain<E extends Error>(error: E): E {
  error.stack = error.message;
  return error;
}

/** Runs what reads the user's files and settings. */
export function mendable<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof AssayError ? plain(error) : error;
  }
}
