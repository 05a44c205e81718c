import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import {
  fileSink,
  isUnbegun,
  loadSuite,
  openLoginWindow,
  readEvidence,
  readableEvidence,
  run,
  storedRun,
  type EvidenceRecord,
  type OpenWindow,
  type Report,
} from "../engine/index.js";
import {
  REPORTERS,
  confirmationText,
  createProgress,
  deviationsText,
  filesOf,
  type RenderOptions,
} from "../reporters/index.js";
import type { Command } from "./main.js";
import {
  commandLine,
  durationMs,
  openProvider,
  requireDisplay,
  makeFolder,
  positive,
  seconds,
  shardOf,
  usageError,
} from "./options.js";
import { logged, tellGithub } from "./text/github.js";
import { askReasons, expectedText, unexpectedOf } from "./text/expected.js";
import { expectedWith, failedChecks, refuseOtherBaseline } from "./text/gate.js";

export const command: Command = {
  summary: "check a server and write a report",
  usage: `usage: assay run [PROVIDER] [options]

PROVIDER is a file or a name in providers/; without one the embedded reference server is checked.

  --check GLOB         only these checks (may be repeated)
  --profile NAME       profiles instead of the provider file's (may be repeated)
  --out DIR            where the reports go (default assay-report)
  --format LIST        further formats to write, e.g. junit,sarif (docs/formats.md; report.json, report.html are always written)
  --concurrency N      checks at once (default 8)
  --strict             a warning fails the run
  --baseline REPORT    report.json of an earlier run, or its folder: what failed, warned or was blocked there is expected
  --update-expected    print what to add under expected: in the provider file, and what to delete
  --only-failed REPORT only the checks with a fail, error or blocked verdict in that report
  --max-failures N     end the run when N checks have failed that nobody expects to
  --intrusive          also checks that create load or lasting state
  --max-wait SECONDS   longest wait that is done (default 60)
  --deadline TIME      end the run in time, e.g. 5m
  --resume             finish the run in DIR that was killed
  --shard I/N          only the I-th of N parts; "assay merge" puts them together
  --user NAME          log in as this user of the provider file (default the first; shard I takes the I-th)
  --stand-in           check the stand-in that was made from the vendor's documentation, not the server
  --headed             a page that needs a person (a captcha, a one-time code) opens a window, once
  --secrets FILE       KEY=value lines for \${secret:...} and \${env:...}
  --suite DIR          a suite folder instead of the package's
  --quiet              only the verdict
  --json               the report as JSON on standard output`,
  run: runCommand,
};

async function runCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      check: { type: "string", multiple: true, default: [] },
      profile: { type: "string", multiple: true },
      out: { type: "string", default: "assay-report" },
      format: { type: "string", default: "" },
      concurrency: { type: "string", default: "8" },
      strict: { type: "boolean", default: false },
      baseline: { type: "string" },
      "update-expected": { type: "boolean", default: false },
      "only-failed": { type: "string" },
      "max-failures": { type: "string" },
      intrusive: { type: "boolean", default: false },
      "max-wait": { type: "string", default: "60" },
      deadline: { type: "string" },
      resume: { type: "boolean", default: false },
      shard: { type: "string" },
      user: { type: "string" },
      "stand-in": { type: "boolean", default: false },
      headed: { type: "boolean", default: false },
      secrets: { type: "string" },
      suite: { type: "string" },
      quiet: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      order: { type: "string" },
    },
  });
  if (positionals.length > 1) throw usageError(`one provider, not ${positionals.length}: "${positionals.join('" "')}"`);
  const formats = values.format.split(",").filter(Boolean);
  for (const format of formats)
    if (!REPORTERS[format]) throw usageError(`no format "${format}"`, `formats: ${Object.keys(REPORTERS).join(", ")}`);
  if (values.headed) requireDisplay(`run it where there is one, or log in there: assay login ${positionals[0] ?? ""}`);
  if (values.json && values["update-expected"])
    throw usageError('"--update-expected" prints YAML, and "--json" a report', "use one of them");
  const suite = loadSuite({ folder: values.suite });
  const opened = await openProvider(positionals[0], { secrets: values.secrets, standIn: values["stand-in"] });
  const evidence = join(values.out, "evidence.jsonl");
  try {
    const resume = values.resume && !isUnbegun(evidence) ? readEvidence(evidence) : undefined;
    const expected = expectedWith(values.baseline, opened.provider.provider, opened.provider.expected);
    const [begun] = resume ?? [];
    if (values.baseline !== undefined && begun?.type === "run") refuseOtherBaseline(expected, begun.expected);
    makeFolder(values.out);
    const stop = stopSignal(values.deadline);
    const progress = createProgress({
      mode: values.quiet || values.json ? "quiet" : process.stderr.isTTY ? "redraw" : "lines",
      write: (text) => process.stderr.write(text),
      columns: process.stderr.columns,
    });
    const events = run({
      suite,
      provider: { ...opened.provider, expected },
      sink: fileSink(evidence, resume !== undefined),
      profiles: values.profile,
      checks: values.check,
      concurrency: positive("--concurrency", values.concurrency),
      intrusive: values.intrusive,
      strict: values.strict,
      only: values["only-failed"] === undefined ? undefined : failedChecks(values["only-failed"]),
      maxFailures: values["max-failures"] ? positive("--max-failures", values["max-failures"]) : undefined,
      shard: values.shard ? shardOf(values.shard) : undefined,
      user: values.user,
      openWindow: values.headed ? windowForPerson : undefined,
      maxWait: seconds("--max-wait", values["max-wait"]),
      seed: values.order === undefined ? undefined : Number(values.order),
      signal: stop.signal,
      resume,
      command: commandLine("run", args),
    });
    for await (const event of events) {
      if (event.type === "check-started" || event.type === "check-finished" || event.type === "confirming")
        progress.event(event);
      if (event.type === "finished") {
        progress.end();
        stop.done();
        const again = [
          ...(values["stand-in"] ? ["--stand-in"] : []),
          ...(values.secrets ? ["--secrets", values.secrets] : []),
        ];
        const render = { target: positionals[0] ?? "", args: again };
        writeReports(values.out, event.report, event.records, formats, render);
        show(event.report, event.records, { ...values, ...render });
        if (!values.json) tellGithub(formats, event.report, readableEvidence(storedRun(event.records).observations));
        if (values["update-expected"]) await printExpected(event.report, values.strict);
        return event.report.exit_code;
      }
    }
    return 2;
  } finally {
    await opened.stop();
  }
}

/** report.json and report.html always, further formats as asked for. */
export function writeReports(
  out: string,
  report: Report,
  records: EvidenceRecord[],
  formats: string[],
  options: RenderOptions = {},
): void {
  const observations = readableEvidence(storedRun(records).observations);
  for (const name of new Set(["json", "html", ...formats])) {
    const reporter = REPORTERS[name];
    if (!reporter || name === "terminal") continue;
    for (const file of filesOf(reporter, report, observations, options)) writeFileSync(join(out, file.name), file.text);
  }
}

export type ShowOptions = RenderOptions & { out: string; quiet: boolean; json: boolean };

export function show(report: Report, records: EvidenceRecord[], values: ShowOptions): void {
  if (values.json) {
    process.stdout.write(`${JSON.stringify(report)}\n`);
    return;
  }
  if (values.quiet) {
    console.log(report.profiles.map((profile) => `${profile.name}: ${profile.verdict}`).join(", "));
    const deviations = deviationsText(report);
    if (deviations) console.log(deviations);
    const confirmation = confirmationText(report);
    if (confirmation) console.log(confirmation);
    return;
  }
  const color = process.stdout.isTTY === true && !process.env["NO_COLOR"];
  const text = REPORTERS["terminal"]?.render(report, readableEvidence(storedRun(records).observations), {
    target: values.target,
    args: values.args,
    color,
    columns: process.stdout.columns ?? 100,
    files: [join(values.out, "report.html"), join(values.out, "report.json")],
  });
  process.stdout.write(logged(text ?? ""));
}

/** On standard output; questions go beside it, so that the entries can be redirected into a file. */
async function printExpected(report: Report, strict: boolean): Promise<void> {
  const unexpected = unexpectedOf(report, strict);
  const asks = process.stdin.isTTY && process.stderr.isTTY;
  const reasons = asks ? await askReasons(unexpected, { input: process.stdin, output: process.stderr }) : new Map();
  process.stdout.write(`\n${expectedText(unexpected, reasons, report)}`);
}

const windowForPerson: OpenWindow = (options) => {
  console.error("\na page of the server needs a person: log in in the window that opens; the run goes on afterwards");
  return openLoginWindow(options);
};

/** One signal for Ctrl-C and for the deadline; a second Ctrl-C ends at once. */
function stopSignal(deadline: string | undefined): { signal: AbortSignal; done(): void } {
  const controller = new AbortController();
  const timer = deadline
    ? setTimeout(() => controller.abort(new Error(`the deadline of ${deadline} was reached`)), durationMs(deadline))
    : undefined;
  const interrupt = (): void => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort(new Error("it was interrupted"));
  };
  process.on("SIGINT", interrupt);
  process.on("SIGTERM", interrupt);
  return {
    signal: controller.signal,
    done: () => {
      clearTimeout(timer);
      process.off("SIGINT", interrupt);
      process.off("SIGTERM", interrupt);
    },
  };
}
