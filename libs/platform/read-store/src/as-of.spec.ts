import { describe, expect, it } from '@jest/globals';
import { testDatabase } from '#test/support/postgres';
import type { Event } from '#kernel';
import fc from 'fast-check';
import { foldRows, recordedIn, specimenId } from './fold-rows.ts';
import { sql } from './index.ts';
import type { RecordedEvent } from './projection.ts';
import { openEngine } from './specimen-engine.ts';
import { houseRegister, logOf } from './specimen.ts';

const street = fc.constantFrom('Dorpsstraat', 'Kerkstraat');
const colour = fc.constantFrom('red', 'blue');
const revision = fc.nat({ max: 5 });
const ordinary = fc.oneof(
  fc.record({ type: fc.constant('house.Built'), data: fc.record({ street, valueEur: fc.nat({ max: 3 }) }) }),
  fc.record({ type: fc.constant('house.Painted'), data: fc.record({ street, colour }) }),
  fc.record({ type: fc.constant('house.Demolished'), data: fc.record({ street }) }),
);
const anything = fc.oneof(
  { weight: 4, arbitrary: ordinary },
  fc.record({ type: fc.constant('assert'), claims: fc.array(ordinary, { minLength: 1, maxLength: 3 }) }),
  fc.record({
    type: fc.constant('correct'),
    revision,
    changes: fc.oneof(fc.record({ street }), fc.record({ colour }), fc.record({ valueEur: fc.constant(7) })),
  }),
  fc.record({ type: fc.constant('retract'), revision }),
  fc.record({ type: fc.constant('confirm'), revision }),
);
type Told = typeof anything extends fc.Arbitrary<infer T> ? T : never;

/** A plan as an event of a house's stream. */
function eventOf(stream: string, houseId: string, told: Told): Event {
  const own = (event: { type: string; data: object }) => ({
    type: event.type,
    data: { houseId, ...event.data },
  });
  if ('data' in told) return own(told);
  if ('claims' in told) {
    const source = { collection: 'c', record: houseId };
    return { type: 'house.RecordedFromSource', data: { claims: told.claims.map(own), source } };
  }
  const target = specimenId(stream, told.revision);
  if ('changes' in told)
    return { type: 'house.Corrected', data: { corrects: target, changes: told.changes, reason: 'r' } };
  return told.type === 'retract'
    ? { type: 'house.Retracted', data: { retracts: target, reason: 'r' } }
    : { type: 'house.ConfirmedByParty', data: { confirms: target, organisationId: 'o', on: '2026' } };
}

describe('a read model as of a number', () => {
  it('is what a fresh replay up to that number makes, however the events came in', async () => {
    const history = fc.array(fc.record({ house: fc.constantFrom('a', 'b'), told: anything }), {
      minLength: 1,
      maxLength: 14,
    });
    await fc.assert(
      fc.asyncProperty(history, fc.integer({ min: 1, max: 14 }), async (plan, batchSize) => {
        const own = await testDatabase();
        const one = await openEngine(own.url, [houseRegister]);
        try {
          const said = plan.map(({ house, told }) => ({
            stream: `house-${house}`,
            event: eventOf(`house-${house}`, house, told),
          }));
          const log = logOf(said);
          for (let from = 0; from < log.length; from += batchSize) {
            await one.engine.apply(log.slice(from, from + batchSize));
          }
          const journal = journalOf(said);
          for (let seq = 0; seq <= log.length; seq += 1) {
            const expected = sorted(foldRows(houseRegister, journal.slice(0, seq)));
            expect(sorted(await rowsAt(one.readStore, seq))).toEqual(expected);
            if (seq === log.length) expect(sorted(await rowsAt(one.readStore))).toEqual(expected);
          }
        } finally {
          await one.close();
          await own.drop();
        }
      }),
      { numRuns: 20 },
    );
  }, 60_000);
});
type Reader = Awaited<ReturnType<typeof openEngine>>['readStore'];
type Row = { readonly [column: string]: unknown };

async function rowsAt(readStore: Reader, asOf?: number): Promise<Row[]> {
  const { rows } = await readStore.read(asOf, (view) => ({
    houses: sql<Row>`SELECT street, house_id, colour, colours, coats, value_eur, source, from_earliest
      FROM ${view.rows(houseRegister)} h`,
  }));
  return [...rows.houses];
}

const sorted = (rows: readonly Row[]): string[] =>
  rows
    .map(({ street, houseId, colour, colours, coats, valueEur, source, fromEarliest }) =>
      JSON.stringify([street, houseId, colour, colours, coats, valueEur, source === null, fromEarliest]),
    )
    .sort();

function journalOf(said: readonly { readonly stream: string; readonly event: Event }[]): RecordedEvent[] {
  const revisions = new Map<string, number>();
  return said.flatMap(({ stream, event }, index) => {
    const revision = revisions.get(stream) ?? 0;
    revisions.set(stream, revision + 1);
    return recordedIn(stream, [event], { after: index, revision });
  });
}
