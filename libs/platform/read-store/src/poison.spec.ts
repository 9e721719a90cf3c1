import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '#test/support/postgres';
import { DataSource } from 'typeorm';
import type { Event } from '#kernel';
import { dataSourceOptions, sessionOf } from './data-source.ts';
import { fillInBulk } from './filling.ts';
import { sql } from './index.ts';
import { Lease } from './lease.ts';
import type { Projection } from './projection.ts';
import { openEngine, type OpenEngine } from './specimen-engine.ts';
import { houseRegister, houseTrail, logOf } from './specimen.ts';

const ALL: readonly Projection[] = [houseRegister, houseTrail];
const built = (houseId: string, street: unknown = 'Dorpsstraat', valueEur: unknown = 1) => ({
  stream: `house-${houseId}`,
  event: { type: 'house.Built', data: { houseId, street, valueEur } },
});
const painted = (houseId: string, colour: unknown = 'red') => ({
  stream: `house-${houseId}`,
  event: { type: 'house.Painted', data: { houseId, street: 'Dorpsstraat', colour } },
});
const sourced = (houseId: string, record: string) => ({
  stream: `house-${houseId}`,
  event: {
    type: 'house.RecordedFromSource',
    data: { claims: [built(houseId).event], source: { collection: 'c', record } },
  },
});
const asserted = (houseId: string, colour: string) => {
  const claims = [built(houseId).event, painted(houseId, colour).event];
  const type = 'house.RecordedFromSource';
  return {
    stream: `house-${houseId}`,
    event: { type, data: { claims, source: { collection: 'c', record: 'r' } } },
  };
};
const foreign = (type: string, data: object) => ({ stream: 'shop-1', event: { type, data } });
/** What the house register cannot take, each for another reason, of house b. */
const POISON: readonly [string, { stream: string; event: Event }, RegExp][] = [
  ['a row that another stream feeds', { stream: 'house-b', event: built('a').event }, /fed by house-a/],
  [
    'a key that is not whole',
    { stream: 'house-b', event: { type: 'house.Painted', data: {} } },
    /has no street/,
  ],
  ['a value that a column must have', built('b', 'Dorpsstraat', null), /check constraint/],
  ['a key that PostgreSQL cannot hold', built('b', 'Dorps\0straat'), /NUL/],
  ['a text that PostgreSQL cannot hold', built('b', 'Dorpsstraat', 'x\0'), /NUL|encoding|numeric/],
  ['half a character', sourced('b', 'x\ud800'), /surrogate|json/],
  ['a number that is too large', built('b', 'Dorpsstraat', 'x'), /numeric/],
  ['a key that is too long for its index', built('b', longText()), /index/],
  ['a text that is too long for its index', asserted('b', longText()), /colour is too long/],
];

describe('an event that a read model cannot take', () => {
  let database: TestDatabase;
  const open: OpenEngine[] = [];
  const start = async (
    upcasters: Parameters<typeof openEngine>[2] = {},
    projections = ALL,
    options: { readonly fills?: boolean } = {},
  ): Promise<OpenEngine> => {
    const one = await openEngine(database.url, projections, upcasters, options);
    open.push(one);
    return one;
  };
  beforeEach(async () => {
    database = await testDatabase();
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((one) => one.close()));
    await database.drop();
  });
  const houses = async ({ readStore }: OpenEngine, asOf?: number) => {
    const { rows, parked } = await readStore.read(asOf, (view) => ({
      h: sql<{ houseId: string; colour: string | null }>`SELECT house_id, colour
        FROM ${view.rows(houseRegister)} h ORDER BY house_id`,
    }));
    return { parked, houses: rows.h.map(({ houseId, colour }) => `${houseId} ${colour ?? '-'}`) };
  };
  const parkedIn = ({ query }: OpenEngine, projection = houseRegister as Projection) =>
    query('SELECT seq::int, stream, reason FROM parked WHERE storage = $1 ORDER BY seq', [
      projection.storage,
    ]);

  it('is not one of another application that happens to have a name of ours', async () => {
    const one = await start();
    await one.engine.apply(
      logOf([
        foreign('shop.Corrected', {}),
        foreign('shop.Corrected', { corrects: 'x', changes: 'y' }),
        foreign('shop.RecordedFromSource', { claims: 3 }),
        foreign('shop.RecordedFromSource', { claims: [null], source: {} }),
        foreign('Retracted', { why: 1 }),
        foreign('shop.ConfirmedByParty', { confirms: null }),
        built('a'),
      ]),
    );
    expect(await houses(one)).toEqual({ parked: 0, houses: ['a -'] });
    expect(await one.readStore.place()).toMatchObject({ seq: 7 });
  });

  describe.each(POISON)('%s', (_, poison, reason) => {
    const said = [built('a'), poison, painted('a'), painted('b'), built('c'), painted('b', 'blue')];
    const log = logOf(said);
    const asideWithLater = [
      { seq: 2, stream: 'house-b', reason: expect.stringMatching(reason) as unknown },
      { seq: 4, stream: 'house-b', reason: null },
      { seq: 6, stream: 'house-b', reason: null },
    ];
    const whole = { parked: 3, houses: ['a red', 'c -'] };

    it('is set aside with all later ones of its stream; the rest goes on', async () => {
      const one = await start();
      await one.engine.apply(log.slice(0, 5));
      await one.engine.apply(log);
      expect(await parkedIn(one)).toEqual(asideWithLater);
      expect(await houses(one)).toEqual(whole);
      expect(await houses(one, 1)).toMatchObject({ houses: ['a -'] });
      expect(await one.query('SELECT events_count::int AS n FROM projection ORDER BY name')).toEqual([
        { n: 6 },
        { n: 6 },
      ]);
    });

    it('is so too where it is filled in bulk', async () => {
      const journal = await start({}, []);
      await journal.engine.apply(log);
      const one = await start({}, ALL, { fills: false });
      await fillInBulk({ url: database.url, projections: ALL, upcasters: {}, goOn: () => true });
      await one.engine.fill(() => true);
      expect(await parkedIn(one)).toEqual(asideWithLater);
      expect(await houses(one)).toEqual(whole);
    });
  });

  it('is one that no upcaster can lift, for every read model', async () => {
    const as = (): never => {
      throw new Error('which house?');
    };
    const one = await start({ 'house.Erected': { to: 'house.Built', moved: { at: { to: 'street', as } } } });
    await one.engine.apply(
      logOf([
        built('a'),
        { stream: 'house-b', event: { type: 'house.Erected', data: { at: 'nowhere' } } },
        painted('b'),
      ]),
    );
    for (const projection of ALL) {
      expect(await parkedIn(one, projection)).toMatchObject([
        { seq: 2, reason: 'which house?' },
        { seq: 3, reason: null },
      ]);
    }
    expect(await houses(one)).toEqual({ parked: 2, houses: ['a -'] });
  });

  it('is found among thousands that PostgreSQL takes', async () => {
    const one = await start();
    const many = Array.from({ length: 1_500 }, (_, n) =>
      built(`h${n}`, 'Straat', n % 700 === 333 ? null : n),
    );
    await one.engine.apply(logOf(many));
    expect(await parkedIn(one)).toMatchObject([{ seq: 334 }, { seq: 1034 }]);
    expect(await houses(one)).toMatchObject({ parked: 2 });
  });

  it('gives a lease away that a clock has left far in the future', async () => {
    const one = await start();
    await one.query(
      `UPDATE projector SET holder = 'gone', expires_at = clock_timestamp() + interval '1 hour'`,
    );
    const other = await new DataSource(dataSourceOptions(database.url, 1, 0)).initialize();
    try {
      const session = await sessionOf(other.createQueryRunner());
      expect(await Lease.acquire(session, 'other', false)).toBeInstanceOf(Lease);
    } finally {
      await other.destroy();
    }
  });
});

/** Text that does not get shorter by compressing it. */
function longText(): string {
  let text = '';
  for (let n = 1; text.length < 12_000; n += 1) text += (n * 7_919 * 104_729).toString(36);
  return text;
}
