import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll } from '@jest/globals';

/** How a process ended: by itself with a code, or by a signal. */
export type Ending = { readonly code: number | null; readonly signal: NodeJS.Signals | null };

/** A process of ours that a spec started. It is ended after the last spec of the file, if it has not ended by then. */
export type Child = {
  readonly pid: number;
  /** All that it has said on both its outputs. */
  readonly output: () => string;
  readonly ended: Promise<Ending>;
  /** Waits until it has said something; throws, with its output, when it ends before, or takes longer than `ms`. */
  readonly says: (pattern: RegExp, ms?: number) => Promise<RegExpExecArray>;
  readonly signal: (signal: NodeJS.Signals) => void;
  /** Sends the signal, and waits for the end. */
  readonly end: (signal?: NodeJS.Signals) => Promise<Ending>;
};

const SAYS_MS_MAX = 60_000;
const END_MS_MAX = 15_000;

const children = new Set<Child>();
const folders = new Set<string>();

/** A folder of its own, removed after the last spec of the file; a PostgreSQL that was left running in it is ended. */
export async function folder(name = 'register-'): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), name));
  folders.add(path);
  return path;
}

/** Histories under test lie years back: nothing in them passes its term of retention but where a spec says so. */
const KEPT = { RETENTION_MONTHS: '1200' };

/** Starts a program of `dist`, with no settings but these and what keeps old histories. Throws when it has not been built. */
export function startProgram(
  program: string,
  args: readonly string[],
  settings: Readonly<Record<string, string>>,
): Child {
  const path = fileURLToPath(new URL(`../../dist/${program}`, import.meta.url));
  if (!existsSync(path))
    throw new Error(`dist/${program} is not there: npm test builds it, npm run build too`);
  return start(program, path, args, settings);
}

/** Starts a script of the repository, which runs as it is. */
export const startScript = (script: string, args: readonly string[]): Child =>
  start(script, fileURLToPath(new URL(`../../${script}`, import.meta.url)), args, {});

function start(
  program: string,
  path: string,
  args: readonly string[],
  settings: Readonly<Record<string, string>>,
): Child {
  const child = spawn(process.execPath, [path, ...args], {
    env: { ...inherited(), ...KEPT, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let isOver = false;
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  const ended = new Promise<Ending>((resolve, reject) => {
    child.once('error', reject).once('close', (code, signal) => {
      isOver = true;
      children.delete(started);
      resolve({ code, signal });
    });
  });
  const signal = (name: NodeJS.Signals): void => void child.kill(name);
  const started: Child = {
    pid: child.pid ?? 0,
    output: () => output,
    ended,
    signal,
    says: async (pattern, ms = SAYS_MS_MAX) => {
      for (const until = Date.now() + ms; ; await sleep(20)) {
        const said = pattern.exec(output);
        if (said !== null) return said;
        if (isOver) throw new Error(`${program} ended before it said ${pattern.source}:\n${output}`);
        if (Date.now() > until) throw new Error(`${program} did not say ${pattern.source}:\n${output}`);
      }
    },
    end: (name = 'SIGTERM') => {
      signal(name);
      return ended;
    },
  };
  children.add(started);
  return started;
}

/** Nothing of the caller's settings may reach what is tested, nor the options that Jest gives to Node. */
const inherited = (): Record<string, string | undefined> =>
  Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) =>
        !/^(PG|JEST|NODE_OPTIONS|PORT$|WATCH_PORT$|DATA_DIR|EVENTSTORE_URL|RETENTION_MONTHS|(TEST_)?DATABASE_URL)/.test(
          name,
        ),
    ),
  );

/** The process id of the PostgreSQL that runs, or was killed, in the data folder of a register; null: there is none. */
export async function postgresIn(dataDir: string): Promise<number | null> {
  const path = join(dataDir, 'postgresql', 'server', 'cluster', 'postmaster.pid');
  const pid = Number.parseInt(await readFile(path, 'utf8').catch(() => ''), 10);
  return Number.isSafeInteger(pid) && isAlive(pid) ? pid : null;
}

/** Whether a process runs. One that has ended and waits to be noticed by its parent does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const state = existsSync('/proc/self/stat') ? statOf(pid) : '';
  return state !== null && !/\) [XZ] /.test(state);
}

function statOf(pid: number): string | null {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return null;
  }
}

afterAll(async () => {
  for (const child of children) child.signal('SIGTERM');
  const late = setTimeout(() => {
    for (const child of children) child.signal('SIGKILL');
  }, END_MS_MAX);
  await Promise.all([...children].map(({ ended }) => ended.catch(() => undefined)));
  clearTimeout(late);
  for (const path of folders) {
    const orphan = await postgresIn(path);
    if (orphan !== null) {
      process.kill(orphan, 'SIGQUIT');
      while (isAlive(orphan)) await sleep(20);
    }
    await rm(path, { recursive: true, force: true, maxRetries: 5 });
  }
}, 3 * END_MS_MAX);
