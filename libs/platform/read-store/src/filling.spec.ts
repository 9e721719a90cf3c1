import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { testDatabase, type TestDatabase } from '#test/support/postgres';
import { type Event } from '#kernel';
import { specimenId } from './fold-rows.ts';
import { fillInBulk, type FillingOptions } from './filling.ts';
import type { Projection } from './projection.ts';
import { openEngine, type OpenEngine } from './specimen-engine.ts';
import { houseRegister, houseTrail, logOf } from './specimen.ts';
import { tablesOf } from './tables.ts';

const HOUSES = 40;
const street = (n: number): string => `Straat\t${n % 7} \\ "hoek"\n`;
const house = (n: number) => ({ houseId: `h${n}`, street: street(n) });
/** A history in which houses are built, painted again and again, corrected, demolished and rebuilt. */
const HISTORY: readonly { stream: string; event: Event }[] = Array.from({ length: 12 * HOUSES }, (_, at) => {
  const n = (at * 17) % HOUSES;
  const round = Math.floor(at / HOUSES);
  const colour = ['red', '', 'a,b {"c"}', '\\N'][round % 4] ?? '';
  const told: Event =
    round === 0
      ? { type: 'house.Built', data: { ...house(n), valueEur: 100.25 } }
      : round === 5 && n % 3 === 0
        ? { type: 'house.Demolished', data: house(n) }
        : round === 7 && n % 5 === 0
          ? {
              type: 'house.Corrected',
              data: {
                corrects: specimenId(`house-h${n}`, 1),
                changes: { colour: 'blue' },
                reason: 'It was.',
              },
            }
          : round === 8 && n % 6 === 0
            ? { type: 'house.Built', data: { ...house(n), valueEur: 0 } }
            : { type: 'house.Painted', data: { ...house(n), colour } };
  return { stream: `house-h${n}`, event: told };
});
const LOG = logOf(HISTORY);
const ALL: readonly Projection[] = [houseRegister, houseTrail];
const TABLES = ALL.flatMap(({ storage, table }) => tablesOf(storage, table));

describe('filling in bulk', () => {
  let database: TestDatabase;
  const open: OpenEngine[] = [];
  const engine = async (projections: readonly Projection[]): Promise<OpenEngine> => {
    const opened = await openEngine(database.url, projections);
    open.push(opened);
    return opened;
  };
  const fill = (options: Partial<FillingOptions> = {}): Promise<void> =>
    fillInBulk({ url: database.url, projections: ALL, upcasters: {}, goOn: () => true, ...options });

  beforeEach(async () => {
    database = await testDatabase();
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((one) => one.close()));
    await database.drop();
  });

  const contentOf = async ({ query }: OpenEngine): Promise<unknown[]> => {
    const content: unknown[] = [];
    for (const table of TABLES) {
      content.push(await query(`SELECT t::text AS row FROM ${table} t ORDER BY 1`));
    }
    content.push(
      await query(
        `SELECT name, seq, events_count, encode(running_hash, 'hex') AS hash FROM projection ORDER BY name`,
      ),
      await query('SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY ($1) ORDER BY 1', [
        TABLES,
      ]),
    );
    return content;
  };
  /** What the live writer makes of the same log. */
  const expected = async (): Promise<unknown[]> => {
    const live = await engine(ALL);
    for (let at = 0; at < LOG.length; at += 30) await live.engine.apply(LOG.slice(at, at + 30));
    return contentOf(live);
  };
  /** A journal whose projections are known, and have been given nothing. */
  const journaled = async (): Promise<OpenEngine> => {
    const one = await engine([]);
    await one.engine.apply(LOG);
    await one.close();
    open.splice(open.indexOf(one), 1);
    const known = await openEngine(database.url, ALL, {}, { fills: false });
    open.push(known);
    return known;
  };

  it.each([
    ['at once', {}],
    ['in small writes', { gatheredMax: 300, eventsMax: 40 }],
    ['with hardly a row in memory', { gatheredMax: 300, eventsMax: 40, atHandMax: 60 }],
  ])('makes what the live writer makes: %s', async (_, options) => {
    const wanted = await expected();
    await database.drop();
    database = await testDatabase();
    const one = await journaled();
    await fill(options);
    expect(await contentOf(one)).toEqual(wanted);
  });

  it('goes on where it was broken off, and begins by what is there', async () => {
    const wanted = await expected();
    await database.drop();
    database = await testDatabase();
    const one = await journaled();
    const came: number[] = [];
    for (let stops = 0; stops < 5; stops += 1) {
      let asked = 0;
      await fill({ gatheredMax: 1, atHandMax: 100, eventsMax: 60, goOn: () => asked++ < 3 });
      const [row] = await one.query(`SELECT min(seq)::int AS seq FROM projection`);
      came.push(Number(row?.['seq']));
    }
    expect(came).toEqual([...came].sort((a, b) => a - b));
    expect(new Set(came).size).toBeGreaterThan(2);
    await fill();
    expect(await contentOf(one)).toEqual(wanted);
  });

  it('leaves alone what is live, and what another process is filling', async () => {
    const one = await journaled();
    const [{ storage }] = [houseTrail];
    const client = new Client({ connectionString: database.url });
    await client.connect();
    try {
      await client.query('SELECT pg_advisory_lock(4711002, hashtext($1))', [storage]);
      await fill();
    } finally {
      await client.end();
    }
    const seqs = 'SELECT name, seq::int, is_live FROM projection ORDER BY name';
    expect(await one.query(seqs)).toEqual([
      { name: 'house-register', seq: LOG.length, is_live: false },
      { name: 'house-trail', seq: 0, is_live: false },
    ]);
    await one.engine.lookAgain();
    await one.engine.fill(() => true);
    expect(await one.query(seqs)).toMatchObject([{ is_live: true }, { is_live: true }]);
    const before = await contentOf(one);
    await fill();
    expect(await contentOf(one)).toEqual(before);
  });

  it('tells how far it is', async () => {
    await journaled();
    const told: string[] = [];
    await fill({ eventsMax: 200, onProgress: ({ seq, end }) => void told.push(`${seq}/${end}`) });
    expect(told).toEqual(['200/480', '400/480', '480/480']);
  });
});
