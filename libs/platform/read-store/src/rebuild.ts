import type { Upcasters } from '#kernel';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PoolClient } from 'pg';
import { DataSource } from 'typeorm';
import { dataSourceOptions, migrate, sessionOf } from './data-source.ts';
import { Engine } from './engine.ts';
import { fillInBulk, type FillingProgress } from './filling.ts';
import { listParked, retryParked } from './parking.ts';
import type { Projection } from './projection.ts';
import type { Storage } from './storage.ts';
import { formerGeneration, nextGeneration, parkedMore, takeOver } from './takeover.ts';

/** A rebuilt read model sets aside events that the one that answers has taken: it does not take over by itself. */
export class WorseThanBefore extends Error {
  constructor({ name }: Projection, more: number) {
    super(
      `${name} was rebuilt and sets aside ${more} event${more === 1 ? '' : 's'} more than the generation that answers, ` +
        'which goes on to answer. See register parked list; --anyway lets it take over.',
    );
    this.name = 'WorseThanBefore';
  }
}

export type RebuildOptions = {
  readonly url: string;
  readonly projections: readonly Projection[];
  readonly upcasters: Upcasters;
  /** Asked between events: false ends it early, and the next rebuild goes on from there. */
  readonly goOn: () => boolean;
  readonly onProgress?: (progress: FillingProgress) => void;
  /** Fills in bulk, and ends early when `goOn` says no; in this process, unless it is said how. */
  readonly fill?: () => Promise<void>;
  /** Whether it takes over where more is set aside than before. */
  readonly anyway?: boolean;
};

const AGAIN_MS = 50;
const LOCK_MS_MAX = 1_000;

/**
 * Fills a new generation of each projection beside the one that answers, brings it to the end of the journal, and lets
 * it take over, all in one transaction. Needs no projector, and is not in the way of one. What a killed one left is
 * taken up again. False: it was ended early. Throws {@link WorseThanBefore}.
 */
export async function rebuild(options: RebuildOptions): Promise<boolean> {
  const { url, projections, upcasters, goOn, anyway = false, fill = () => fillInBulk(options) } = options;
  await migrate(url);
  return withSession(url, async (dataSource) => {
    const runner = dataSource.createQueryRunner();
    const session = await sessionOf(runner);
    await session.query(`SET lock_timeout = ${LOCK_MS_MAX}`);
    const engine = await Engine.open(runner, null, projections, upcasters);
    const storages = [];
    for (const projection of projections) storages.push(await nextGeneration(runner, session, projection));
    await tellAgain(session, storages, upcasters);
    await fill();
    for (; goOn(); await sleep(AGAIN_MS)) {
      await engine.lookAgain();
      await engine.fill(goOn);
      for (const storage of storages) {
        const more = anyway ? 0 : await parkedMore(session, storage);
        if (more > 0) throw new WorseThanBefore(storage.projection, more);
      }
      // A leader that goes on meanwhile feeds them from the next moment on, and then they are at the end for good.
      if (await takeOver(session, storages)) return true;
    }
    return false;
  });
}

/** What a rebuild before this one set aside may be taken now: something was mended since, or it would not be asked again. */
async function tellAgain(
  session: PoolClient,
  storages: readonly Storage[],
  upcasters: Upcasters,
): Promise<void> {
  const parked = await listParked(session);
  for (const storage of storages) {
    const streams = parked.filter((one) => one.storage === storage.name && one.events > 0);
    for (const { stream } of streams) await retryParked(session, { storage, stream, upcasters });
  }
}

/** Lets the generation answer again that did before: at once, since it has been fed all the time. */
export async function goBack(url: string, projections: readonly Projection[]): Promise<void> {
  await withSession(url, async (dataSource) => {
    const session = await sessionOf(dataSource.createQueryRunner());
    const storages = [];
    for (const projection of projections) storages.push(await formerGeneration(session, projection));
    for (let tries = 0; tries < 100; tries += 1) {
      if (await takeOver(session, storages)) return;
      await sleep(AGAIN_MS);
    }
    throw new Error(
      'The generation of before is not at the end of the journal: let a projector run, and try again.',
    );
  });
}

async function withSession<T>(url: string, work: (dataSource: DataSource) => Promise<T>): Promise<T> {
  const dataSource = await new DataSource(dataSourceOptions(url, 1, 0)).initialize();
  try {
    return await work(dataSource);
  } finally {
    await dataSource.destroy();
  }
}
