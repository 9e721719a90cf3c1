import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '#test/support/postgres';
import { flag, projection, ReadModelNotReady, sql, table, text, texts, type Projection } from './index.ts';
import { rebuild } from './rebuild.ts';
import { openEngine, type OpenEngine } from './specimen-engine.ts';
import { logOf } from './specimen.ts';

type RoomEvent = {
  readonly type: 'room.Opened' | 'room.Closed' | 'room.Shown';
  readonly data: { readonly roomId: string; readonly key: string };
};
const withheldBy = (version: number): Projection => {
  const say = (isWithheld: boolean) => ({
    key: ({ stream }: { readonly stream: string }) => ({ record: stream }),
    apply: (
      row: { readonly audience: readonly string[] } | undefined,
      { event }: { readonly event: RoomEvent },
    ) => ({ isWithheld, audience: [...(row?.audience ?? []), event.data.key] }),
  });
  return projection<RoomEvent, ReturnType<typeof withheldTable>>({
    ...{ name: 'withheld', version, table: withheldTable() },
    when: { 'room.Closed': say(true), 'room.Shown': say(false) },
  });
};
const withheldTable = () =>
  table({ columns: { record: text(), isWithheld: flag(), audience: texts() }, key: ['record'] });

const RoomTable = table({
  columns: { roomId: text(), key: text() },
  key: ['roomId'],
  record: { column: 'roomId', prefix: 'room-' },
});
const told = {
  key: ({ event }: { readonly event: RoomEvent }) => ({ roomId: event.data.roomId }),
  apply: (_row: unknown, { event }: { readonly event: RoomEvent }) => ({ key: event.data.key }),
};
const rooms = projection<RoomEvent, typeof RoomTable>({
  ...{ name: 'rooms', version: 1, table: RoomTable },
  when: { 'room.Opened': told, 'room.Closed': told, 'room.Shown': told },
});

const said = (name: 'Opened' | 'Closed' | 'Shown', roomId: string, key: string) => ({
  stream: `room-${roomId}`,
  event: { type: `room.${name}`, data: { roomId, key } } as const,
});
const LOG = logOf([
  said('Opened', 'attic', 'a'),
  said('Opened', 'cellar', 'c'),
  said('Closed', 'cellar', 'ann'),
  said('Closed', 'attic', 'bob'),
  said('Shown', 'attic', 'all'),
]);

describe('a record that is withheld', () => {
  let database: TestDatabase;
  let one: OpenEngine;
  const open = async (projections: readonly Projection[]): Promise<void> => {
    one = await openEngine(database.url, projections);
  };
  beforeEach(async () => {
    database = await testDatabase();
  });
  afterEach(async () => {
    await one.close();
    await database.drop();
  });
  const hidden = (standsFor: readonly string[] = []): Promise<unknown> =>
    one.query('SELECT withheld_from($1) AS from', [standsFor]).then(([row]) => row?.['from']);

  it('is what the read model of that name says, of whatever generation answers', async () => {
    const projections = [withheldBy(1), rooms];
    await open(projections);
    expect(await hidden()).toEqual([]);
    await one.engine.apply(LOG.slice(0, 4));
    expect(await hidden()).toEqual(expect.arrayContaining(['room-attic', 'room-cellar']));
    expect(await hidden(['ann'])).toEqual(['room-attic']);
    expect(await hidden(['ann', 'bob'])).toEqual([]);
    expect(await hidden(['**'])).toEqual([]);
    expect(await rebuild({ url: database.url, projections, upcasters: {}, goOn: () => true })).toBe(true);
    await one.query('UPDATE withheld_v1 SET is_withheld = false'); // The former generation is not asked any more.
    expect(await hidden(['bob'])).toEqual(['room-cellar']);
    await one.engine.lookAgain();
    await one.engine.apply(LOG.slice(4));
    expect(await hidden()).toEqual(['room-cellar']);
  });

  it('is what any version says of which one answers, until that is taken away', async () => {
    await open([withheldBy(1), withheldBy(2)]);
    await one.engine.apply(LOG);
    expect(await hidden()).toEqual(['room-cellar', 'room-cellar']);
    await one.query("DELETE FROM projection WHERE name = 'withheld' AND version = 1");
    expect(await hidden()).toEqual(['room-cellar']);
    await one.query("DELETE FROM projection WHERE name = 'withheld'");
    expect(await hidden()).toEqual([]);
  });

  it('lets nothing be told of what it may be of, before it is known', async () => {
    await open([rooms]);
    await one.engine.apply(LOG);
    const asked = one.readStore.read(undefined, (view) => ({
      rooms: sql`SELECT room_id FROM ${view.rows(rooms)} r`,
    }));
    await expect(asked).rejects.toThrow(ReadModelNotReady);
  });
});

describe('a table', () => {
  it('names as its record a text, which its items have as well', () => {
    const columns = { roomId: text(), open: flag() };
    expect(() => table({ columns, key: ['roomId'], record: { column: 'open' } })).toThrow(/names no record/);
  });
});
