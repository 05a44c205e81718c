import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { AssayError } from "../errors.js";

function unusable(key: string, file: string, error: unknown): AssayError {
  const missing = error instanceof Error && "code" in error && error.code === "ENOENT";
  const why = missing ? "it does not exist" : error instanceof Error ? error.message : String(error);
  return new AssayError({
    code: missing ? "FILE_NOT_FOUND" : "FORMAT",
    message: `cannot use "${file}" as ${key}: ${why}`,
    hint: "paths are relative to the provider file; certificates and keys are PEM files",
  });
}

/**
 * Reads a PEM file that the provider file names; a certificate in binary form is turned into PEM.
 *
 * @param key provider-file key, for the message
 * @throws AssayError `FILE_NOT_FOUND` or `FORMAT`
 */
export function readPem(folder: string, file: string, key: string): string {
  if (file.startsWith("-----BEGIN ")) return file;
  try {
    const bytes = readFileSync(resolve(folder, file));
    if (bytes.includes("-----BEGIN ")) return bytes.toString("utf8");
    return new X509Certificate(bytes).toString();
  } catch (error) {
    throw unusable(key, file, error);
  }
}

/** Runs what parses PEM text, so that a broken file is reported under its own name. */
export function usePem<T>(file: string, key: string, use: () => T): T {
  try {
    return use();
  } catch (error) {
    throw unusable(key, file, error);
  }
}
