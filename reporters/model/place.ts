/** Where a check is written, as other tools want it. */

export interface Place {
  /** With slashes, relative to the folder of the run where the plan is below it. */
  file: string;
  /** From 1; absent where the report has none. */
  line?: number;
}

/** Of `suites/rfc6749/token.plan.yaml:12`. */
export const placeOf = (source: string): Place => {
  const [, file = source, line] = /^(.*?):(\d+)(?::\d+)?$/s.exec(source) ?? [];
  const path = file.replaceAll("\\", "/");
  return line === undefined ? { file: path } : { file: path, line: Math.max(1, Number(line)) };
};
