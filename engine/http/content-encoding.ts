import { promisify } from "node:util";
import { brotliDecompress, gunzip, inflate, inflateRaw } from "node:zlib";
import { TooLargeError } from "./failures.js";

const unzip = promisify(gunzip);
const unbrotli = promisify(brotliDecompress);
const zlib = promisify(inflate);
const raw = promisify(inflateRaw);

/** `deflate` is the zlib format (RFC 9110 section 8.4.1.2), but some servers send it without the zlib header. */
function undeflate(body: Buffer, limit: { maxOutputLength: number }): Promise<Buffer> {
  const zlibHeader = ((body[0] ?? 0) & 0x0f) === 8 && ((body[0] ?? 0) * 256 + (body[1] ?? 0)) % 31 === 0;
  return zlibHeader ? zlib(body, limit) : raw(body, limit);
}

/**
 * Undoes the content codings of a body (RFC 9110 section 8.4.1), never to more than `limit` bytes.
 *
 * @returns the body as it is when a coding is unknown
 * @throws TooLargeError, or zlib's error when the body is not what the coding says
 */
export async function decodeContent(body: Buffer, codings: string[], limit: number): Promise<Buffer> {
  const applied = codings.flatMap((line) => line.toLowerCase().split(",")).map((coding) => coding.trim());
  let decoded = body;
  for (const coding of applied.reverse()) {
    if (decoded.length === 0) return decoded;
    try {
      if (coding === "gzip" || coding === "x-gzip") decoded = await unzip(decoded, { maxOutputLength: limit });
      else if (coding === "br") decoded = await unbrotli(decoded, { maxOutputLength: limit });
      else if (coding === "deflate") decoded = await undeflate(decoded, { maxOutputLength: limit });
      else if (coding !== "" && coding !== "identity") return decoded;
    } catch (error) {
      if (error instanceof RangeError) throw new TooLargeError(limit);
      throw error;
    }
  }
  return decoded;
}
