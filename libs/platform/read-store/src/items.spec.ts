import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '#test/support/postgres';
import type { Event } from '#kernel';
import { specimenId } from './fold-rows.ts';
import { list, projection, sql, table, text } from './index.ts';
import { openEngine, type OpenEngine } from './specimen-engine.ts';
import { logOf, type HouseEvent } from './specimen.ts';

const PaintTable = table({
  columns: { houseId: text(), street: text(), layers: list<{ readonly colour: string }>() },
  key: ['houseId'],
});
const paint = projection<HouseEvent, typeof PaintTable>({
  name: 'paint',
  version: 1,
  table: PaintTable,
  when: {
    'house.Built': {
      key: ({ event: { data } }) => ({ houseId: data.houseId }),
      apply: (_row, { event: { data } }) => ({ street: data.street, layers: [] }),
    },
    'house.Painted': {
      key: ({ event: { data } }) => ({ houseId: data.houseId }),
      apply: (row, { event: { data } }) =>
        row === undefined ? null : { ...row, layers: [...row.layers, { colour: data.colour }] },
    },
    'house.Demolished': { key: ({ event: { data } }) => ({ houseId: data.houseId }), apply: () => null },
  },
});

const at = { houseId: 'a', street: 'Dorpsstraat' };
const built = { type: 'house.Built', data: { ...at, valueEur: 1 } };
const painted = (colour: string) => ({ type: 'house.Painted', data: { ...at, colour } });
const demolished = { type: 'house.Demolished', data: at };
const retracted = (revision: number) => ({
  type: 'house.Retracted',
  data: { retracts: specimenId('house-a', revision), reason: 'It was another house.' },
});

describe('a list of a row', () => {
  let database: TestDatabase;
  let one: OpenEngine;
  beforeEach(async () => {
    database = await testDatabase();
    one = await openEngine(database.url, [paint]);
  });
  afterEach(async () => {
    await one.close();
    await database.drop();
  });
  const tell = (...events: Event[]) =>
    one.engine.apply(logOf(events.map((event) => ({ stream: 'house-a', event }))));
  const coloursAt = async (asOf?: number): Promise<readonly string[] | undefined> => {
    const { rows } = await one.readStore.read(asOf, (view) => ({
      paint: sql<{ layers: { colour: string }[] }>`SELECT layers FROM ${view.rows(paint)} p`,
    }));
    return rows.paint[0]?.layers.map(({ colour }) => colour);
  };
  const items = () => one.query('SELECT _at, _from_seq::int AS seq, item FROM paint_v1_items ORDER BY 2, 1');

  it('gets an item without the row or the other items being written again', async () => {
    await tell(built, painted('red'), painted('blue'));
    expect(await items()).toEqual([
      { _at: 0, seq: 2, item: { colour: 'red' } },
      { _at: 1, seq: 3, item: { colour: 'blue' } },
    ]);
    expect(await one.query('SELECT * FROM paint_v1_versions')).toEqual([]);
    expect(await one.query('SELECT _seq::int AS seq FROM paint_v1')).toEqual([{ seq: 1 }]);
  });

  it('reads at each number as it was', async () => {
    const history = [built, painted('red'), painted('blue'), retracted(1), painted('green')];
    await tell(...history);
    const known = [[], ['red'], ['red', 'blue'], ['blue'], ['blue', 'green']];
    for (const [index, colours] of known.entries()) expect(await coloursAt(index + 1)).toEqual(colours);
    expect(await coloursAt()).toEqual(['blue', 'green']);
  });

  it('is gone with its row, and empty when that comes again', async () => {
    await tell(built, painted('red'), painted('blue'), demolished, built, painted('green'));
    expect(await coloursAt(4)).toBeUndefined();
    expect(await coloursAt(5)).toEqual([]);
    expect(await coloursAt()).toEqual(['green']);
  });

  it('is told to a fold as it is stored', async () => {
    await tell(built, painted('red'));
    await one.close();
    one = await openEngine(database.url, [paint]);
    await tell(built, painted('red'), painted('blue'), retracted(1));
    expect(await coloursAt()).toEqual(['blue']);
  });

  it('is never null, no key, and not indexed', () => {
    const columns = { houseId: text(), layers: list<string>() };
    expect(() => table({ columns, key: ['layers'] })).toThrow('the list layers is no key');
    expect(() => table({ columns, key: ['houseId'], indexes: [['layers']] })).toThrow('not indexed');
  });
});
