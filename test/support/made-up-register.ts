import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate, type Generated } from '#contexts/generator';
import type { Upcasters } from '#kernel';
import { startEmbeddedEventStore } from '#platform/embedded-event-store';
import { openHistoryLog } from '#platform/embedded-stores';
import { EventStore } from '#platform/event-store';
import { Projector } from '#platform/read-store';
import { projections } from '#projections/all';
import { readingWith } from '../../apps/api/src/reading.ts';
import { eventually } from './event-stores.ts';
import { testDatabase } from './postgres.ts';
import { rowsOf } from './register.ts';

export const FILLED_MS_MAX = 120_000;

export type MadeUpRegister = {
  /** The database: its journal has all that was made up, and so has every read model. */
  readonly url: string;
  readonly eventStoreUrl: string;
  readonly keysDir: string;
  readonly made: Generated;
  readonly upcasters: Upcasters;
  readonly stop: () => Promise<void>;
};

/** A history of five years that is made up, in stores of its own, with every read model. */
export async function madeUpRegister(events: number): Promise<MadeUpRegister> {
  const stops: (() => Promise<unknown>)[] = [];
  const stop = async (): Promise<void> => {
    for (const one of stops.splice(0).toReversed()) await one();
  };
  try {
    const folder = await mkdtemp(join(tmpdir(), 'made-up-'));
    stops.push(() => rm(folder, { recursive: true, force: true }));
    const clock = { now: new Date(0) };
    const history = await openHistoryLog(folder, () => clock.now);
    const places = {
      placesFolder: 'examples/public-history',
      wordsFile: 'examples/made-up-history/words.json',
    };
    const keysDir = join(folder, 'keys');
    const upcasters = readingWith(keysDir);
    const made = await generate({ events, seed: 1, years: 5, ...places }, { log: history, clock, upcasters });
    await history.close();

    const server = await startEmbeddedEventStore({ dataDir: join(folder, 'event-store') });
    stops.push(() => server.stop());
    const log = EventStore.connect(server.connectionString);
    stops.push(() => log.close());
    const database = await testDatabase();
    stops.push(() => database.drop());
    const { url } = database;
    const projector = new Projector({ url, log, projections, upcasters, isSoleOwner: true });
    projector.start();
    stops.push(() => projector.stop());
    const filled = `SELECT count(*)::int AS n FROM projection JOIN projector p ON true WHERE is_live AND p.seq = $1`;
    await eventually(
      async () =>
        (await rowsOf<{ n: number }>(url, filled, [made.events]).catch(() => []))[0]?.n ===
        projections.length,
      FILLED_MS_MAX,
    );
    await rowsOf(url, 'ANALYZE');
    return { url, eventStoreUrl: server.connectionString, keysDir, made, upcasters, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
