import { createRequire } from "node:module";

/** The published schema of SARIF 2.1.0, as a package carries it; of that package nothing else is used. */
const {
  $schema: _,
  id: __,
  ...published
} = createRequire(import.meta.url)("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json") as Record<
  string,
  unknown
>;

const isTime = (text: string): boolean => /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text) && !Number.isNaN(Date.parse(text));

export const publishedSchema = {
  schema: published,
  /** It is of draft 4, of which it uses nothing that later ones read otherwise; one of its patterns is no Unicode one. */
  options: {
    strict: false,
    validateSchema: false,
    unicodeRegExp: false,
    formats: {
      uri: (text: string) => URL.canParse(text),
      "uri-reference": (text: string) => URL.canParse(text, "https://x.example"),
      "date-time": isTime,
    },
  },
} as const;

/**
 * The parts of SARIF 2.1.0 that Assay writes, closed, in our own words: what the standard requires of each object and
 * which values it allows. The published schema is wider, and lets pass what only errata 01 put right.
 */
const text = {
  type: "object",
  required: ["text"],
  additionalProperties: false,
  properties: { text: { type: "string", minLength: 1 } },
};
const index = { type: "integer", minimum: 0 };
const level = { enum: ["none", "note", "warning", "error"] };
const time = { type: "string", pattern: "^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z$" };
const bag = { type: "object" };
const strings = { type: "array", items: { type: "string" }, uniqueItems: true };

const closed = (required: string[], properties: Record<string, object>): object => ({
  type: "object",
  required,
  additionalProperties: false,
  properties,
});
const list = (items: object): object => ({ type: "array", items, uniqueItems: true });

const location = closed(["physicalLocation"], {
  physicalLocation: closed(["artifactLocation"], {
    artifactLocation: closed(["uri"], { uri: { type: "string", pattern: "^[\\w.~%!'()*/:-]+$" } }),
    region: closed(["startLine"], { startLine: { type: "integer", minimum: 1 } }),
  }),
  logicalLocations: list(closed(["name", "kind"], { name: { type: "string" }, kind: { const: "member" } })),
});

const reference = closed(["id", "index"], { id: { type: "string" }, index });

const rule = closed(["id"], {
  id: { type: "string", minLength: 1 },
  shortDescription: text,
  help: text,
  helpUri: { type: "string", pattern: "^https?://" },
  defaultConfiguration: closed(["level"], { level }),
  properties: closed(["tags", "section", "basis"], {
    tags: strings,
    section: { type: "string" },
    basis: { type: "string" },
  }),
});

const suppression = closed(["kind", "status", "justification"], {
  kind: { enum: ["inSource", "external"] },
  status: { enum: ["accepted", "underReview", "rejected"] },
  justification: { type: "string" },
  properties: bag,
});

const result = closed(["ruleId", "ruleIndex", "level", "message", "locations", "partialFingerprints", "properties"], {
  ruleId: { type: "string" },
  ruleIndex: index,
  level,
  message: text,
  locations: list(location),
  partialFingerprints: { type: "object", additionalProperties: { type: "string" }, minProperties: 1 },
  suppressions: list(suppression),
  properties: bag,
});

const notification = closed(["descriptor", "level", "message"], {
  descriptor: reference,
  associatedRule: reference,
  level,
  message: text,
  locations: list(location),
  properties: bag,
});

const invocation = closed(["executionSuccessful"], {
  executionSuccessful: { type: "boolean" },
  commandLine: { type: "string" },
  startTimeUtc: time,
  endTimeUtc: time,
  exitCode: { type: "integer" },
  exitCodeDescription: { type: "string" },
  toolExecutionNotifications: list(notification),
});

const run = closed(["tool", "results"], {
  tool: closed(["driver"], {
    driver: closed(["name", "version", "rules", "notifications"], {
      name: { const: "Assay" },
      version: { type: "string" },
      rules: list(rule),
      notifications: list(closed(["id", "shortDescription"], { id: { type: "string" }, shortDescription: text })),
    }),
  }),
  automationDetails: closed(["id", "description"], { id: { type: "string" }, description: text }),
  columnKind: { enum: ["utf16CodeUnits", "unicodeCodePoints"] },
  invocations: list(invocation),
  results: { type: "array", items: result },
  properties: bag,
});

export const sarifSchema = closed(["$schema", "version", "runs"], {
  $schema: { type: "string", pattern: "/sarif-schema-2\\.1\\.0\\.json$" },
  version: { const: "2.1.0" },
  runs: { type: "array", minItems: 1, items: run },
});
