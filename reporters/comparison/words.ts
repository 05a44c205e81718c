/** Words that every format of a comparison uses for the same thing. */
import { PROFILE_VERDICT, plural, promisesKept } from "../model/words.js";
import {
  type Cell,
  type Column,
  type Comparison,
  type Documentation,
  type FeatureCell,
  STAND_IN,
  type State,
  STATE_SIGN,
} from "./model.js";
import { listing } from "./highlights.js";
import type { Workflow } from "./workflow.js";

export const WORKFLOW_TITLE: Record<Workflow, string> = {
  discovery: "Discovery",
  authorization: "Authorization",
  token: "Token",
  refresh: "Refresh",
  introspection: "Introspection",
  revocation: "Revocation",
  resource: "Resource",
  registration: "Registration",
  several: "Several endpoints",
};

/** `✗ broken`, `⊘ not judged: not configured`. */
export const stateText = ({ state, note }: Pick<Cell, "state" | "note">): string =>
  `${STATE_SIGN[state]} ${note === undefined ? state : `${state}: ${note}`}`;

const FEATURE_SIGN: Record<FeatureCell["state"], State> = {
  offered: "met",
  seen: "recorded",
  "not offered": "not offered",
  "not stated": "not judged",
  "not seen": "not asked",
};
export const featureSign = ({ state }: FeatureCell): string =>
  state === "not stated" ? "?" : STATE_SIGN[FEATURE_SIGN[state]];

/** `✓ offered: S256`; what was seen needs no further word. */
export const featureText = (cell: FeatureCell): string =>
  `${featureSign(cell)} ${cell.state === "seen" ? cell.value : cell.value === undefined ? cell.state : `${cell.state}: ${cell.value}`}`;

export const titleOf = ({ columns }: Comparison): string => {
  const stand = columns.filter(({ stand_in }) => stand_in).map(({ label }) => label);
  const all = listing(columns.map(({ label }) => label));
  if (stand.length === 0) return `${all} compared`;
  return `${all} compared (${stand.length === columns.length ? "each a" : `${listing(stand)}:`} ${STAND_IN})`;
};

/** One line for each profile of any column, one cell for each column. */
export const profileLines = ({ columns }: Comparison): { name: string; cells: string[] }[] => {
  const names = [...new Set(columns.flatMap(({ profiles }) => profiles.map(({ name }) => name)))];
  return names.map((name) => ({
    name,
    cells: columns.map(({ profiles }) => {
      const own = profiles.find((one) => one.name === name);
      if (!own) return "· not asked";
      const { sign, word } = PROFILE_VERDICT[own.verdict];
      const { must, should } = own;
      return `${sign} ${word}, revision ${own.revision}: ${must.met} of ${must.applicable} MUST, ${should.met} of ${should.applicable} SHOULD met`;
    }),
  }));
};

export const documentationText = (documentation: Documentation | undefined): string => {
  if (!documentation) return "· no contract";
  const { verdict } = documentation;
  const sign = STATE_SIGN[verdict === "kept" ? "met" : verdict === "broken" ? "broken" : "not judged"];
  return `${sign} ${verdict}: ${promisesKept(documentation)}`;
};

/** `alone breaks 3 rules that others meet`. */
export const breaksText = (count: number): string =>
  `alone breaks ${count === 0 ? "no rule" : plural(count, "rule")} that others meet`;

export const stateTally = ({ states }: Column): string =>
  (["met", "broken", "recommended only", "not judged", "not offered"] as const)
    .filter((state) => states[state] > 0)
    .map((state) => `${states[state]} ${state}`)
    .join(", ");
