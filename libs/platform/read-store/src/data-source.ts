import { isNativeError } from 'node:util/types';
import { DataSource, QueryFailedError, type DataSourceOptions, type QueryRunner } from 'typeorm';
import { DatabaseError, type PoolClient } from 'pg';
import { Access1767571200000 } from './migrations/1767571200000-access.ts';
import { Cosignatures1768003200000 } from './migrations/1768003200000-cosignatures.ts';
import { Destroyed1767657600000 } from './migrations/1767657600000-destroyed.ts';
import { Journal1767225600000 } from './migrations/1767225600000-journal.ts';
import { Generations1767312000000 } from './migrations/1767312000000-generations.ts';
import { Ledger1767744000000 } from './migrations/1767744000000-ledger.ts';
import { ReplacedVersions1767484800000 } from './migrations/1767484800000-replaced-versions.ts';
import { ToDoLists1767398400000 } from './migrations/1767398400000-to-do-lists.ts';
import { Who1767916800000 } from './migrations/1767916800000-who.ts';
import { Withheld1767830400000 } from './migrations/1767830400000-withheld.ts';

/** PostgreSQL does not answer (now): the same question may be asked again later. */
export class ReadStoreUnavailable extends Error {
  constructor(cause: unknown) {
    super(`PostgreSQL is not available: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
    this.name = 'ReadStoreUnavailable';
  }
}

/** What an error says. Errors of the platform itself may be of another realm, where `instanceof` fails. */
export const messageOf = (error: unknown): string => (isNativeError(error) ? error.message : String(error));

const CONNECT_MS_MAX = 5_000;
const SILENCE_MS_MAX = 5_000;
const MIGRATION_LOCK = 4_711_001;

/**
 * What TypeORM needs for a pool of at most `connectionsMax`, whose statements may take `statementMsMax`; `options` are
 * settings of its sessions.
 */
export const dataSourceOptions = (
  url: string,
  connectionsMax: number,
  statementMsMax: number,
  { pipeline = true, options = '' }: { readonly pipeline?: boolean; readonly options?: string } = {},
): DataSourceOptions => ({
  type: 'postgres',
  url,
  installExtensions: false,
  migrations: [
    Journal1767225600000,
    Generations1767312000000,
    ToDoLists1767398400000,
    ReplacedVersions1767484800000,
    Access1767571200000,
    Destroyed1767657600000,
    Ledger1767744000000,
    Withheld1767830400000,
    Who1767916800000,
    Cosignatures1768003200000,
  ],
  migrationsTableName: 'migration',
  // A connection that is lost while idle is replaced by the pool; the next question tells whether that works.
  poolErrorHandler: () => undefined,
  extra: {
    max: connectionsMax,
    connectionTimeoutMillis: CONNECT_MS_MAX,
    keepAlive: true,
    // Statements that do not wait for one another are sent at once; `COPY` wants a connection for itself.
    pipeline,
    // A server that is paused, or a way to it that is cut, says nothing: what it does not answer in time has failed.
    query_timeout: statementMsMax === 0 ? 0 : statementMsMax + SILENCE_MS_MAX,
    application_name: 'register',
    // Compiling a question of many parts takes longer than answering it.
    options: `-c timezone=UTC -c jit=off -c statement_timeout=${statementMsMax} ${options}`,
  },
});

/** Brings the database to today's schema. Several processes may do so at once. Throws {@link ReadStoreUnavailable}. */
export async function migrate(url: string): Promise<void> {
  const dataSource = new DataSource(dataSourceOptions(url, 2, 0));
  try {
    await dataSource.initialize();
    const lock = dataSource.createQueryRunner();
    try {
      await lock.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
      await dataSource.runMigrations({ transaction: 'all' });
      await lock.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]);
    } finally {
      await lock.release();
    }
  } catch (error) {
    throw asUnavailable(error);
  } finally {
    if (dataSource.isInitialized) await dataSource.destroy();
  }
}

/** The driver's own connection of a runner, for the hot paths. */
export async function sessionOf(runner: QueryRunner): Promise<PoolClient> {
  return (await runner.connect()) as PoolClient;
}

/** {@link ReadStoreUnavailable} where the server or the way to it is the cause, else the error itself. */
export function asUnavailable(error: unknown): unknown {
  const cause: unknown = error instanceof QueryFailedError ? error.driverError : error;
  if (error instanceof ReadStoreUnavailable) return error;
  if (cause instanceof DatabaseError) {
    // Classes of SQLSTATE: connection exception, insufficient resources, operator intervention (a statement that took
    // too long, too), invalid credentials, unknown database.
    return /^(?:08|53|57|28|3D)/.test(cause.code ?? '') ? new ReadStoreUnavailable(cause) : error;
  }
  if (isNativeError(cause) && ('syscall' in cause || /connection|timeout/i.test(cause.message))) {
    return new ReadStoreUnavailable(cause);
  }
  return error;
}

/** Gives `work` a session of its own, for as long as it takes. */
export async function withSession<T>(url: string, work: (session: PoolClient) => Promise<T>): Promise<T> {
  const dataSource = await new DataSource(dataSourceOptions(url, 1, 0, { pipeline: false })).initialize();
  try {
    return await work(await sessionOf(dataSource.createQueryRunner()));
  } finally {
    await dataSource.destroy();
  }
}
