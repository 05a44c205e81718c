import { inLine } from "./in-line.js";

/**
 * Lets the authorization requests of a client through one by one until one of them got a code: servers keep what the
 * user consents to for each client, and several first consents at once make a mess of it.
 */
export interface FirstFlow {
  /** Waits for its turn; the answer is what to call with whether the flow got a code. */
  enter(client: string): Promise<(succeeded: boolean) => void>;
}

export function openFirstFlow(): FirstFlow {
  const through = new Set<string>();
  const lines = new Map<string, () => Promise<() => void>>();
  return {
    async enter(client) {
      if (through.has(client)) return () => undefined;
      const line = lines.get(client) ?? inLine();
      lines.set(client, line);
      const free = await line();
      if (through.has(client)) free();
      return (succeeded) => {
        if (succeeded) through.add(client);
        free();
      };
    },
  };
}
