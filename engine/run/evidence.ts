import { closeSync, existsSync, openSync, readFileSync, truncateSync, writeSync } from "node:fs";
import { AssayError } from "../errors.js";
import type { EvidenceRecord } from "../types/evidence.js";

/** Where records go as things happen. */
export interface EvidenceSink {
  write(record: EvidenceRecord): void;
  close(): void;
}

/** Appends one JSON line a record to a file; what is written survives a kill, but for a line that it cut short. */
export function fileSink(path: string, append: boolean): EvidenceSink {
  if (append) dropCutLine(path);
  const file = openSync(path, append ? "a" : "w");
  return {
    write: (record) => void writeSync(file, `${JSON.stringify(record)}\n`),
    close: () => closeSync(file),
  };
}

function dropCutLine(path: string): void {
  const bytes = existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
  const whole = bytes.lastIndexOf("\n") + 1;
  if (whole < bytes.length) truncateSync(path, whole);
}

/** Whether a run was killed before its first record was written: there is a file and nothing to resume. */
export function isUnbegun(path: string): boolean {
  return existsSync(path) && !readFileSync(path).includes("\n");
}

/** Keeps records in memory, for the library and the fault runs. */
export function memorySink(): EvidenceSink & { records: EvidenceRecord[] } {
  const records: EvidenceRecord[] = [];
  return { records, write: (record) => void records.push(record), close: () => undefined };
}

/** Both. */
export function teeSink(...sinks: EvidenceSink[]): EvidenceSink {
  return {
    write: (record) => sinks.forEach((sink) => sink.write(record)),
    close: () => sinks.forEach((sink) => sink.close()),
  };
}

/**
 * Reads an evidence file. A last line that a kill cut short is left out.
 * Throws EVIDENCE_UNREADABLE for a missing file, a broken line elsewhere or an unknown format version.
 */
export function readEvidence(path: string): EvidenceRecord[] {
  if (!existsSync(path))
    throw new AssayError({
      code: "EVIDENCE_UNREADABLE",
      message: `no evidence at "${path}"`,
      hint: "give the folder of an earlier run",
    });
  const lines = readFileSync(path, "utf8").split("\n");
  const records: EvidenceRecord[] = [];
  lines.forEach((line, index) => {
    if (line.trim() === "") return;
    try {
      records.push(JSON.parse(line) as EvidenceRecord);
    } catch {
      if (index < lines.length - 1)
        throw new AssayError({
          code: "EVIDENCE_UNREADABLE",
          message: `"${path}" is damaged`,
          file: path,
          line: index + 1,
          column: 1,
        });
    }
  });
  const first = records[0];
  if (first?.type !== "run")
    throw new AssayError({
      code: "EVIDENCE_UNREADABLE",
      message: `"${path}" does not begin with a run record`,
      file: path,
      line: 1,
      column: 1,
    });
  if (first.format !== 1)
    throw new AssayError({
      code: "EVIDENCE_UNREADABLE",
      message: `"${path}" has format ${String(first.format)}, expected 1`,
      hint: "it was written by a newer release",
    });
  return records;
}
