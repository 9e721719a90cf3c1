import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { DataSource, type Logger } from 'typeorm';
import { contextModules } from '#modules/all';
import { IsoDate } from '#kernel';
import { stoppedAt } from '#platform/clock';
import { ReadStore } from '#platform/read-store';
import { Reading } from '#platform/records';
import { agreementRegister } from '#read/agreement';
import { FILLED_MS_MAX, madeUpRegister } from '#test/support/made-up-register';
import { questionsOf, type Asked } from './questions.ts';

const EVENTS = 3_000;
/** Of fewer rows an index may be more trouble than it saves. */
const ROWS_MIN = 500;

type Plan = {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Cond'?: string;
  readonly 'Recheck Cond'?: string;
  readonly Plans?: readonly Plan[];
};
type Statement = { readonly text: string; readonly values: readonly unknown[] };

const nodesOf = (plan: Plan): readonly Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];
const isHistory = (relation: string | undefined): relation is string =>
  relation !== undefined && (relation === 'journal' || /_(versions|items)$/.test(relation));

/** Where a plan reads history otherwise than by looking it up. */
const scansIn = (plan: Plan): readonly string[] =>
  nodesOf(plan).flatMap((node) => {
    const { 'Relation Name': relation, 'Node Type': type } = node;
    const isLookedUp = node['Index Cond'] !== undefined || node['Recheck Cond'] !== undefined;
    return isHistory(relation) && !isLookedUp ? [`${type} on ${relation}`] : [];
  });

describe('every question', () => {
  const statements: Statement[] = [];
  const stops: (() => Promise<unknown>)[] = [];
  let client: Client;
  let asked: readonly Asked[];
  let asOf: string;
  let sizes: ReadonlyMap<string, number>;

  /** The statements that a question sends. */
  async function sentBy({ ask }: Asked, moment: string | undefined): Promise<readonly Statement[]> {
    statements.length = 0;
    await ask(moment);
    return [...statements];
  }

  /** As it is planned once, for any values. */
  async function planOf({ text }: Statement): Promise<Plan> {
    const { rows } = await client.query<{ 'QUERY PLAN': readonly { readonly Plan: Plan }[] }>(
      `EXPLAIN (GENERIC_PLAN, FORMAT JSON) ${text}`,
    );
    const plan = rows[0]?.['QUERY PLAN'][0]?.Plan;
    if (plan === undefined) throw new Error('PostgreSQL explains nothing');
    return plan;
  }

  /**
   * Scans of history in what a question sends: by the plan that PostgreSQL chooses, of tables that are not small; and,
   * of whichever table, by one that looks up all that can be looked up.
   */
  async function scansBy(question: Asked, moment: string | undefined): Promise<readonly string[]> {
    const sent = await sentBy(question, moment);
    expect(sent.length).toBeGreaterThan(0);
    const scans = new Set<string>();
    const isLarge = (scan: string): boolean => (sizes.get(scan.split(' on ')[1] ?? '') ?? 0) >= ROWS_MIN;
    for (const statement of sent) {
      for (const scan of scansIn(await planOf(statement)).filter(isLarge)) scans.add(scan);
      await client.query('SET enable_seqscan = off');
      for (const scan of scansIn(await planOf(statement))) scans.add(scan);
      await client.query('RESET enable_seqscan');
    }
    return [...scans];
  }

  beforeAll(async () => {
    const { url, made, stop } = await madeUpRegister(EVENTS);
    stops.push(stop);
    client = new Client({ connectionString: url });
    await client.connect();
    stops.push(() => client.end());
    const sized = await client.query<{ name: string; rows: number }>(
      `SELECT relname AS name, reltuples::float8 AS rows FROM pg_class WHERE relkind = 'r'`,
    );
    sizes = new Map(sized.rows.map(({ name, rows }) => [name, rows]));
    const middle = await client.query<{ at: string }>(
      `SELECT to_char(recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at
       FROM journal WHERE seq = (SELECT max(seq) / 2 FROM journal)`,
    );
    asOf = middle.rows[0]?.at ?? '';

    const logger: Logger = {
      logQuery: (text, values) => void statements.push({ text, values: (values as unknown[]) ?? [] }),
      logQueryError: () => undefined,
      logQuerySlow: () => undefined,
      logSchemaBuild: () => undefined,
      logMigration: () => undefined,
      log: () => undefined,
    };
    const dataSource = await new DataSource({
      type: 'postgres',
      url,
      installExtensions: false,
      logging: ['query'],
      logger,
    }).initialize();
    stops.push(() => dataSource.destroy());
    const readStore = new ReadStore(dataSource, url);
    stops.push(() => readStore.close());
    const reading = new Reading(readStore, stoppedAt(made.until.toISOString()));
    asked = await questionsOf(
      client,
      readStore,
      reading,
      stoppedAt(made.until.toISOString()),
      IsoDate.parse(made.until.toISOString().slice(0, 10)),
    );
  }, FILLED_MS_MAX + 60_000);

  afterAll(async () => {
    for (const stop of stops.toReversed()) await stop();
  });

  it('that the register can be asked is asked here', () => {
    const handlers = contextModules
      .flatMap((module) => Reflect.getMetadata('providers', module) as readonly { readonly name: string }[])
      .map(({ name }) => name)
      .filter((name) => name.endsWith('Handler') && !name.startsWith('DecideOn'));
    const missing = new Set(handlers);
    for (const { handler } of asked) missing.delete(handler);
    expect([...missing]).toEqual([]);
    expect(
      Math.min(...['journal', `${agreementRegister.storage}_versions`].map((name) => sizes.get(name) ?? 0)),
    ).toBeGreaterThan(ROWS_MIN);
  });

  it('is noticed where it scans history', async () => {
    const scan = `SELECT count(*) FROM journal WHERE data LIKE '%x%'`;
    expect(scansIn(await planOf({ text: scan, values: [] }))).toEqual(['Seq Scan on journal']);
  });

  it.each(['now', 'asOf'] as const)(
    '%s looks history up, and never scans it',
    async (moment) => {
      const scans: Record<string, readonly string[]> = {};
      for (const question of asked) {
        const found = await scansBy(question, moment === 'now' ? undefined : asOf);
        if (found.length > 0) scans[question.name] = found;
      }
      expect(scans).toEqual({});
    },
    60_000,
  );

  it('of a record or of a municipality by the borders of its time is answered in one round trip', async () => {
    const trips: Record<string, number> = {};
    for (const question of asked.filter(({ isOne }) => isOne)) {
      for (const moment of [undefined, asOf]) {
        const { length } = await sentBy(question, moment);
        if (length !== 1) trips[question.name] = length;
      }
    }
    expect(trips).toEqual({});
  }, 60_000);
});
