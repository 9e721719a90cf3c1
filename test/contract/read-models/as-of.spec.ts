import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { setTimeout as sleep } from 'node:timers/promises';
import { DataSource } from 'typeorm';
import { deciders } from '#contexts/all';
import { REFERRAL_FIGURES } from '#contexts/figures';
import { MUNICIPALITY_REGISTER } from '#contexts/municipality';
import {
  decide,
  fold,
  Rejected,
  spoken,
  unfolded,
  type Command,
  type Decider,
  type Event,
  type HistoryCommand,
} from '#kernel';
import { foldRows, Projector, ReadStore, recordedIn, sql } from '#platform/read-store';
import { projections } from '#projections/all';
import { testDatabase } from '#test/support/postgres';
import { rule } from '#test/support/rule';

type Told = ReturnType<typeof recordedIn>[number];
type Row = { readonly [column: string]: unknown };
type Dice = () => number;

const CODES = ['GM0114', 'GM0109', 'GM0040'];
const DATES = ['2016', '2019-03', '2022-04-05', '2025-12-31'];
// A decider of whichever commands: here it is only told what speaks of its history.
const all = deciders as unknown as readonly Decider<Command, unknown, Event>[];

const act = fc.record({
  kind: fc.constantFrom(
    'live',
    'live',
    'live',
    'assert',
    'assert',
    'correct',
    'correct',
    'retract',
    'confirm',
  ),
  decider: fc.nat({ max: all.length - 1 }),
  record: fc.constantFrom('a', 'b'),
  dice: fc.array(fc.nat(), { minLength: 40, maxLength: 40 }),
});
/** Ids of records that have no name: the one of municipalities, the one of figures, and referrals. */
const IDS: { readonly [name: string]: { readonly [record: string]: string } } = {
  municipality: { a: MUNICIPALITY_REGISTER, b: MUNICIPALITY_REGISTER },
  figures: { a: REFERRAL_FIGURES, b: REFERRAL_FIGURES },
  referral: { a: '7d8f5a52-3c0e-4a53-9d0b-6d6f1d1a2b3c', b: '1f0f6a1e-90f5-4d6e-8d0a-0d6b2f5a9c11' },
};
type Act = typeof act extends fc.Arbitrary<infer T> ? T : never;

const oneOf = <T>(of: readonly T[], dice: Dice): T => {
  const chosen = of[dice() % of.length];
  if (chosen === undefined) throw new Error('nothing to choose from');
  return chosen;
};

/** An example of the catalogue, but of other places and other days. */
function varied(value: unknown, dice: Dice): unknown {
  if (Array.isArray(value)) return [...new Set(value.map((one: unknown) => varied(one, dice)))];
  if (typeof value === 'string' && /^GM\d{4}$/.test(value)) return oneOf(CODES, dice);
  if (typeof value === 'string' && /^\d{4}(?:-\d\d){0,2}$/.test(value)) return oneOf(DATES, dice);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, varied(one, dice)]));
}

function happening({ name, events }: (typeof all)[number], id: string, dice: Dice): Event {
  const {
    type,
    example,
    data: shape,
  } = oneOf(
    events.filter((one) => spoken({ type: one.type, data: {} }) === null),
    dice,
  );
  const named = (data: object): object => (`${name}Id` in data ? { ...data, [`${name}Id`]: id } : data);
  const data = named(varied(example, dice) as object);
  // Where only whole days are taken, the day of the example stays.
  return { type, data: shape.safeParse(data).success ? data : named(example) };
}

/** Why something is revised: a code where the record is of people, and a text elsewhere. */
const reasonOf = ({ events }: (typeof all)[number], word: string): string =>
  String(events.find(({ type }) => type.endsWith(`.${word}`))?.example['reason']);

/** What an act adds to the stream of a record, if its decider allows it. */
function eventsOf(
  { kind, decider: which, dice: thrown }: Act,
  id: string,
  own: readonly Told[],
): readonly Event[] {
  let at = 0;
  const dice: Dice = () => thrown[at++ % thrown.length] ?? 0;
  const decider = oneOf([all[which] ?? oneOf(all, dice)], dice);
  const source = { collection: 'c', record: oneOf(['r-1', 's-1'], dice) };
  const claims = () => [happening(decider, id, dice), happening(decider, id, dice)];
  const recorded = own.map(({ recordedAs, revision, event }) => ({ id: recordedAs, revision, event }));
  const command = (): HistoryCommand | null => {
    if (kind === 'assert') return { type: 'RecordFromSource', claims: claims(), source };
    if (own.length === 0) return null;
    const { recordedAs: target, event } = oneOf(own, dice);
    switch (kind) {
      case 'retract':
        return { type: 'Retract', retracts: target, reason: reasonOf(decider, 'Retracted') };
      case 'confirm':
        return {
          type: 'Confirm',
          confirms: target,
          organisationId: 'gemeente-emmen',
          on: '2026' as never,
          facts: { isKnown: true },
        };
      default: {
        const isAssertion = spoken(event)?.name === 'RecordedFromSource';
        const { [`${decider.name}Id`]: _, ...changes } = varied(event.data, dice) as {
          [field: string]: never;
        };
        return {
          type: 'Correct',
          corrects: target,
          changes: isAssertion ? { claims: claims() as never } : changes,
          reason: reasonOf(decider, 'Corrected'),
        };
      }
    }
  };
  // Of a record that is final, nothing speaks of its past.
  const isFinal = !decider.events.some(({ type }) => type.endsWith('.Corrected'));
  if (kind === 'live' || isFinal) return [happening(decider, id, dice)];
  const said = command();
  try {
    return said === null ? [] : decide(decider, id, said, fold(decider, unfolded(decider), recorded));
  } catch (error) {
    if (error instanceof Rejected) return [];
    throw error;
  }
}

function journalOf(acts: readonly Act[]): Told[] {
  const journal: Told[] = [];
  for (const one of acts) {
    const name = all[one.decider]?.name ?? '';
    const id = IDS[name]?.[one.record] ?? `${name}-${one.record}`;
    const stream = `${name}-${id}`;
    const own = journal.filter((told) => told.stream === stream);
    journal.push(
      ...recordedIn(stream, eventsOf(one, id, own), { after: journal.length, revision: own.length }),
    );
  }
  return journal;
}

/** A log that tells a journal in batches, and then waits. */
function logOf(journal: readonly Told[], batchSize: number) {
  const events = journal.map(({ seq, recordedAs: id, recordedAt, event, stream, revision }) => ({
    ...{ id, stream, revision, type: event.type, isJson: true, metadata: '{}' },
    position: { commit: BigInt(seq), prepare: BigInt(seq) },
    recordedTicks: BigInt(Date.parse(recordedAt)) * 10_000n,
    data: JSON.stringify(event.data),
  }));
  return {
    last: { commit: BigInt(events.length), prepare: BigInt(events.length) },
    load: () => Promise.resolve({ events: [] }),
    async *readAll() {
      await Promise.resolve();
      yield events;
    },
    async *subscribeToAll({ signal }: { readonly signal: AbortSignal }) {
      for (let from = 0; from < events.length; from += batchSize) yield events.slice(from, from + batchSize);
      while (!signal.aborted) await sleep(60_000, undefined, { signal }).catch(() => undefined);
    },
  };
}

/** As JSON that does not depend on the order of columns and fields, instants (of which one row has many spellings) in ms. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value)) return Date.parse(value);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).filter(([name, one]) => name !== 'Seq' && one !== undefined);
  return Object.fromEntries(
    fields.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, one]) => [name, plain(one)]),
  );
}
const sorted = (rows: readonly object[]): string[] => rows.map((row) => JSON.stringify(plain(row))).sort();

describe('every read model as of a number', () => {
  it(
    rule('history.two-times', 'every read model, as of any number'),
    async () => {
      let compared = 0;
      await fc.assert(
        fc.asyncProperty(
          fc.array(act, { minLength: 5, maxLength: 40 }),
          fc.integer({ min: 1, max: 40 }),
          async (acts, batchSize) => {
            const journal = journalOf(acts);
            if (journal.length === 0) return;
            const database = await testDatabase();
            const { url } = database;
            const log = logOf(journal, batchSize);
            const projector = new Projector({ url, log, projections, upcasters: {}, isSoleOwner: true });
            projector.start();
            const dataSource = await new DataSource({
              type: 'postgres',
              url,
              installExtensions: false,
            }).initialize();
            const readStore = new ReadStore(dataSource, url);
            try {
              for (let tries = 0; tries < 100 && projector.state.kind !== 'waiting'; tries += 1) {
                if (await readStore.waitFor(log.last, 100).catch(() => false)) break;
              }
              expect(projector.state.reason).toBeNull();
              for (let seq = 0; seq <= journal.length; seq += 1) {
                const { rows } = await readStore.read(seq, (view) =>
                  Object.fromEntries(
                    projections.map((one) => [one.name, sql<Row>`SELECT * FROM ${view.rows(one)} r`]),
                  ),
                );
                for (const one of projections) {
                  const expected = sorted(foldRows(one, journal.slice(0, seq)));
                  expect([one.name, seq, sorted(rows[one.name] ?? [])]).toEqual([one.name, seq, expected]);
                  compared += expected.length;
                }
              }
            } finally {
              await readStore.close();
              await dataSource.destroy();
              await projector.stop();
              await database.drop();
            }
          },
        ),
        // Each try makes a database: a failure is told as it was found.
        { numRuns: 12, endOnFailure: true },
      );
      // What chance leaves of it; without any it would show nothing.
      expect(compared).toBeGreaterThan(100);
    },
    180_000,
  );
});
