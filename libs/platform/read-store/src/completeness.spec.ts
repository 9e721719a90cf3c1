import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testDatabase, WRITTEN_COLUMNS, type TestDatabase } from '#test/support/postgres';
import { verifyCompleteness, type Verified } from './completeness.ts';
import type { ProjectedLogEvent } from './index.ts';
import type { Finding } from './ledger.ts';
import type { Projection } from './projection.ts';
import { openEngine, type OpenEngine } from './specimen-engine.ts';
import { SpecimenLog } from './specimen-log.ts';
import { houseRegister, houseTrail, logOf } from './specimen.ts';

const ALL: readonly Projection[] = [houseRegister, houseTrail];
const built = (houseId: string) => ({
  stream: `house-${houseId}`,
  event: { type: 'house.Built', data: { houseId, street: 'Dorpsstraat', valueEur: 1 } },
});
const strange = (n: number) => ({ stream: 'castle-1', event: { type: 'castle.Stormed', data: { n } } });
const LOG = logOf([built('a'), strange(1), built('b'), built('a'), strange(2), built('c'), built('d')]);
/** Makes room in the numbers, so that rows can be moved. */
const move = (from: number, to: number): string => `UPDATE journal SET seq = ${to} WHERE seq = ${from}`;

describe('the proof that nothing got lost', () => {
  let database: TestDatabase;
  let one: OpenEngine;
  beforeAll(async () => {
    database = await testDatabase();
    one = await openEngine(database.url, ALL);
    await one.engine.apply(LOG);
  });
  afterAll(async () => {
    await one.close();
    await database.drop();
  });

  const verify = (log: readonly ProjectedLogEvent[] = LOG): Promise<Verified> =>
    verifyCompleteness({ url: database.url, log: new SpecimenLog(log), projections: ALL, upcasters: {} });
  /** What is found once these statements have been run; afterwards everything is as it was. */
  const foundAfter = async (...statements: string[]): Promise<Finding | null> => {
    const written = new Map<string, string>();
    for (const table of ['journal', 'projector', 'projection', 'parked']) {
      const [found] = await one.query(WRITTEN_COLUMNS, [table]);
      written.set(table, String(found?.['columns']));
      await one.query(`CREATE TABLE kept_${table} AS SELECT ${written.get(table)} FROM ${table}`);
    }
    try {
      for (const statement of statements) await one.query(statement);
      return (await verify()).finding;
    } finally {
      await one.query('TRUNCATE journal, projector, projection, parked');
      for (const [table, columns] of written) {
        await one.query(`INSERT INTO ${table} (${columns}) TABLE kept_${table}`);
        await one.query(`DROP TABLE kept_${table}`);
      }
    }
  };

  it('finds nothing where all is well, says so, and writes it down', async () => {
    const progress: string[] = [];
    const verified = await verifyCompleteness({
      ...{ url: database.url, log: new SpecimenLog(LOG), projections: ALL, upcasters: {} },
      onProgress: ({ seq, end }) => void progress.push(`${seq}/${end}`),
    });
    expect(verified).toEqual({
      seq: 7,
      finding: null,
      unknown: [],
      projections: [
        { storage: 'house_register_v1', given: 5, parked: 0 },
        { storage: 'house_trail_v1', given: 7, parked: 0 },
      ],
    });
    expect(progress).toEqual(['7/7']);
    expect(await one.query('SELECT seq::int, finding FROM verification')).toEqual([
      { seq: 7, finding: null },
    ]);
  });

  it.each([
    ['stream', `stream = 'house-z'`],
    ['revision', 'revision = 17'],
    ['event id', `event_id = '018f4e7a-0000-7000-8000-000000000001'`],
    ['type', `type = 'house.Painted'`],
    ['recorded instant', `recorded_at = recorded_at + interval '1 day'`],
    ['whether it is JSON', 'is_json = false'],
    ['data', `data = replace(data, '1', '2')`],
    ['metadata', `metadata = ''`],
    ['leaf hash', `leaf_hash = decode(repeat('00', 32), 'hex')`],
    ['position', 'commit_position = commit_position + 1'],
    ['position', 'prepare_position = prepare_position - 1'],
    ['data, metadata', `data = '{}', metadata = '{}'`],
  ])('names the number and the column that was changed: %s', async (column, change) => {
    const found = await foundAfter(`UPDATE journal SET ${change} WHERE seq = 3`);
    expect(found).toEqual({ seq: 3, what: `is altered in the journal: ${column}` });
  });

  it.each([
    ['missing', 4, /missing from the journal: event .+ of house-a/, ['DELETE FROM journal WHERE seq = 4']],
    [
      'missing, the numbers closed up',
      4,
      /missing from the journal: event .+ of house-a/,
      ['DELETE FROM journal WHERE seq = 4', move(5, 4), move(6, 5), move(7, 6)],
    ],
    ['missing at the end', 7, /missing from the journal/, ['DELETE FROM journal WHERE seq = 7']],
    [
      'inserted',
      4,
      /inserted in the journal: event 018f4e7a.+, which the store does not have/,
      [move(7, 8), move(6, 7), move(5, 6), move(4, 5), insertion(4, 50)],
    ],
    ['inserted at the end', 8, /inserted in the journal: the projector's place is 7/, [insertion(8, 500)]],
    [
      'inserted at the end, the place moved along',
      8,
      /inserted in the journal: the store ends before event 018f4e7a/,
      [
        insertion(8, 500),
        `UPDATE projector p SET (seq, commit_position, prepare_position, event_id, recorded_at) =
           (SELECT seq, commit_position, prepare_position, event_id, recorded_at FROM journal j WHERE j.seq = 8)`,
      ],
    ],
    ['reordered', 3, /reordered: event .+ of house-b is number 6/, [move(3, 9), move(6, 3), move(9, 6)]],
    [
      'moved by the projector',
      7,
      /not the event that the projector's place names/,
      [`UPDATE projector SET event_id = gen_random_uuid()`],
    ],
    ['never there', 8, /neither in the journal nor in the store/, ['UPDATE projector SET seq = 9']],
  ] as const)('names the number that is %s', async (_, seq, what, statements) => {
    const found = await foundAfter(...statements);
    expect(found).toEqual({ seq, what: expect.stringMatching(what) as unknown });
  });

  it.each([
    ['events_count = events_count + 1', '6 events instead of 5'],
    [`running_hash = decode(repeat('00', 32), 'hex')`, 'other events than it should have'],
    ['seq = 6', '5 events instead of 4'],
  ])('names the read model that was given something else: %s', async (change, what) => {
    const found = await foundAfter(`UPDATE projection SET ${change} WHERE name = 'house-register'`);
    expect(found?.what).toBe(`house_register_v1 was given ${what}, up to this number: rebuild it`);
  });

  it('notices a read model that is beyond the journal', async () => {
    const found = await foundAfter(`UPDATE projection SET seq = 12 WHERE name = 'house-trail'`);
    expect(found).toMatchObject({ seq: 12, what: expect.stringContaining('house_trail_v1') as unknown });
  });

  it.each([
    [
      'altered',
      LOG.map((event, at) => (at === 2 ? { ...event, data: '{}' } : event)),
      3,
      /in the store .+: data/,
    ],
    ['shorter', LOG.slice(0, 5), 6, /inserted in the journal: the store ends before/],
    ['without one event', LOG.filter((_, at) => at !== 2), 3, /inserted in the journal/],
    ['with another event at the beginning', [lateComer(), ...LOG], 1, /missing from the journal/],
  ])('notices a store that is %s', async (_, log, seq, what) => {
    expect((await verify(log)).finding).toEqual({ seq, what: expect.stringMatching(what) as unknown });
  });

  it('counts what was set aside as given, and says how much it is', async () => {
    await one.engine.apply([
      ...LOG,
      ...logOf([...Array.from({ length: 7 }, () => strange(0)), { ...built('a'), stream: 'house-x' }], 7),
    ]);
    const log = [
      ...LOG,
      ...logOf([...Array.from({ length: 7 }, () => strange(0)), { ...built('a'), stream: 'house-x' }], 7),
    ];
    expect(await verify(log)).toMatchObject({
      finding: null,
      projections: [
        { storage: 'house_register_v1', given: 6, parked: 1 },
        { storage: 'house_trail_v1', given: 8, parked: 0 },
      ],
    });
  });
});

/** An event that was put into the journal, at a number and a position. */
function insertion(seq: number, position: number): string {
  return `INSERT INTO journal SELECT ${seq}, ${position}, ${position}, 'house-y', 0,
    '018f4e7a-0000-7000-8000-000000000001', type, recorded_at + interval '1 hour', is_json, data, metadata, leaf_hash
    FROM journal WHERE seq = 1`;
}

function lateComer(): ProjectedLogEvent {
  const [event] = logOf([built('z')]);
  if (event === undefined) throw new Error('no event');
  return { ...event, position: { commit: 1n, prepare: 1n } };
}
