/** Servers and peers as processes of their own, in folders of their own; nothing of either is left at the end. */
import { fork, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startEmbeddedPostgres } from '../../../dist/libs/platform/embedded-postgres/src/index.js';

const SAYS_MS_MAX = 60_000;
const children = new Set();
const databases = new Set();
const folders = new Set();

export const here = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
export const dist = (path) => fileURLToPath(new URL(`../../../dist/${path}`, import.meta.url));

/** Nothing of the caller's settings may reach what is measured; histories lie years back, and are kept whole. */
const environment = {
  ...Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(PG|PORT$|DATA_DIR|EVENTSTORE_URL|DATABASE_URL)/.test(name),
    ),
  ),
  RETENTION_MONTHS: '1200',
};

export async function folder() {
  const path = await mkdtemp(join(tmpdir(), 'bench-'));
  folders.add(path);
  return path;
}

/** What the register itself depends on, and not the peers. */
export const requireRoot = createRequire(new URL('../../../package.json', import.meta.url));

/** Runs a program to its end, and answers what it said. Rejects when it fails. */
export async function runProgram(path, args, settings = {}) {
  const child = keep(
    spawn(process.execPath, [...profiling(), path, ...args], {
      env: { ...environment, ...settings },
      stdio: ['ignore', 'pipe', 'inherit'],
    }),
  );
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (output += text));
  const code = await new Promise((resolve) => child.once('exit', resolve));
  if (code !== 0) throw new Error(`${path} ended with ${code}:\n${output}`);
  return output;
}

/** Starts a program, and waits until it has said something. `BENCH_PROFILE` writes a profile of each process there. */
export async function startProgram(path, args, settings, pattern) {
  const child = keep(
    spawn(process.execPath, [...profiling(), path, ...args], {
      env: { ...environment, ...settings },
      stdio: ['ignore', 'pipe', 'pipe'],
    }),
  );
  let output = '';
  const said = await new Promise((resolve, reject) => {
    const fail = (why) => reject(new Error(`${path} ${why}:\n${output}`));
    const late = setTimeout(() => fail('said nothing'), SAYS_MS_MAX);
    child.once('exit', () => fail('ended'));
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        output += text;
        const match = pattern.exec(output);
        if (match === null) return;
        clearTimeout(late);
        resolve(match);
      });
    }
  });
  return { pid: child.pid, said, stop: () => ended(child) };
}

/** The embedded event store, alone in a process. */
export async function startEventStore(dataDir = null) {
  const { pid, said } = await startProgram(
    dist('libs/platform/embedded-event-store/src/serve.js'),
    ['--data', dataDir ?? (await folder()), '--port', '0'],
    {},
    /(esdb:\S+?),? /,
  );
  return { pid, url: said[1] };
}

export async function startPostgres() {
  const database = await startEmbeddedPostgres({ dataDir: await folder() });
  databases.add(database);
  return database;
}

/**
 * A peer in a process: `subjects/<module>` opened with `config`. Answers a function that has one of its tasks done
 * and waits for what came of it.
 */
export async function startSubject(module, config) {
  const child = keep(
    fork(here('support/subject.mjs'), [here(`subjects/${module}.mjs`), JSON.stringify(config)], {
      env: environment,
      execArgv: [...profiling(), '--expose-gc'],
    }),
  );
  const answer = () =>
    new Promise((resolve, reject) => {
      const ended = () => reject(new Error(`${module} has ended`));
      child.once('exit', ended);
      child.once('message', ({ result, error }) => {
        child.off('exit', ended);
        if (error === undefined) resolve(result);
        else reject(new Error(`${module}: ${error}`));
      });
    });
  await answer();
  return (task, options = {}) => {
    const done = answer();
    child.send({ task, options });
    return done;
  };
}

/** Ends all processes, in the reverse order of their beginning, and removes all folders. */
export async function cleanUp() {
  for (const child of [...children].reverse()) await ended(child);
  for (const database of databases) await database.stop();
}

/** Asks a process to end, and makes it in the end. */
async function ended(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const over = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), 15_000);
  await over;
  clearTimeout(late);
}

const profiling = () =>
  process.env.BENCH_PROFILE === undefined
    ? []
    : ['--cpu-prof', `--cpu-prof-dir=${process.env.BENCH_PROFILE}`];

function keep(child) {
  children.add(child);
  child.once('exit', () => children.delete(child));
  return child;
}

process.once('exit', () => {
  for (const child of children) child.kill('SIGKILL');
  for (const path of folders) rmSync(path, { recursive: true, force: true, maxRetries: 5 });
});
for (const signal of ['SIGINT', 'SIGTERM'])
  process.once(signal, () => void cleanUp().then(() => process.exit(130)));
