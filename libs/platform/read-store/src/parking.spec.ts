import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '#test/support/postgres';
import type { Json, Upcasters } from '#kernel';
import { listParked, retryParked, showParked, sql, verifyCompleteness, withParking } from './index.ts';
import { specimenId } from './fold-rows.ts';
import type { RetryOptions } from './parking.ts';
import type { Projection } from './projection.ts';
import { openEngine, type OpenEngine } from './specimen-engine.ts';
import { SpecimenLog } from './specimen-log.ts';
import { houseRegister, houseTrail, logOf } from './specimen.ts';
import { Storage } from './storage.ts';

const street = 'Dorpsstraat';
const of = (houseId: string, type: string, data: object = {}) => ({
  stream: `house-${houseId}`,
  event: { type, data: { houseId, street, ...data } },
});
const built = (houseId: string) => of(houseId, 'house.Built', { valueEur: 1 });
const painted = (houseId: string, colour: string) => of(houseId, 'house.Painted', { colour });
const corrected = (houseId: string, revision: number, changes: object) =>
  of(houseId, 'house.Corrected', {
    corrects: specimenId(`house-${houseId}`, revision),
    changes,
    reason: 'r',
  });

const SAID = [
  ...[
    built('a'),
    built('b'),
    of('b', 'house.Whitewashed', { shade: 'white' }),
    painted('a', 'red'),
    painted('b', 'blue'),
  ],
  ...[corrected('b', 2, { colour: 'green' }), painted('b', 'black'), built('c')],
];
const LOG = logOf(SAID);
const lifting = (as: (value: Json) => Json): Upcasters => ({
  'house.Whitewashed': { to: 'house.Painted', moved: { shade: { to: 'colour', as } } },
});
const BROKEN = lifting(() => {
  throw new Error('in what colour?');
});
const MENDED = lifting((shade) => shade);
const [ALL, storage]: [readonly Projection[], Storage] = [[houseRegister], new Storage(houseRegister)];
const stream = 'house-b';

describe('what is set aside', () => {
  let database: TestDatabase;
  let one: OpenEngine;
  beforeEach(async () => {
    database = await testDatabase();
    one = await openEngine(database.url, ALL, BROKEN);
    await one.engine.apply(LOG.slice(0, 7));
  });
  afterEach(async () => {
    await one.close();
    await database.drop();
  });
  const retry = (options: Partial<RetryOptions> = {}) =>
    withParking(database.url, (session) =>
      retryParked(session, { storage, stream, upcasters: MENDED, ...options }),
    );
  const houses = async (asOf?: number) => {
    const { rows, parked } = await one.readStore.read(asOf, (view) => ({
      h: sql<{ houseId: string; colours: string[] }>`SELECT house_id, colours
        FROM ${view.rows(houseRegister)} h ORDER BY house_id`,
    }));
    return { parked, houses: rows.h.map(({ houseId, colours }) => [houseId, ...colours].join(' ')) };
  };
  const verified = async (upcasters: Upcasters, projections = ALL) => {
    const { seq } = await one.readStore.place();
    const log = new SpecimenLog(LOG.slice(0, seq));
    return verifyCompleteness({ url: database.url, log, projections, upcasters });
  };

  it('is listed and shown, in its order, and answers say how much it is', async () => {
    const listed = await withParking(database.url, listParked);
    expect(listed).toMatchObject([
      { storage: storage.name, stream, events: 4, seq: 3, reason: 'in what colour?', givenUp: 0 },
    ]);
    const shown = await withParking(database.url, (session) => showParked(session, storage.name, stream));
    expect(shown).toMatchObject([
      { seq: 3, type: 'house.Whitewashed', state: 'waits', reason: 'in what colour?' },
      { seq: 5, type: 'house.Painted', reason: null },
      { seq: 6, type: 'house.Corrected' },
      { seq: 7, type: 'house.Painted' },
    ]);
    expect(await houses()).toEqual({ parked: 4, houses: ['a red', 'b'] });
  });

  it('is taken in its order by a programme that can, beside the projector, and everything is as if it always had been', async () => {
    expect(await retry()).toEqual({ taken: 4, waiting: 0, reason: null });
    expect(await houses()).toEqual({ parked: 0, houses: ['a red', 'b white green black'] });
    expect(await houses(3)).toMatchObject({ houses: ['a', 'b white'] });
    expect(await houses(5)).toMatchObject({ houses: ['a red', 'b white blue'] });
    // The projector, with what it had in memory, goes on: nothing more is set aside.
    await one.engine.apply([...LOG, ...logOf([...SAID, painted('b', 'pink')], 8)]);
    expect(await houses()).toMatchObject({ parked: 0, houses: ['a red', 'b white green black pink', 'c'] });
    expect(await one.query('SELECT act, stream, outcome FROM parking_act')).toEqual([
      { act: 'retry', stream, outcome: '{"taken":4,"waiting":0,"reason":null}' },
    ]);
  });

  it('stays where it still cannot be taken, up to which it is', async () => {
    expect(await retry({ upcasters: BROKEN })).toEqual({
      taken: 0,
      waiting: 4,
      reason: 'in what colour?',
    });
    const picky = new Storage({
      ...houseRegister,
      apply: (row, fact, key) => {
        if (fact.seq === 7) throw new Error('not black');
        return houseRegister.apply(row, fact, key);
      },
    } satisfies Projection);
    expect(await retry({ storage: picky })).toEqual({ taken: 3, waiting: 1, reason: 'not black' });
    expect(await houses()).toEqual({ parked: 1, houses: ['a red', 'b white green'] });
    await one.engine.apply(LOG);
    expect(await houses()).toMatchObject({ parked: 1, houses: ['a red', 'b white green', 'c'] });
  });

  it('stays where PostgreSQL still refuses it', async () => {
    const lawless = new Storage({
      ...houseRegister,
      apply: (row, fact, key) =>
        fact.seq === 5 ? { ...row, valueEur: null } : houseRegister.apply(row, fact, key),
    } satisfies Projection);
    expect(await retry({ storage: lawless })).toMatchObject({ taken: 1, waiting: 3 });
    expect(await houses()).toEqual({ parked: 3, houses: ['a red', 'b white'] });
  });

  it('is released without the first of it, which is written down and stays missing', async () => {
    const released = await retry({ upcasters: BROKEN, giveUp: 'the painter is gone' });
    // The correction is of the event that was given up: it can still not be read.
    expect(released).toMatchObject({ taken: 1, waiting: 2 });
    expect(await houses()).toEqual({ parked: 3, houses: ['a red', 'b blue'] });
    const shown = await withParking(database.url, (session) => showParked(session, storage.name, stream));
    expect(shown[0]).toMatchObject({
      state: 'given-up',
      reason: 'in what colour? (given up: the painter is gone)',
    });
    await expect(retry({ stream: 'house-a', giveUp: 'why not' })).rejects.toThrow(
      'Nothing of house-a is set aside',
    );
  });

  it('was given, and is proved so: while it waits, once it is taken, and where it turns out to be of no concern', async () => {
    expect(await verified(BROKEN)).toMatchObject({ finding: null, projections: [{ parked: 4 }] });
    await retry();
    expect(await verified(MENDED)).toMatchObject({ finding: null, projections: [{ parked: 0 }] });

    const trail = [houseRegister, houseTrail];
    const other = await testDatabase();
    const both = await openEngine(other.url, trail, BROKEN);
    try {
      await both.engine.apply(LOG.slice(0, 3));
      const upcasters: Upcasters = { 'house.Whitewashed': { to: 'house.Cleaned', moved: {} } };
      const unconcerned = await withParking(other.url, (session) =>
        retryParked(session, { storage, stream, upcasters }),
      );
      expect(unconcerned).toEqual({ taken: 1, waiting: 0, reason: null });
      const log = new SpecimenLog(LOG.slice(0, 3));
      const proof = await verifyCompleteness({ url: other.url, log, projections: trail, upcasters });
      expect(proof).toMatchObject({ finding: null, projections: [{ given: 3, parked: 0 }, { parked: 1 }] });
    } finally {
      await both.close();
      await other.drop();
    }
  });
});
