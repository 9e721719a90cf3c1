/**
 * Completes package-lock.json after `npm install`: where a registry does not offer an optional package of another
 * platform, npm leaves it out of the lock, and `npm ci` then refuses the lock. Each gets the entry that its parent
 * asks for, for its platform only, without a hash; on a platform that needs it, npm fetches it by name and version.
 */
import { readFileSync, writeFileSync } from 'node:fs';

const file = new URL('../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(file, 'utf8'));
const OS = [
  'android',
  'darwin',
  'freebsd',
  'linux',
  'openharmony',
  'win32',
  'windows',
  'sunos',
  'openbsd',
  'netbsd',
  'aix',
];
const CPU = ['arm64', 'arm', 'ia32', 'loong64', 'ppc64', 'riscv64', 's390x', 'x64', 'wasm32', 'mips64el'];

const added = [];
for (const parent of Object.values(lock.packages)) {
  for (const [name, version] of Object.entries(parent.optionalDependencies ?? {})) {
    const path = `node_modules/${name}`;
    if (Object.keys(lock.packages).some((key) => key === path || key.endsWith(`/${path}`))) continue;
    const words = name.split(/[-/]/);
    const os = OS.filter((each) => words.includes(each)).map((each) => (each === 'windows' ? 'win32' : each));
    const cpu = CPU.filter((each) => words.includes(each));
    if (os.length === 0 && cpu.length === 0) continue;
    lock.packages[path] = {
      version: version.replace(/^[\^~]/, ''),
      ...(cpu.length > 0 && { cpu }),
      ...(parent.dev === true && { dev: true }),
      optional: true,
      ...(os.length > 0 && { os }),
    };
    added.push(name);
  }
}
const [[root, own], ...rest] = Object.entries(lock.packages);
lock.packages = { [root]: own, ...Object.fromEntries(rest.sort(([a], [b]) => (a < b ? -1 : 1))) };
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
console.log(added.length === 0 ? 'The lock is complete.' : `Added to the lock: ${added.join(', ')}`);
