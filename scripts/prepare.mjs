/**
 * Installs and builds what is missing, so that `npm start` and `npm test` work in a fresh clone.
 * Does nothing (and takes milliseconds) when the lock file and the sources are those of the last time.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(
    `Node ${process.versions.node} is too old: the register needs 20.19 or later (https://nodejs.org/).`,
  );
  process.exit(1);
}

/** SHA-256 over the names and contents of files and folders, in a stable order. */
function fingerprint(...paths) {
  const hash = createHash('sha256');
  const walk = (path) => {
    for (const entry of readdirSync(path, { withFileTypes: true }).sort((a, b) =>
      a.name < b.name ? -1 : 1,
    )) {
      const inside = join(path, entry.name);
      if (entry.isDirectory()) walk(inside);
      else if (!entry.name.endsWith('.spec.ts'))
        hash.update(`${inside}\0`).update(readFileSync(inside)).update('\0');
    }
  };
  for (const path of paths) {
    const full = join(root, path);
    if (/\.[a-z]+$/.test(path)) hash.update(`${path}\0`).update(readFileSync(full)).update('\0');
    else walk(full);
  }
  return hash.digest('hex');
}

/** Runs `work` unless the stamp says that it was done for this very input. */
function once(stamp, mark, what, work) {
  const path = join(root, stamp);
  if (existsSync(path) && readFileSync(path, 'utf8') === mark) return;
  const began = Date.now();
  console.error(`${what} …`);
  work();
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, mark);
  console.error(`${what}: done in ${((Date.now() - began) / 1000).toFixed(1)} s`);
}

function run(command, ...args) {
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (error === undefined && status === 0) return;
  console.error(
    `"${[command, ...args].join(' ')}" failed${error === undefined ? '' : `: ${error.message}`}; see above.`,
  );
  process.exit(1);
}

/** Two starts in one checkout do not install or build at the same time: the second waits for the first. */
async function alone(work) {
  const lock = join(root, '.prepare.lock');
  for (const began = Date.now(); ; await new Promise((resolve) => setTimeout(resolve, 200))) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const owner = Number(readFileSync(lock, { encoding: 'utf8', flag: 'a+' }));
    const alive = owner > 0 && isAlive(owner);
    if (!alive && Date.now() - began > 1000) rmSync(lock, { force: true });
  }
  const release = () => rmSync(lock, { force: true });
  const end = () => process.exit(130);
  process.once('exit', release);
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, end);
  work();
  release();
  // What runs next answers signals in its own way, and another start may hold the lock by then.
  process.off('exit', release);
  for (const signal of ['SIGINT', 'SIGTERM']) process.off(signal, end);
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

const installed = () =>
  once('node_modules/.installed', fingerprint('package-lock.json'), 'Installing dependencies', () =>
    run('npm', 'ci'),
  );
// All apps and libraries in one go; `nest build <app>` makes the same files for one app.
const sources = ['package-lock.json', 'tsconfig.base.json', 'tsconfig.build.json', 'apps', 'libs', 'types'];
const built = () =>
  once('dist/.built', fingerprint(...sources), 'Building', () => {
    rmSync(join(root, 'dist'), { recursive: true, force: true });
    run(process.execPath, 'node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json');
  });

await alone(() => {
  installed();
  built();
});
