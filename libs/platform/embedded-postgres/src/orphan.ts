import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { EmbeddedPostgresError } from './binaries.ts';

const FAST_STOP_MS_MAX = 10_000;
const IMMEDIATE_STOP_MS_MAX = 5_000;

/**
 * Ends what a killed owner left behind in `cluster`: a server that still runs is stopped, and a lock file whose
 * process id now belongs to somebody else is removed (PostgreSQL itself would refuse to start over it).
 * The caller holds the lock of the folder.
 */
export async function endOrphan(cluster: string): Promise<void> {
  const lockFile = path.join(cluster, 'postmaster.pid');
  const pid = await pidIn(lockFile);
  if (pid === null) return;
  const isGone = async (): Promise<boolean> =>
    !existsSync(lockFile) || !(await commandOf(pid)).includes(cluster);
  if (await isGone()) return rm(lockFile, { force: true });
  await endProcess(pid, isGone);
}

/** Fast shutdown, then an immediate one, then a kill; each bounded. Throws when the process outlives all three. */
export async function endProcess(pid: number, isGone: () => Promise<boolean>): Promise<void> {
  const steps = [
    ['SIGINT', FAST_STOP_MS_MAX],
    ['SIGQUIT', IMMEDIATE_STOP_MS_MAX],
    ['SIGKILL', IMMEDIATE_STOP_MS_MAX],
  ] as const;
  for (const [signal, msMax] of steps) {
    if (!send(pid, signal)) return;
    const deadline = Date.now() + msMax;
    while (Date.now() < deadline) {
      if (await isGone()) return;
      await sleep(10);
    }
  }
  throw new EmbeddedPostgresError(`The PostgreSQL server with process id ${pid} does not stop: end it.`);
}

function send(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}

async function pidIn(lockFile: string): Promise<number | null> {
  const text = await readFile(lockFile, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const pid = Number.parseInt(text, 10);
  return Number.isSafeInteger(pid) && pid > 0 ? pid : null;
}

/** The command line of a process, '' when there is none (a zombie has none either). */
async function commandOf(pid: number): Promise<string> {
  if (process.platform === 'linux') return readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  if (process.platform === 'win32') return '';
  const ps = await promisify(execFile)('ps', ['-ww', '-o', 'command=', '-p', String(pid)]).catch(() => null);
  return ps?.stdout ?? '';
}
