import { basename, dirname } from "node:path";
import { AssayError, type Problem } from "../errors.js";
import { filesBelow } from "./files.js";
import { type Format, validateFormat } from "./schemas.js";
import { type Source, readYaml } from "./yaml.js";

/** What is said about checks and judges nothing, so that no run reads it: calls on the text, comparisons. */
export type RemarkFormat = Extract<Format, "judgement-calls" | "comparison">;

/** One question that a text leaves open, and our answer. */
export interface JudgementCall {
  call: string;
  title: string;
  clauses: string[];
  beside?: { document: string; section: string; url: string }[];
  disagree?: true;
  reading: string;
}

export interface JudgementCalls {
  topics: { topic: string; calls: JudgementCall[] }[];
}

/** A document and section that asks for a test, as the other project has it. */
export interface ComparedPlace {
  document: string;
  level: string;
  section?: string;
  elsewhere?: Elsewhere;
}

/** The section under which checks cite another, or why none does. */
export interface Elsewhere {
  here?: string;
  why: string;
}

/** A test of another project; exactly one of `checks`, `later` and `otherwise` is there. */
export interface ComparedTest {
  test: string;
  asks: string;
  by?: ComparedPlace[];
  checks?: string[];
  later?: string;
  otherwise?: string;
  note?: string;
}

export interface Comparison {
  project: string;
  source: { repository: string; commit: string; date: string; files: string[] };
  documents: Record<string, { name: string; spec?: string; note?: string; sections?: Record<string, Elsewhere> }>;
  groups: { group: string; tests: ComparedTest[] }[];
}

/** The remarks below a suite folder, each with the source that knows its lines. */
export interface Remarks {
  calls: { value: JudgementCalls; source: Source }[];
  comparisons: { value: Comparison; source: Source }[];
}

/** Which format a file of remarks has, by its place and name. */
export function remarkFormatOf(file: string): RemarkFormat | undefined {
  if (basename(file) === "judgement-calls.yaml") return "judgement-calls";
  return basename(dirname(file)) === "compared-with" ? "comparison" : undefined;
}

/** The suite folder that a file of remarks belongs to. */
export function suiteFolderOf(file: string, format: RemarkFormat): string {
  return format === "judgement-calls" ? dirname(file) : dirname(dirname(file));
}

/** Reads and validates the remarks below a suite folder. Throws AssayError with every problem of their formats. */
export function loadRemarks(folder: string): Remarks {
  const remarks: Remarks = { calls: [], comparisons: [] };
  const problems: Problem[] = [];
  for (const file of filesBelow(folder, ".yaml")) {
    const format = remarkFormatOf(file);
    if (!format) continue;
    const source = readYaml(file);
    const found = validateFormat(format, source);
    if (found.length > 0) problems.push(...found);
    else if (format === "comparison")
      remarks.comparisons.push({ value: source.value as unknown as Comparison, source });
    else remarks.calls.push({ value: source.value as unknown as JudgementCalls, source });
  }
  if (problems.length > 0) throw new AssayError(problems);
  return remarks;
}
