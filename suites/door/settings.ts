import { findProfile, findProvider, loadProvider, readSecretsFile, readYaml, type Provider, type Suite } from "assay";

/** What the environment says of a run; each has the meaning of the option of `assay run` that it is named after. */
export const SETTINGS = {
  provider: process.env["ASSAY_PROVIDER"] || "reference",
  profiles: list(process.env["ASSAY_PROFILE"]),
  secrets: process.env["ASSAY_SECRETS"],
  intrusive: process.env["ASSAY_INTRUSIVE"] === "1",
  maxWait: Number(process.env["ASSAY_MAX_WAIT"] || 60),
  user: process.env["ASSAY_USER"] || undefined,
  allure: process.env["ASSAY_ALLURE"] === "1",
};

/** The embedded server is started for whoever names no other. */
export const embedded = (): boolean => SETTINGS.provider === "reference" && !process.env["ASSAY_REFERENCE_ISSUER"];

/**
 * Profiles by which the provider is judged. Read without its variables, so that `--list` needs none of them.
 * Throws AssayError for an unknown provider or profile.
 */
export function profilesOf(suite: Suite): string[] {
  const file = readYaml(findProvider(SETTINGS.provider)).value as { profiles?: string[] } | null;
  const wanted = SETTINGS.profiles.length > 0 ? SETTINGS.profiles : (file?.profiles ?? ["oauth2"]);
  return wanted.map((name) => findProfile(suite, name).key);
}

/** Throws AssayError when the file is wrong or a variable of the whole run is not set. */
export function readProvider(): Provider {
  const variables = { ...process.env, ...(SETTINGS.secrets ? readSecretsFile(SETTINGS.secrets) : {}) };
  return loadProvider(findProvider(SETTINGS.provider), variables);
}

function list(text: string | undefined): string[] {
  return (text ?? "")
    .split(",")
    .map((one) => one.trim())
    .filter(Boolean);
}
