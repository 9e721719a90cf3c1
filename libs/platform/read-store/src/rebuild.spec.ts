import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '#test/support/postgres';
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import { foldRows, recordedIn } from './fold-rows.ts';
import { projection, Projector, sql, type Projection } from './index.ts';
import { goBack, rebuild, WorseThanBefore, type RebuildOptions } from './rebuild.ts';
import { openEngine, type OpenEngine } from './specimen-engine.ts';
import { SpecimenLog } from './specimen-log.ts';
import { tablesOf } from './tables.ts';
import { houseRegister, HouseTable, houseTrail, logOf, type HouseEvent } from './specimen.ts';

const ALL: readonly Projection[] = [houseRegister, houseTrail];
const HOUSES = 7;
const street = 'Dorpsstraat';
/** Houses that are built and then painted, again and again. */
const HISTORY = Array.from({ length: 400 }, (_, at) => {
  const houseId = `h${at % HOUSES}`;
  const event =
    at < HOUSES
      ? { type: 'house.Built', data: { houseId, street, valueEur: at } }
      : { type: 'house.Painted', data: { houseId, street, colour: `colour ${at}` } };
  return { stream: `house-${houseId}`, event };
});
const LOG = logOf(HISTORY);
const JOURNAL = HISTORY.flatMap(({ stream, event }, at) =>
  recordedIn(stream, [event], { after: at, revision: Math.floor(at / HOUSES) }),
);
type House = { readonly houseId: string; readonly colour: string | null; readonly coats: number };
const expected = (seq: number): string[] =>
  foldRows(houseRegister, JOURNAL.slice(0, seq))
    .map(({ houseId, colour, coats }) => JSON.stringify([houseId, colour, coats]))
    .sort();

describe('a rebuild', () => {
  let database: TestDatabase;
  const open: OpenEngine[] = [];
  const start = async (projections = ALL): Promise<OpenEngine> => {
    const one = await openEngine(database.url, projections);
    open.push(one);
    return one;
  };
  const again = (options: Partial<RebuildOptions> = {}): Promise<boolean> =>
    rebuild({ url: database.url, projections: ALL, upcasters: {}, goOn: () => true, ...options });
  beforeEach(async () => {
    database = await testDatabase();
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((one) => one.close()));
    await database.drop();
  });

  const ask = async ({ readStore }: OpenEngine, asOf?: number) => {
    const { at, rows } = await readStore.read(asOf, (view) => ({
      houses: sql<House>`SELECT house_id, colour, coats FROM ${view.rows(houseRegister)} h`,
      trail: sql<{ n: number }>`SELECT count(*) AS n FROM ${view.rows(houseTrail)} t`,
    }));
    const houses = rows.houses.map(({ houseId, colour, coats }) => JSON.stringify([houseId, colour, coats]));
    return { at, trail: rows.trail[0]?.n, houses: houses.sort() };
  };
  const answering = ({ query }: OpenEngine) =>
    query('SELECT storage, seq::int FROM projection WHERE is_live ORDER BY storage');

  it('is noticed by nobody: each answer is that of its number, of now and of a moment, while events come', async () => {
    const one = await start();
    await one.engine.apply(LOG.slice(0, 100));
    let isOver = false;
    let asked = 0;
    const hammer = async (asOf?: () => number): Promise<void> => {
      for (; !isOver; asked += 1) {
        const { at, trail, houses } = await ask(one, asOf?.());
        expect({ trail, houses }).toEqual({ trail: at, houses: expected(at) });
      }
    };
    const writer = async (): Promise<void> => {
      for (let at = 100; !isOver; await turn()) {
        await one.engine.lookAgain();
        await one.engine.fill(() => true);
        const next = Math.min(LOG.length, at + 3);
        if (next > at) await one.engine.apply(LOG.slice(at, next));
        at = next;
      }
    };
    const all = [hammer(), hammer(), hammer(() => Math.floor(Math.random() * 120)), writer()];
    try {
      expect(await again()).toBe(true);
      await goBack(database.url, ALL);
      expect(await again()).toBe(true);
    } finally {
      isOver = true;
      await Promise.all(all);
    }
    expect(asked).toBeGreaterThan(30);
    expect(await answering(one)).toMatchObject([
      { storage: 'house_register_v1_g3' },
      { storage: 'house_trail_v1_g3' },
    ]);
  }, 60_000);

  it('goes on where it was broken off, and makes what was there, to the last column', async () => {
    const one = await start();
    await one.engine.apply(LOG);
    for (let stops = 0; stops < 3; stops += 1) {
      let turns = 0;
      expect(await again({ goOn: () => turns++ < 1 })).toBe(false);
    }
    const progress: number[] = [];
    expect(await again({ onProgress: ({ seq }) => void progress.push(seq) })).toBe(true);
    for (const { storage, table } of ALL) {
      const rowsIn = (name: string) => one.query(`SELECT t::text AS row FROM ${name} t ORDER BY 1`);
      const anew = tablesOf(`${storage}_g2`, table);
      for (const [at, name] of tablesOf(storage, table).entries()) {
        expect(await rowsIn(anew[at] ?? '')).toEqual(await rowsIn(name));
      }
      const [old, made] = await one.query(
        'SELECT seq, events_count, running_hash, is_live FROM projection WHERE storage LIKE $1 ORDER BY generation',
        [`${storage}%`],
      );
      expect(made).toEqual({ ...old, is_live: true });
    }
  });

  it('needs no projector, and leaves the generation of before to go back to, which is fed all the time', async () => {
    const one = await start();
    await one.engine.apply(LOG.slice(0, 50));
    await again({ projections: [houseRegister] });
    await one.engine.lookAgain();
    await one.engine.apply(LOG.slice(0, 90));
    for (const storage of ['house_register_v1', 'house_register_v1_g2', 'house_register_v1']) {
      await goBack(database.url, [houseRegister]);
      expect(await answering(one)).toMatchObject([{ storage, seq: 90 }, { seq: 90 }]);
      expect(await ask(one)).toEqual({ at: 90, trail: 90, houses: expected(90) });
    }
    await expect(goBack(database.url, [houseTrail])).rejects.toThrow('nothing to go back to');
  });

  it('does not take over where it sets more aside than before, unless it is told to', async () => {
    const one = await start();
    await one.engine.apply(LOG.slice(0, 50));
    const broken: Projection = {
      ...houseRegister,
      apply: () => {
        throw new Error('not yet');
      },
    };
    await expect(again({ projections: [broken] })).rejects.toThrow(WorseThanBefore);
    expect(await ask(one)).toMatchObject({ houses: expected(50) });
    expect(await again({ projections: [broken], anyway: true })).toBe(true);
    expect(await ask(one)).toMatchObject({ houses: [] });
  });

  it('leaves no more than one generation to go back to, for a week; other versions for a month', async () => {
    const one = await start();
    await again();
    await again({ projections: [houseRegister] });
    await one.engine.lookAgain();
    const storages = async () =>
      (await one.query('SELECT storage FROM projection ORDER BY storage')).map((row) => row['storage']);
    await one.engine.tidy();
    const kept = ['house_register_v1_g2', 'house_register_v1_g3', 'house_trail_v1', 'house_trail_v1_g2'];
    expect(await storages()).toEqual(kept);
    await one.query(`UPDATE projection SET answered_until = answered_until - interval '8 days'`);
    await one.query(
      `INSERT INTO projection (name, version, storage, running_hash, is_live, fed_at)
       SELECT 'gone', days, 'gone_v' || days, running_hash, true, clock_timestamp() - days * interval '1 day'
       FROM projection, (VALUES (29), (31)) AS v(days) WHERE storage = 'house_trail_v1_g2'`,
    );
    await one.engine.tidy();
    expect(await storages()).toEqual(['gone_v29', 'house_register_v1_g3', 'house_trail_v1_g2']);
    expect(await one.query(`SELECT to_regclass('house_trail_v1') AS there`)).toEqual([{ there: null }]);
    expect(await ask(one)).toMatchObject({ at: 0 });
  });

  it('of a deployment: each version answers, and is fed, as long as a projector of it runs', async () => {
    const next = projection<HouseEvent, typeof HouseTable>({
      ...{ name: 'house-register', version: 2, table: HouseTable },
      when: {},
    });
    const log = new SpecimenLog(LOG.slice(0, 40));
    const projectors: Projector[] = [];
    const run = (projections: readonly Projection[]): Projector => {
      const projector = new Projector({ url: database.url, log, projections, upcasters: {} });
      projectors.push(projector);
      projector.start();
      return projector;
    };
    const one = await start([]);
    await one.lease.release();
    const answers = async (of: Projection, at: number): Promise<void> => {
      for (const until = Date.now() + 20_000; ; await sleep(20)) {
        const told = await one.readStore
          .read(undefined, (view) => ({
            h: sql`SELECT 1 FROM ${view.rows(of)} h, ${view.rows(houseTrail)} t`,
          }))
          .catch(() => null);
        if (told?.at === at) return;
        if (Date.now() > until) throw new Error(`${of.storage} is still at ${told?.at ?? 'nothing'}`);
      }
    };
    try {
      const before = run(ALL);
      await answers(houseRegister, 40);
      run([next, houseTrail]); // Fills its own version while the old one leads, and then follows.
      await answers(next, 40);
      log.become(LOG.slice(0, 60));
      await Promise.all([answers(next, 60), answers(houseRegister, 60)]);
      await before.stop(); // The new one leads; the old version stays as long as somebody feeds it.
      run(ALL);
      log.become(LOG.slice(0, 80));
      await Promise.all([answers(next, 80), answers(houseRegister, 80)]);
    } finally {
      await Promise.all(projectors.map((projector) => projector.stop()));
    }
  }, 60_000);
});
