import type { Described } from "./describe.js";
import { isPlain, quoted, texts, variable } from "./text.js";

const SUFFIX = "/.well-known/smart-configuration";

/**
 * What SMART App Launch wants in an authorization request besides: `aud`, the FHIR base URL that the configuration
 * stands below, and the handle that an EHR launches an app with.
 */
export function smartLines({ places }: Described, prefix: string): string[] {
  const place = places.find(({ kind, metadata }) => kind === "smart" && metadata !== undefined);
  if (!place || !isPlain(place.url)) return [];
  const capabilities = texts(place.metadata?.["capabilities"]);
  const [ehr, alone] = [capabilities.includes("launch-ehr"), capabilities.includes("launch-standalone")];
  const launch = variable("env", `${prefix}_LAUNCH`, alone ? "" : undefined);
  return [
    "",
    "# SMART App Launch: aud is the FHIR base URL.",
    ...(ehr
      ? [
          "# launch is the handle that the EHR opens the app with, a parameter of the launch URL: open the app there, take it,",
          "# and set a new one when no codes come any more. The scope launch belongs to it.",
        ]
      : []),
    "grants:",
    "  authorization_code:",
    "    authorization:",
    `      aud: ${quoted(place.url.slice(0, -SUFFIX.length))}`,
    ...(ehr ? [`      launch: ${quoted(launch)}`] : []),
  ];
}
