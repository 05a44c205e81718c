import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { command } from "./command.mjs";

const ENV = { ...process.env, DEBIAN_FRONTEND: "noninteractive", LC_ALL: "C" };

/** How apt-get can be run here without asking anybody: its words, or undefined. */
export function aptGet() {
  if (process.platform !== "linux" || !existsSync("/usr/bin/apt-get")) return undefined;
  if (process.getuid() === 0) return ["apt-get"];
  const free = spawnSync("sudo", ["-n", "true"], { stdio: "ignore", timeout: 5000 });
  return free.status === 0 ? ["sudo", "-n", "apt-get"] : undefined;
}

/**
 * Installs packages of Debian.
 *
 * @returns undefined when they are installed, else the words of the command that failed and its output
 */
export async function installPackages(apt, names, say) {
  const options = ["-q", "-y", "-o", "DPkg::Lock::Timeout=120"];
  const quoted = names.map((name) => `"${name}"`).join(" and ");
  const steps = [
    { says: "reading Debian's package lists", args: ["update"] },
    { says: `installing Debian's ${quoted}`, args: ["install", "--no-install-recommends", ...names] },
  ];
  for (const { says, args } of steps) {
    say(`${says} (${[...apt, ...args].join(" ")})`);
    const words = [...apt.slice(1), ...options, ...args];
    const beat = (seconds, last) => say(`still at it after ${seconds} s: ${last}`);
    const { code, output } = await command(apt[0], words, { env: ENV, beat });
    if (code !== 0) return `"${[...apt, ...args].join(" ")}" ended with ${code}\n\n${output.trimEnd()}\n`;
  }
  return undefined;
}
