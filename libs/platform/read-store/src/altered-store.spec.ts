import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { chance } from '#test/support/chance';
import { testDatabase, type TestDatabase } from '#test/support/postgres';
import { verifyCompleteness } from './completeness.ts';
import type { ProjectedLogEvent } from './index.ts';
import { openEngine, type OpenEngine } from './specimen-engine.ts';
import { SpecimenLog } from './specimen-log.ts';
import { houseRegister, logOf } from './specimen.ts';

/** A few in the gate; `npm run test:deep` asks for a thousand. */
const MUTATIONS = Number(process.env['LEDGER_MUTATIONS'] ?? 26);
const HOUSES = 20;
const EVENTS = 300;
const LOG = logOf(
  Array.from({ length: EVENTS }, (_, n) => ({
    stream: `house-${n % HOUSES}`,
    event: {
      type: 'house.Built',
      data: { houseId: String(n % HOUSES), street: `Dorpsstraat ${n}`, valueEur: n },
    },
  })),
);
const SECOND_TICKS = 10_000_000n;

type Dice = (below: number) => number;
/** What somebody does to the store at an event, and the number that is wrong then: that of the event, unless it is told. */
type Mutation = {
  readonly what: string;
  readonly alter: (
    at: number,
    dice: Dice,
  ) => { readonly log: readonly ProjectedLogEvent[]; readonly seq?: number };
};

const flipped = (text: string, at: number, bit: number): string => {
  const place = at % text.length;
  return (
    text.slice(0, place) + String.fromCharCode(text.charCodeAt(place) ^ (1 << bit)) + text.slice(place + 1)
  );
};
const withEvent = (at: number, change: (event: ProjectedLogEvent) => Partial<ProjectedLogEvent>) => ({
  log: LOG.map((event, index) => (index === at ? { ...event, ...change(event) } : event)),
});
const flipIn = (field: 'data' | 'metadata' | 'type' | 'stream'): Mutation => ({
  what: `a bit of ${field}`,
  alter: (at, dice) => withEvent(at, (event) => ({ [field]: flipped(event[field], dice(1_000), dice(5)) })),
});

const MUTATION_KINDS: readonly Mutation[] = [
  flipIn('data'),
  flipIn('metadata'),
  flipIn('type'),
  flipIn('stream'),
  {
    what: 'a digit of the id',
    alter: (at) =>
      withEvent(at, ({ id }) => ({ id: id.replace(/.$/, (last) => (last === '0' ? '1' : '0')) })),
  },
  { what: 'the revision', alter: (at) => withEvent(at, ({ revision }) => ({ revision: revision + 1 })) },
  {
    what: 'the instant',
    alter: (at) => withEvent(at, ({ recordedTicks }) => ({ recordedTicks: recordedTicks + SECOND_TICKS })),
  },
  {
    what: 'the position',
    alter: (at) =>
      withEvent(at, ({ position }) => ({
        position: { commit: position.commit + 1n, prepare: position.prepare + 1n },
      })),
  },
  { what: 'an event taken out', alter: (at) => ({ log: LOG.filter((_, index) => index !== at) }) },
  {
    what: 'an event put in',
    alter: (at) => {
      const [other] = logOf([{ stream: 'house-other', event: { type: 'house.Built', data: { n: at } } }]);
      const before = LOG[at]?.position.commit ?? 0n;
      const position = { commit: before - 1n, prepare: before - 1n };
      return { log: other === undefined ? LOG : LOG.toSpliced(at, 0, { ...other, position }) };
    },
  },
  {
    what: 'two events exchanged',
    alter: (at) => {
      const [from, to] = [Math.min(at, EVENTS - 2), Math.min(at, EVENTS - 2) + 1];
      const says = ({ position: _, ...event }: ProjectedLogEvent) => event;
      const log = LOG.map((event, index) => {
        const other = index === from ? LOG[to] : index === to ? LOG[from] : undefined;
        return other === undefined ? event : { ...says(other), position: event.position };
      });
      return { log, seq: from + 1 };
    },
  },
  {
    what: 'the end of a stream',
    alter: (at) => ({
      log: LOG.filter((event, index) => index < at || event.stream !== LOG[at]?.stream),
    }),
  },
  { what: 'the end of the log', alter: (at) => ({ log: LOG.slice(0, at) }) },
];

describe('a store that somebody altered', () => {
  let database: TestDatabase;
  let one: OpenEngine;
  const random = chance('store mutations');
  const dice: Dice = (below) => Math.floor(random() * below);

  beforeAll(async () => {
    database = await testDatabase();
    one = await openEngine(database.url, [houseRegister]);
    await one.engine.apply(LOG);
  });
  afterAll(async () => {
    await one.close();
    await database.drop();
  });
  const findingIn = async (log: readonly ProjectedLogEvent[]) =>
    (
      await verifyCompleteness({
        ...{ url: database.url, log: new SpecimenLog(log), projections: [houseRegister], upcasters: {} },
      })
    ).finding;

  it('is found out, at the number where it was altered, whatever was done to it', async () => {
    expect(await findingIn(LOG)).toBeNull();
    const missed: string[] = [];
    for (let count = 0; count < MUTATIONS; count += 1) {
      const kind = MUTATION_KINDS[count % MUTATION_KINDS.length];
      const at = dice(EVENTS);
      if (kind === undefined) continue;
      const { log, seq = at + 1 } = kind.alter(at, dice);
      const found = await findingIn(log);
      if (found?.seq !== seq)
        missed.push(`${kind.what}, at ${seq}: ${found === null ? 'nothing' : `${found.seq} ${found.what}`}`);
    }
    expect(missed).toEqual([]);
  }, 600_000);
});
