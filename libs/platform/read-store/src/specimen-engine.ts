import type { Upcasters } from '#kernel';
import type { PoolClient } from 'pg';
import { DataSource } from 'typeorm';
import { dataSourceOptions, migrate, sessionOf } from './data-source.ts';
import { Engine } from './engine.ts';
import { Lease } from './lease.ts';
import type { Projection } from './projection.ts';
import { ReadStore } from './read-store.ts';

type Row = { readonly [column: string]: unknown };

/** An engine on a database, with a reader beside it. */
export type OpenEngine = {
  readonly engine: Engine;
  readonly lease: Lease;
  readonly readStore: ReadStore;
  readonly query: (text: string, values?: readonly unknown[]) => Promise<Row[]>;
  readonly session: PoolClient;
  /** The process id of its session in PostgreSQL. */
  readonly backend: number;
  readonly close: () => Promise<void>;
};

/** Takes the lease at once and fills what is new, unless it is left to the spec. */
export async function openEngine(
  url: string,
  projections: readonly Projection[],
  upcasters: Upcasters = {},
  { fills = true }: { readonly fills?: boolean } = {},
): Promise<OpenEngine> {
  await migrate(url);
  const [writing, reading] = await Promise.all(
    [1, 4].map((connectionsMax) =>
      new DataSource(dataSourceOptions(url, connectionsMax, 5_000)).initialize(),
    ),
  );
  if (writing === undefined || reading === undefined) throw new Error('no connections');
  const readStore = new ReadStore(reading, url);
  const close = async (): Promise<void> => {
    await readStore.close();
    await Promise.all([writing.destroy(), reading.destroy()]);
  };
  try {
    const runner = writing.createQueryRunner();
    const session = await sessionOf(runner);
    const lease = await Lease.acquire(session, 'spec', true);
    if (!(lease instanceof Lease)) throw new Error(lease);
    const engine = await Engine.open(runner, lease, projections, upcasters);
    if (fills) await engine.fill(() => true);
    const { rows } = await session.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    const query = (text: string, values: readonly unknown[] = []) => reading.query<Row[]>(text, [...values]);
    return { engine, lease, readStore, query, session, backend: rows[0]?.pid ?? 0, close };
  } catch (error) {
    await close();
    throw error;
  }
}
