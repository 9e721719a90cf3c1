import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '#test/support/postgres';
import { canonicalText } from '#platform/event-store';
import { Rejected } from '#kernel';
import fc from 'fast-check';
import { setTimeout as sleep } from 'node:timers/promises';
import { Projector, type ProjectedLogEvent } from './index.ts';
import { openEngine, type OpenEngine } from './specimen-engine.ts';
import { SpecimenLog } from './specimen-log.ts';
import { houseRegister, logOf } from './specimen.ts';

const houses = (count: number) =>
  Array.from({ length: count }, (_, n) => ({
    stream: `house-h${n}`,
    event: { type: 'house.Built', data: { houseId: `h${n}`, street: 'Dorpsstraat', valueEur: 1 } },
  }));

describe('an event that the journal cannot hold', () => {
  let database: TestDatabase;
  let one: OpenEngine;
  beforeEach(async () => {
    database = await testDatabase();
    one = await openEngine(database.url, [houseRegister]);
  });
  afterEach(async () => {
    await one.close();
    await database.drop();
  });

  it('is none that the port appends: it takes what our codec writes, to the letter, and our codec refuses the rest', async () => {
    const anyText = fc.string({ unit: 'binary', maxLength: 20 });
    const hostile = fc.constantFrom(
      '\0',
      '\ud800',
      'x\udfffy',
      '\\u0000',
      '\u2028',
      '\\',
      '"',
      '\x7f',
      '𝄞',
      '\ufffe',
    );
    const content = fc.dictionary(fc.oneof(anyText, hostile), fc.oneof(anyText, hostile, fc.jsonValue()));
    const [like] = logOf(houses(1));
    if (like === undefined) throw new Error('no event');
    const said: ProjectedLogEvent[] = [];
    let refused = 0;
    fc.assert(
      fc.property(content, content, (data, metadata) => {
        try {
          const place = BigInt(said.length + 1);
          said.push({
            ...{ ...like, position: { commit: place, prepare: place }, revision: said.length },
            ...{ data: canonicalText(data), metadata: canonicalText(metadata) },
          });
        } catch (error) {
          expect(error).toBeInstanceOf(Rejected);
          refused += 1;
        }
      }),
      { numRuns: 500 },
    );
    expect(Math.min(said.length, refused)).toBeGreaterThan(20);
    await one.engine.apply(said);
    expect(await one.query('SELECT data, metadata FROM journal ORDER BY seq')).toEqual(
      said.map(({ data, metadata }) => ({ data, metadata })),
    );
  });

  it.each([
    ['a NUL character', (event: ProjectedLogEvent) => ({ ...event, stream: 'castle-\0' })],
    ['a name that no index holds', (event: ProjectedLogEvent) => ({ ...event, stream: longName() })],
    ['a revision that its stream has had', (event: ProjectedLogEvent) => ({ ...event, stream: 'house-h3' })],
  ])(
    'is one of somebody else with %s: the projector stops, and names it, after all before it',
    async (_, change) => {
      const log = logOf(houses(40)).map((event, at) => (at === 17 ? change(event) : event));
      const projector = new Projector({
        ...{ url: database.url, log: new SpecimenLog(log), projections: [houseRegister], upcasters: {} },
        isSoleOwner: true,
      });
      projector.start();
      try {
        for (const until = Date.now() + 40_000; projector.state.kind !== 'refused'; await sleep(20)) {
          if (Date.now() > until) throw new Error(JSON.stringify(projector.state));
        }
        expect(projector.state.reason).toMatch(/^The journal cannot hold event .+ number 18\): /);
        expect(await one.query('SELECT count(*)::int AS n FROM journal')).toEqual([{ n: 17 }]);
        expect(await one.query('SELECT count(*)::int AS n FROM house_register_v1')).toEqual([{ n: 17 }]);
      } finally {
        await projector.stop();
      }
    },
    60_000,
  );
});

/** A name that does not get shorter by compressing it. */
function longName(): string {
  let name = 'castle-';
  for (let n = 1; name.length < 12_000; n += 1) name += (n * 7_919 * 104_729).toString(36);
  return name;
}
