import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Folders are the registry: every module in a folder, by file name, through the export that it must have. */
export async function loadFolder<T>(folder: URL, member: string): Promise<Record<string, T>> {
  const files = readdirSync(fileURLToPath(folder)).filter((name) => /(?<!\.d)\.[jt]s$/.test(name));
  const modules = await Promise.all(
    files
      .sort()
      .map(
        async (name) =>
          [
            name.slice(0, -3),
            ((await import(new URL(name, folder).href)) as Record<string, T | undefined>)[member],
          ] as const,
      ),
  );
  return Object.fromEntries(
    modules.map(([name, value]) => {
      if (!value) throw new Error(`${name} does not export "${member}"`);
      return [name, value];
    }),
  );
}
