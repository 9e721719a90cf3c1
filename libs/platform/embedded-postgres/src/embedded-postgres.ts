import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { EmbeddedPostgresError, launcher, type Launch } from './binaries.ts';
import { endOrphan, endProcess } from './orphan.ts';

/** A PostgreSQL server that this process owns. */
export type EmbeddedPostgres = {
  /** `postgres://…`, with the password: to be kept out of logs. */
  readonly url: string;
  readonly port: number;
  /** Settles when the server has ended, asked or not. */
  readonly ended: Promise<void>;
  /** Fast shutdown, bounded; open transactions are rolled back. May be called more than once. */
  readonly stop: () => Promise<void>;
  /** Immediate shutdown, which writes nothing more: for files that nobody needs any longer. */
  readonly abandon: () => Promise<void>;
};

const USER = 'register';
const READY_MS_MAX = 60_000;
const LOG_BYTES_MAX = 1_000_000;
const FREE_PORT_ATTEMPTS_MAX = 3;
const CONNECTIONS_MAX = 40;

const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  shared_buffers: '32MB',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_min_messages: 'warning',
  // What was destroyed must not live on in a file that only got another name.
  wal_recycle: 'off',
};

/**
 * Starts PostgreSQL on 127.0.0.1 with its files in `dataDir` (made where missing, 0700), where the password is kept
 * (0600). `port` 0 takes a free one; 40 connections are allowed where `connectionsMax` says nothing else. The caller
 * holds the lock of the folder: a server that a killed owner left behind is stopped first. Throws
 * {@link EmbeddedPostgresError} with the tail of the server's log.
 */
export async function startEmbeddedPostgres(options: {
  readonly dataDir: string;
  readonly port?: number;
  readonly connectionsMax?: number;
}): Promise<EmbeddedPostgres> {
  const folder = path.resolve(options.dataDir, 'server');
  const cluster = path.join(folder, 'cluster');
  const launch = await launcher();
  await mkdir(options.dataDir, { recursive: true, mode: 0o700 });
  if (existsSync(cluster)) await endOrphan(cluster);
  else await createCluster(launch, folder);
  const password = await readFile(path.join(folder, 'password'), 'utf8');
  const wished = options.port ?? 0;
  const settings = { ...SETTINGS, max_connections: String(options.connectionsMax ?? CONNECTIONS_MAX) };
  for (let attempt = 1; ; attempt += 1) {
    const port = wished === 0 ? await freePort() : wished;
    const url = `postgres://${USER}:${password}@127.0.0.1:${port}/postgres`;
    try {
      return { url, port, ...(await startServer(launch, folder, port, settings)) };
    } catch (error) {
      const taken = error instanceof Error && error.message.includes('could not bind');
      if (wished !== 0 || !taken || attempt === FREE_PORT_ATTEMPTS_MAX) throw error;
    }
  }
}

/** Made beside its place and renamed into it, so that a kill in between leaves nothing half. */
async function createCluster(launch: Launch, folder: string): Promise<void> {
  const fresh = `${folder}.new`;
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh, { mode: 0o700 });
  const passwordFile = path.join(fresh, 'password');
  await writeFile(passwordFile, randomBytes(24).toString('base64url'), { mode: 0o600, flush: true });
  const [command, args] = launch('initdb', [
    ...['-D', path.join(fresh, 'cluster'), '-U', USER, `--pwfile=${passwordFile}`],
    ...['--auth=scram-sha-256', '--encoding=UTF8', '--locale=C'],
    ...['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--no-instructions'],
  ]);
  await promisify(execFile)(command, args, { env: environment() }).catch((error: { stderr?: string }) => {
    throw new EmbeddedPostgresError(`PostgreSQL could not make its files in ${fresh}: ${error.stderr ?? ''}`);
  });
  await rename(fresh, folder);
}

async function startServer(
  launch: Launch,
  folder: string,
  port: number,
  settings: Readonly<Record<string, string>>,
): Promise<Omit<EmbeddedPostgres, 'url' | 'port'>> {
  const logFile = path.join(folder, 'server.log');
  const logged = await stat(logFile).then(
    ({ size }) => size,
    () => 0,
  );
  const log = await open(logFile, logged > LOG_BYTES_MAX ? 'w' : 'a', 0o600);
  const logStart = logged > LOG_BYTES_MAX ? 0 : logged;
  const [command, args] = launch('postgres', [
    '-D',
    path.join(folder, 'cluster'),
    '-p',
    String(port),
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ]);
  // A process group of its own: Ctrl-C is for the owner, who stops the server after its clients.
  const child = spawn(command, args, {
    detached: true,
    env: environment(),
    stdio: ['ignore', log.fd, log.fd],
  });
  let over = false;
  // Where the owner ends without asking, an immediate shutdown; the next start recovers.
  const endWithOwner = (): void => void child.kill('SIGQUIT');
  process.once('exit', endWithOwner);
  const ended = new Promise<void>((resolve) => {
    const end = (): void => {
      over = true;
      process.off('exit', endWithOwner);
      resolve();
    };
    child.once('exit', end).once('error', end);
  });
  await log.close();
  const stop = async (): Promise<void> => {
    if (!over && child.pid !== undefined) await endProcess(child.pid, () => Promise.resolve(over));
    await ended;
  };
  const abandon = (): Promise<void> => {
    child.kill('SIGQUIT');
    return ended;
  };
  const failed = async (says: string): Promise<never> => {
    await stop();
    const tail = (await readFile(logFile, 'utf8')).slice(logStart).slice(-2_000).trim();
    throw new EmbeddedPostgresError(`PostgreSQL ${says}. Its log (${logFile}) ends with:\n${tail}`);
  };
  const deadline = Date.now() + READY_MS_MAX;
  while (!over) {
    if (await isReady(path.join(folder, 'cluster'), child.pid)) return { ended, stop, abandon };
    if (Date.now() > deadline) return failed(`is not ready after ${READY_MS_MAX / 1000} s`);
    await sleep(10);
  }
  return failed(`could not start on port ${port}`);
}

/** What `pg_ctl --wait` looks at: the eighth line of the lock file says when connections are taken. */
async function isReady(cluster: string, pid: number | undefined): Promise<boolean> {
  const text = await readFile(path.join(cluster, 'postmaster.pid'), 'utf8').catch(() => '');
  const lines = text.split('\n');
  return lines[0] === String(pid) && lines[7]?.trim() === 'ready';
}

/** Settings come from here alone: no PG… variable of the caller may reach the server. */
const environment = (): NodeJS.ProcessEnv =>
  Object.fromEntries([
    ...Object.entries(process.env).filter(([name]) => !name.startsWith('PG')),
    ['LC_ALL', 'C'],
  ]);

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string')
    throw new EmbeddedPostgresError('There is no free port.');
  return address.port;
}
