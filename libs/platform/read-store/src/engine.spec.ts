import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '#test/support/postgres';
import { periodOf, type Event } from '#kernel';
import { periodValues, projection, sql } from './index.ts';
import { specimenId } from './fold-rows.ts';
import { numbered } from './journal.ts';
import { LeaseLost } from './lease.ts';
import { Client } from 'pg';
import { openEngine, type OpenEngine } from './specimen-engine.ts';
import { houseRegister, HouseTable, houseTrail, logOf, type HouseEvent } from './specimen.ts';

const at = { houseId: 'a', street: 'Dorpsstraat' };
const told = (...events: Event[]) => logOf(events.map((event) => ({ stream: 'house-a', event })));
const built = { type: 'house.Built', data: { ...at, valueEur: 100.25 } };
const painted = (colour: string) => ({ type: 'house.Painted', data: { ...at, colour } });
const demolished = { type: 'house.Demolished', data: at };
const corrected = (revision: number, changes: object) => ({
  type: 'house.Corrected',
  data: { corrects: specimenId('house-a', revision), changes, reason: 'It was otherwise.' },
});
const ALL = [houseRegister, houseTrail];

describe('the projection engine', () => {
  let database: TestDatabase;
  const open: OpenEngine[] = [];
  const start = async (projections = ALL): Promise<OpenEngine> => {
    const opened = await openEngine(database.url, projections);
    open.push(opened);
    return opened;
  };
  const houses = async ({ readStore }: OpenEngine, asOf?: number) =>
    (
      await readStore.read(asOf, (view) => ({
        houses: sql<object>`SELECT * FROM ${view.rows(houseRegister)} h`,
      }))
    ).rows.houses;

  beforeEach(async () => {
    database = await testDatabase();
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((one) => one.close()));
    await database.drop();
  });

  it('advances journal, rows, versions and place together', async () => {
    const one = await start();
    await one.engine.apply(told(built, painted('red')));
    await one.engine.apply(told(built, painted('red'), demolished).slice(2));
    expect(await one.query('SELECT seq::int, type, data FROM journal ORDER BY seq')).toMatchObject([
      { seq: 1, type: 'house.Built', data: JSON.stringify(built.data) },
      { seq: 2 },
      { seq: 3, type: 'house.Demolished' },
    ]);
    expect(await one.readStore.place()).toEqual({
      seq: 3,
      position: { commit: 48n, prepare: 48n },
      recordedAt: '2026-01-01T00:00:00.000002Z',
    });
    expect(await houses(one, 1)).toMatchObject([{ ...at, coats: 0, valueEur: 100.25, Seq: 1 }]);
    expect(await houses(one, 2)).toMatchObject([{ colours: ['red'], fromEarliest: '0001-01-01' }]);
    expect(await houses(one)).toEqual([]);
    expect(await houses(one, 0)).toEqual([]);
  });

  it('passes over what it has', async () => {
    const one = await start();
    const log = told(built, painted('red'), painted('blue'));
    await one.engine.apply([...log.slice(0, 2), ...log.slice(0, 2)]);
    await one.engine.apply(log);
    expect(await one.query('SELECT count(*)::int AS n, max(seq)::int AS last FROM journal')).toEqual([
      { n: 3, last: 3 },
    ]);
    expect(await houses(one)).toMatchObject([{ coats: 2 }]);
  });

  it('writes a row once, and none anew where nothing changed', async () => {
    const one = await start();
    const claims = [built, painted('red'), painted('blue')];
    const asserted = {
      type: 'house.RecordedFromSource',
      data: { claims, source: { collection: 'c', record: 'r' } },
    };
    await one.engine.apply(told(asserted, corrected(0, { claims }), { type: 'house.Visited', data: {} }));
    expect(await one.query('SELECT _seq::int AS seq, coats::int FROM house_register_v1')).toEqual([
      { seq: 1, coats: 2 },
    ]);
    expect(await one.query('SELECT FROM house_register_v1_versions')).toEqual([]);
  });

  it('folds the rows of a stream anew when an event changes how earlier ones read, at its own number', async () => {
    const one = await start();
    const log = told(
      built,
      painted('red'),
      corrected(0, { street: 'Kerkstraat' }),
      corrected(1, { street: 'Kerkstraat' }),
    );
    await one.engine.apply(log.slice(0, 2));
    await one.engine.apply(log.slice(2));
    expect(await houses(one, 2)).toMatchObject([{ street: 'Dorpsstraat', coats: 1 }]);
    expect(await houses(one, 3)).toMatchObject([{ street: 'Kerkstraat', coats: 0, Seq: 3 }]);
    expect(await houses(one)).toMatchObject([{ street: 'Kerkstraat', coats: 1, Seq: 4 }]);
  });

  it('journals what it does not know, and what is not JSON', async () => {
    const one = await start();
    const [strange, binary] = told({ type: 'castle.Stormed', data: {} }, { type: 'castle.Drawn', data: {} });
    if (strange === undefined || binary === undefined) throw new Error('no events');
    await one.engine.apply([strange, { ...binary, isJson: false, data: 'AAEC', metadata: '' }]);
    expect(await one.query('SELECT type, is_json, data FROM journal ORDER BY seq')).toEqual([
      { type: 'castle.Stormed', is_json: true, data: '{}' },
      { type: 'castle.Drawn', is_json: false, data: 'AAEC' },
    ]);
  });

  it('can prove what each projection was given', async () => {
    const one = await start();
    const log = told(built, { type: 'castle.Stormed', data: {} }, painted('red'));
    await one.engine.apply(log.slice(0, 1));
    await one.engine.apply(log.slice(1));
    const leaves = numbered({ seq: 0, position: null, recordedAt: null }, log).map(({ leaf }) => leaf);
    expect(await one.query('SELECT leaf_hash FROM journal ORDER BY seq')).toEqual(
      leaves.map((leaf_hash) => ({ leaf_hash })),
    );
    const [facts, trail] = await one.query('SELECT * FROM projection ORDER BY name');
    expect([facts, trail]).toMatchObject([
      { events_count: '2', seq: '3', is_live: true },
      { events_count: '3', seq: '3', is_live: true },
    ]);
    expect(facts?.['running_hash']).not.toEqual(trail?.['running_hash']);
  });

  it('leaves nothing of a batch whose connection dies in the middle, and takes it whole afterwards', async () => {
    const one = await start();
    const log = told(built, painted('red'), painted('blue'));
    await one.engine.apply(log.slice(0, 1));
    // Somebody holds the read model: the journal has been written, the rows wait, and that is where it is killed.
    const blocker = new Client({ connectionString: database.url });
    await blocker.connect();
    await blocker.query('BEGIN');
    await blocker.query('LOCK TABLE house_register_v1');
    const batch = one.engine.apply(log.slice(1)).catch((error: unknown) => error);
    for (let waits = false; !waits;) {
      const { rowCount } = await blocker.query(
        `SELECT 1 FROM pg_stat_activity WHERE pid = $1 AND wait_event_type = 'Lock'`,
        [one.backend],
      );
      waits = rowCount === 1;
    }
    await blocker.query('SELECT pg_terminate_backend($1)', [one.backend]);
    await blocker.end();
    expect(await batch).toBeInstanceOf(Error);

    const again = await start();
    expect(await again.readStore.place()).toMatchObject({ seq: 1 });
    expect(await again.query('SELECT count(*)::int AS n FROM journal')).toEqual([{ n: 1 }]);
    expect(await houses(again)).toMatchObject([{ coats: 0 }]);
    await again.engine.apply(log);
    expect(await houses(again)).toMatchObject([{ coats: 2 }]);
    expect(await again.query('SELECT events_count::int AS n FROM projection ORDER BY name')).toEqual([
      { n: 3 },
      { n: 3 },
    ]);
  });

  it('fills a projection that is new, and shows only what it feeds', async () => {
    const old = await start();
    await old.engine.apply(told(built, painted('red')));
    const next = {
      ...projection<HouseEvent, typeof HouseTable>({
        name: 'house-register',
        version: 2,
        table: HouseTable,
        when: {
          'house.Built': { key: () => at, apply: () => ({ ...NEW_ROW, coats: 40 }) },
        },
      }),
    };
    const one = await start([next]);
    const { rows } = await one.readStore.read(undefined, (view) => ({
      h: sql<object>`SELECT coats FROM ${view.rows(next)} h`,
    }));
    expect(rows.h).toEqual([{ coats: 40 }]);
    const longer = told(built, painted('red'), painted('blue'));
    await expect(old.engine.apply(longer)).rejects.toThrow(LeaseLost);
    // Nobody feeds the version of before any more: it answers up to where it came, and no further.
    expect(await houses(one)).toMatchObject([{ coats: 1 }]);
    await one.engine.apply(longer);
    expect(await houses(one, 2)).toMatchObject([{ coats: 1 }]);
    await expect(houses(one)).rejects.toThrow('house_register_v1 stands still at number 2');

    const back = await start();
    expect(await houses(back)).toMatchObject([{ coats: 2 }]);
  });
});

const NEW_ROW = {
  ...{
    colour: null,
    colours: [],
    coats: 0,
    layers: [],
    valueEur: 1,
    since: '2026-01-01T00:00:00.000000Z',
    source: null,
  },
  ...periodValues(periodOf('unknown', 'open')),
};
