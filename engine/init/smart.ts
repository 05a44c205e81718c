import type { Described } from "./describe.js";
import { isPlain, quoted, texts, variable } from "./text.js";

const SUFFIX = "/.well-known/smart-configuration";

/** What an EHR has told about launches at the FHIR base that its smart-configuration stands below. */
interface Smart {
  base: string;
  /** The EHR launches apps: `only` so, or also. */
  launched: "no" | "also" | "only";
}

export function smartOf({ places }: Described): Smart | undefined {
  const place = places.find(({ kind, metadata }) => kind === "smart" && metadata !== undefined);
  if (!place || !isPlain(place.url)) return undefined;
  const capabilities = texts(place.metadata?.["capabilities"]);
  const also = capabilities.includes("launch-standalone") ? "also" : "only";
  return {
    base: place.url.slice(0, -SUFFIX.length),
    launched: capabilities.includes("launch-ehr") ? also : "no",
  };
}

/**
 * What SMART App Launch wants in an authorization request besides: `aud`, the FHIR base URL, and the handle that an
 * EHR launches an app with.
 */
export function smartLines(smart: Smart | undefined, prefix: string): string[] {
  if (!smart) return [];
  const { base, launched } = smart;
  const launch = variable("env", `${prefix}_LAUNCH`, launched === "only" ? undefined : "");
  return [
    "",
    "# SMART App Launch: aud is the FHIR base URL.",
    ...(launched === "no"
      ? []
      : [
          "# launch is the handle that the EHR opens the app with, a parameter of the launch URL: open the app there, take it,",
          "# and set a new one when no codes come any more. The scope launch belongs to it.",
        ]),
    "grants:",
    "  authorization_code:",
    "    authorization:",
    `      aud: ${quoted(base)}`,
    ...(launched === "no" ? [] : [`      launch: ${quoted(launch)}`]),
  ];
}
