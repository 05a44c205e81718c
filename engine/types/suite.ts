/** What is checked: requirements, plans, bases, fragments and profiles, as they stand in `suites/`. */
import type { Source } from "../load/yaml.js";

export const LEVELS = ["MUST", "MUST NOT", "SHOULD", "SHOULD NOT", "MAY", "DOCUMENTED"] as const;
export type Level = (typeof LEVELS)[number];

/** The last three are of promises: stated in the documentation, seen in an example only, or said elsewhere. */
export const BASES = ["keyword", "prose", "abnf", "inferred", "unchecked", "stated", "example", "elsewhere"] as const;
export type Basis = (typeof BASES)[number];

/** One normative clause of a specification, in our own words. */
export interface Requirement {
  id: string;
  /** Slug of the specification, e.g. `rfc6749`; filled in from the file. */
  spec: string;
  section: string;
  level: Level;
  basis: Basis;
  subject: string;
  applies: string;
  statement: string;
  trigger: string;
  observe: string;
  testable: "yes" | "partly" | "no";
  why_not?: string;
  binds?: "client";
  same_test_as?: string;
  /** Clauses that demand the contrary; a profile never holds both. */
  opposes?: string[];
  /** Key of the document that says it, in the contract's `sources`. */
  source?: string;
  /** Clauses that a documented promise contradicts. */
  against?: string[];
  note?: string;
  verified: boolean;
  excluded?: string;
  "oauth2.1"?: string;
}

export interface Specification {
  spec: string;
  name: string;
  title: string;
  url: string;
  /** Version, errata set or date of the text. */
  edition?: string;
  complete: boolean;
  requirements: Requirement[];
}

export type Json = null | boolean | number | string | Json[] | { [member: string]: Json };
export interface Members {
  [name: string]: Json;
}

/** A matcher set: each key is a matcher in `engine/matchers/`, all must hold. */
export type Matchers = Members;

/** `cite` plus matchers; each cited clause gets a verdict of its own. */
export interface Expectation {
  cite: string[];
  matchers: Matchers;
  /** A defensible departure: when the matchers do not hold and these do, the outcome is `warn`. */
  tolerate?: { reason: string; matchers: Matchers };
}

/** A step as the plan states it, with rows filled in. Keys outside these are options of the step kind. */
export interface Step {
  /** Step kind: a file in `engine/steps/`. */
  kind: string;
  /** What the kind acts on: base, endpoint or fragment name; milliseconds for `wait`. */
  subject: string;
  /** Address inside the check, `3` or `3.1` inside a fragment; stable as long as the plan is. */
  path: string;
  as?: string;
  from?: string;
  needs: string[];
  given: Record<string, Matchers>;
  /** Earlier steps, each of which makes this one needless. */
  unless: string[];
  expect: Expectation[];
  /** Gates the steps after it although it is judged. */
  setup: boolean;
  /** Fragment that cleans up what this step made. */
  finally?: string;
  options: Members;
}

/** One scenario; rows are expanded, so each has its own id. */
export interface Check {
  id: string;
  plan: string;
  spec: string;
  /** File and line that declare it, relative to the package or the working folder. */
  source: { file: string; line: number };
  title: string;
  needs: string[];
  disturbs?: "session" | "grant" | "keys" | "client";
  intrusive: boolean;
  steps: Step[];
}

/** A complete, valid request, per grant or endpoint. */
export interface Base {
  base: string;
  title: string;
  /** Step kind that uses it. */
  step: string;
  /** Symbolic endpoint: token, authorization ... */
  endpoint: string;
  /** Where it is when an earlier step says so: a URL with `${from...}`. */
  url?: string;
  /** GET or POST, or a reference such as `${resource.method}`. */
  method: string;
  /** Whether the client authenticates at this endpoint. */
  authenticate: boolean;
  /** Client that acts where the step names none, when the provider file has it. */
  client?: string;
  /** Grant type that the client must be registered for. */
  grant?: string;
  /** What an earlier step must offer, e.g. `[code]`. */
  inputs: string[];
  /** Values made anew for every request, e.g. a state. */
  make: Members;
  /** The request names the user and tells the password: `${user.username}`, `${user.password}`. */
  user: boolean;
  /** What the user picks or types on the pages, by the names that page rules give it. */
  choose: Members;
  /** Form (or query) parameters, with `${...}`; one that does not resolve and stands in `optional` is left out. */
  parameters: Members;
  headers: Members;
  optional: string[];
  /** What later steps can take from this one, by name. */
  offers: Members;
  success?: Matchers;
  consumes: string[];
  /** Steps that prove the unchanged request, the last being this base. */
  control: Step[];
  needs: string[];
}

export interface Fragment {
  fragment: string;
  title: string;
  inputs: string[];
  outputs: Record<string, Json>;
  steps: Step[];
}

export interface Profile {
  /** How a run names it: its file's name in suites/profiles/, or the path of a file of somebody's own. */
  key: string;
  profile: string;
  title: string;
  revision: number;
  mandatory: string[];
  /** Its documents with their editions. */
  documents: string[];
  /** Ids of all requirements that it holds. */
  requirements: string[];
}

/** Everything below `suites/`, validated and expanded. */
export interface Suite {
  specifications: Map<string, Specification>;
  requirements: Map<string, Requirement>;
  checks: Map<string, Check>;
  bases: Map<string, Base>;
  fragments: Map<string, Fragment>;
  profiles: Map<string, Profile>;
  /** Plans over what documentation promises: their rows come from a provider's contract. */
  contractPlans: Source[];
  /** Digest of all files read. */
  digest: string;
}
