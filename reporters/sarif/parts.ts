/** Pieces that results and notifications share. */
import type { CheckReport } from "../../engine/types/report.js";

import { forSarif, forTerminal } from "../escape.js";
import { placeOf } from "../model/place.js";
import { shorten } from "../model/words.js";

const SENTENCE = 4000;

export const message = (text: string): { text: string } => ({ text: forSarif(shorten(text, SENTENCE)) });

/** The schema takes no `null` and no `undefined`: what is not there is left out, an empty object as well. */
export const without = (value: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(value).filter(
      ([, inner]) =>
        inner !== undefined && !(typeof inner === "object" && inner !== null && Object.keys(inner).length === 0),
    ),
  );

const segment = (text: string): string => encodeURIComponent(forTerminal(text));

/** Relative paths stay relative: a viewer looks for them below the folder that it has open. */
const uri = (file: string): string => {
  const path = file.split("/").map(segment).join("/");
  return file.startsWith("/") ? `file://${path}` : path;
};

export const locations = (check: CheckReport): object[] => {
  const { file, line } = placeOf(check.source);
  return [
    {
      physicalLocation: without({
        artifactLocation: { uri: uri(file) },
        region: line === undefined ? undefined : { startLine: line },
      }),
      logicalLocations: [{ name: forTerminal(check.id), kind: "member" }],
    },
  ];
};
