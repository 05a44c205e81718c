import type { Reporter } from "./reporter.js";

export const json: Reporter = {
  file: "report.json",
  render: (report) => `${JSON.stringify(report, null, 2)}\n`,
};
