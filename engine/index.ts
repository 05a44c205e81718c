/**
 * Assay as a library: load a suite and a provider, run checks, judge evidence.
 *
 * @example
 * const suite = loadSuite();
 * const provider = loadProvider(findProvider("my-server"), process.env);
 * for await (const event of run({ suite, provider })) if (event.type === "finished") console.log(event.report.summary);
 */
export { AssayError, didYouMean, formatProblem, type ErrorCode, type Problem } from "./errors.js";
export { loadSuite, citesOf, type LoadedSuite } from "./load/suite.js";
export { findProvider, loadProvider } from "./load/provider.js";
export { readYaml } from "./load/yaml.js";
export { loadRemarks, type Comparison, type ComparedTest, type JudgementCall, type Remarks } from "./load/remarks.js";
export { readSecretsFile } from "./load/variables.js";
export { contractCheckIds, describeContract, withContract } from "./contract/contract.js";
export { promisedBy } from "./contract/promised-by.js";
export { needsOf } from "./load/needs.js";
export { run, type RunEvent, type RunOptions } from "./run/run.js";
export { type Described, describe } from "./init/describe.js";
export { issuerOf } from "./init/issuer.js";
export { type ServerFile, providerText } from "./init/provider-text.js";
export { printable } from "./init/text.js";
export { openRun, type RunSession } from "./run/session.js";
export type { OpenWindow } from "./run/person.js";
export { fileSink, isUnbegun, memorySink, readEvidence, type EvidenceSink } from "./run/evidence.js";
export { inEachOthersWay, mergeShards, type ShardEvidence } from "./run/merge-shards.js";
export { asUser, type Shard } from "./run/shards.js";
export { findProfile } from "./load/profiles.js";
export { writeParsedYaml } from "./load/write-parsed-yaml.js";
export { globToRegExp, selectChecks } from "./run/select.js";
export { openLoginWindow, type LoginWindow } from "./front-channel/login-window.js";
export { NeedsBrowser } from "./front-channel/needs-browser.js";
export { readSession, sessionFile, writeSession } from "./front-channel/stored-session.js";
export { openHttp } from "./http/http.js";
export { judge } from "./judge/judge.js";
export { confirmationId, wantsConfirming } from "./judge/confirm.js";
export { storedRun } from "./judge/stored-run.js";
export { examine, type ExamineOptions } from "./doctor/examine.js";
export type { Finding, Place } from "./doctor/types.js";
export { withBaseline } from "./report/baseline.js";
export { TODO_REASON } from "./report/known.js";
export { makeReport } from "./report/report.js";
export { readableEvidence } from "./report/readable.js";
export { sectionUrl } from "./report/section-url.js";
export { stepText } from "./explain/prose.js";
export { describeMatchers } from "./matching/evaluate.js";
export { lintAll, lintFile, lintSuite, type LintResult } from "./lint/lint.js";
export { chooseChecks } from "./proof/choose.js";
export { proveBaseline, proveDead, proveFault, provePromises, type Baseline, type ProofTarget } from "./proof/prove.js";
export { unproven, type FaultResult } from "./proof/compare.js";
export { VERSION } from "./version.js";
export { PACKAGE_ROOT, filesBelow } from "./load/files.js";
export type * from "./types/evidence.js";
export type * from "./types/provider.js";
export type * from "./types/report.js";
export type * from "./types/suite.js";
