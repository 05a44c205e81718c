/**
 * Installs packages of Debian, where this machine has apt-get and this process may use it.
 *
 *   node scripts/debian-packages.mjs NAME...
 */
import { aptGet, installPackages } from "./lib/debian.mjs";
import { speaker } from "./lib/say.mjs";

const names = process.argv.slice(2);
const apt = aptGet();
const failure = apt
  ? await installPackages(apt, names, speaker("debian"))
  : `this process may not use apt-get; install ${names.join(", ")} or what your system calls it`;
if (failure) {
  process.stderr.write(`${failure.trimEnd()}\n`);
  process.exit(1);
}
