/**
 * Holds the import direction of the house and keeps product names out of the engine and the suites.
 *
 *   node scripts/boundaries.mjs [ROOT]
 */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, posix, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { filesBelow } from "./lib/files.mjs";
import { importsOf } from "./lib/imports.mjs";

/**
 * What each folder (or single file) may import of ours. `by` says how the engine is named: a suite is
 * written as if it stood in somebody else's project. `computed` allows `import()` of a computed name, everywhere (true)
 * or in these files, which load every module of one folder.
 */
const MAY_IMPORT = {
  engine: { may: [], computed: ["engine/registry.ts"] },
  reporters: { may: ["engine"] },
  cli: { may: ["engine", "reporters", "targets"], computed: true },
  targets: { may: [] },
  lab: { may: ["engine", "reporters", "targets"], computed: true },
  suites: { may: ["engine"], by: "assay" },
  "playwright.config.ts": { may: ["engine"], by: "assay" },
};

/** The name by which this package imports itself, and the folder that this gives. */
const SELF = { name: "assay", folder: "engine" };

/** Folders whose every text file names no product, and the names. */
const NEUTRAL = ["engine", "suites"];
const PRODUCTS = [
  "auth0",
  "authentik",
  "authlete",
  "authlib",
  "better-auth",
  "cerner",
  "django-oauth-toolkit",
  "duende",
  "fusionauth",
  "gluu",
  "hapi",
  "hydra",
  "identityserver",
  "keycloak",
  "medblocks",
  "medirecords",
  "node-oauth2-server",
  "node-oidc-provider",
  "oauth2-server",
  "oidc-provider",
  "okta",
  "ory-fosite",
  "ory fosite",
  "fosite",
  "openemr",
  "openiddict",
  "patients know best",
  "ping identity",
  "pingfederate",
  "smile cdr",
  "spring authorization server",
  "spring security",
  "wso2",
  "zitadel",
];

const CODE = /\.[cm]?[jt]sx?$/;
const TEXT = /\.(?:[cm]?[jt]sx?|ya?ml|json|md|txt|html|css)$/;
const PRODUCT = new RegExp(`(?<![\\w-])(?:${PRODUCTS.join("|").replaceAll(" ", "[\\s-]+")})(?![\\w])`, "gi");

const root = resolve(process.argv[2] ?? join(dirname(fileURLToPath(import.meta.url)), ".."));

function files(place, pattern) {
  const all = pattern.test(place) && existsSync(join(root, place)) ? [place] : filesBelow(root, place);
  return all.filter((path) => pattern.test(path));
}

function importProblems(place, rule) {
  return files(place, CODE).flatMap((path) =>
    importsOf(readFileSync(join(root, path), "utf8")).flatMap(({ specifier, line }) => {
      const problem = importProblem(place, rule, path, specifier);
      return problem ? [`${path}:${line}: ${problem}`] : [];
    }),
  );
}

function importProblem(place, rule, path, specifier) {
  if (specifier === undefined) {
    const allowed = rule.computed === true || rule.computed?.includes(path);
    return allowed ? undefined : `"import()" of a computed name, which cannot be checked; write a string`;
  }
  const relative = /^\.{1,2}(?:\/|$)/.test(specifier);
  const self = specifier === SELF.name || specifier.startsWith(`${SELF.name}/`);
  if (!relative && !self) {
    return /^(?:\/|file:|#)/.test(specifier) ? `"${specifier}" is neither a package nor a relative path` : undefined;
  }
  const target = relative ? posix.join(posix.dirname(path), specifier).split("/")[0] : SELF.folder;
  if (target === place) return undefined;
  if (!rule.may.includes(target)) {
    const allowed = rule.may.length > 0 ? `it may import ${rule.may.join(", ")}` : "it imports nothing else of ours";
    return `"${place}" must not import "${target}" ("${specifier}"); ${allowed}`;
  }
  if (rule.by && relative) return `"${place}" imports "${target}" as "${rule.by}", not as "${specifier}"`;
  return undefined;
}

function productProblems(place) {
  return files(place, TEXT).flatMap((path) =>
    readFileSync(join(root, path), "utf8")
      .split("\n")
      .flatMap((text, at) =>
        (text.match(PRODUCT) ?? []).map((name) => `${path}:${at + 1}: "${place}" must not name the product "${name}"`),
      ),
  );
}

const problems = [
  ...Object.entries(MAY_IMPORT).flatMap(([place, rule]) => importProblems(place, rule)),
  ...NEUTRAL.flatMap(productProblems),
];
for (const problem of problems) console.log(problem);
const looked = Object.keys(MAY_IMPORT).reduce((sum, place) => sum + files(place, CODE).length, 0);
console.log(problems.length > 0 ? `${problems.length} problems` : `${looked} sources keep the import direction`);
process.exitCode = problems.length > 0 ? 1 : 0;
