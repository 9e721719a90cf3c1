import { constants } from 'node:fs';
import { access, chmod, mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import locks from 'fs-native-extensions';

/** The folder belongs to a process that is running. */
export class DataFolderInUse extends Error {
  constructor(readonly path: string) {
    super(
      `The data folder ${path} is in use by another process. Stop that one first, or set DATA_DIR to another folder.`,
    );
    this.name = 'DataFolderInUse';
  }
}

/** The folder cannot be made or written. */
export class DataFolderUnusable extends Error {
  constructor(
    readonly path: string,
    cause: unknown,
  ) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(
      `The data folder ${path} cannot be used: ${reason}. Make it writable, or set DATA_DIR to another folder.`,
      {
        cause,
      },
    );
    this.name = 'DataFolderUnusable';
  }
}

/** Where the owner of a folder can be reached, for those who come second. */
export type Endpoints = {
  readonly eventStoreUrl: string;
  readonly databaseUrl: string;
  readonly apiUrl: string;
};

/** A data folder that this process owns until {@link DataFolder.release} or its end, whichever way it ends. */
export type DataFolder = {
  readonly path: string;
  /** Tells others where the owner can be reached. */
  announce(endpoints: Endpoints): Promise<void>;
  release(): Promise<void>;
};

const ENDPOINTS = 'endpoints.json';

/**
 * Makes the folder where it is missing and takes it for this process. The lock is the operating system's: it ends
 * with the process, also when that is killed, so there is nothing stale to clean up.
 * @throws DataFolderInUse, DataFolderUnusable
 */
export async function takeDataFolder(path: string): Promise<DataFolder> {
  let lock;
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
    await access(path, constants.R_OK | constants.W_OK | constants.X_OK);
    lock = await open(join(path, 'lock'), 'a+', 0o600);
  } catch (error) {
    throw new DataFolderUnusable(path, error);
  }
  if (!locks.tryLock(lock.fd)) {
    await lock.close();
    throw new DataFolderInUse(path);
  }
  const endpoints = join(path, ENDPOINTS);
  await rm(endpoints, { force: true });
  return {
    path,
    announce: async (where) => {
      await writeFile(`${endpoints}.new`, JSON.stringify(where), { mode: 0o600 });
      await chmod(`${endpoints}.new`, 0o600);
      await rename(`${endpoints}.new`, endpoints);
    },
    release: async () => {
      await rm(endpoints, { force: true });
      await lock.close();
    },
  };
}

/** Where the owner of the folder can be reached; null when it has not announced itself (yet). */
export async function endpointsOf(path: string): Promise<Endpoints | null> {
  try {
    const { eventStoreUrl, databaseUrl, apiUrl } = JSON.parse(
      await readFile(join(path, ENDPOINTS), 'utf8'),
    ) as Endpoints;
    return { eventStoreUrl, databaseUrl, apiUrl };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
