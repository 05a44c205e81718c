/* oxlint-disable no-console -- the package writes its greeting with console.warn and has no switch for it */
import type { Provider } from "oidc-provider";

// oidc-provider 9 names Node 22 as its minimum. What it misses on Node 20 is bridged here and nowhere else:
// older 20.x releases lack the static URL.parse, and the package greets every other runtime with a warning.
type Parse = (input: string, base?: string) => URL | null;

function bridgeUrlParse(): void {
  const statics: { parse?: Parse } = URL;
  statics.parse ??= (input, base) => (URL.canParse(input, base) ? new URL(input, base) : null);
}

async function importQuietly(): Promise<typeof Provider> {
  bridgeUrlParse();
  const { warn } = console;
  console.warn = (...parts: unknown[]) => {
    if (!String(parts[0]).includes("oidc-provider WARNING: Unsupported runtime")) warn(...parts);
  };
  try {
    return (await import("oidc-provider")).Provider;
  } finally {
    console.warn = warn;
  }
}

let loading: Promise<typeof Provider> | undefined;

export function loadProvider(): Promise<typeof Provider> {
  loading ??= importQuietly();
  return loading;
}
