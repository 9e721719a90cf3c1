import { afterEach, beforeEach } from '@jest/globals';
import { Client } from 'pg';
import { v7 as uuid } from 'uuid';
import { dayBefore, IsoDate } from '#kernel';
import { Decisions, type Decided, type DecisionRequest } from '#platform/event-store';
import { PolicyRunner, type Policy } from '#platform/policies';
import { openMatters, projection, Projector, type OpenMatter } from '#platform/read-store';
import { eventually, eventStores } from './event-stores.ts';
import { HandClock } from './hand-clock.ts';
import { LateTable, loan, whenLoanIsLateThenRemind, type LoanEvent } from './loans.ts';
import { testDatabase, type TestDatabase } from './postgres.ts';

export const WITHIN_MS = 15_000;
export const request: DecisionRequest = {
  caller: { actor: 'desk', role: 'desk' },
  correlationId: 'request-1',
  sourceSystem: 'api',
};
const day = (text: string): IsoDate => IsoDate.parse(text);

/** A library that lends books: stores, a projector that leads, and policies that act; all of it real, but for the clock. */
export function library() {
  const stores = eventStores();
  const started: Projector[] = [];
  const own = {
    clock: new HandClock(''),
    database: undefined as TestDatabase | undefined,
    decisions: undefined as Decisions | undefined,
    run: '',
  };
  const there = <T>(thing: T | undefined): T => {
    if (thing === undefined) throw new Error('it has not begun');
    return thing;
  };
  beforeEach(async () => {
    own.database = await testDatabase();
    own.clock = new HandClock('2026-03-28T12:00:00Z');
    own.decisions = new Decisions(stores.store(), { upcasters: {} });
    own.run = uuid(); // The specs share a store: each has its own loans.
  });
  afterEach(async () => {
    await Promise.all(started.splice(0).map((projector) => projector.stop()));
    await own.database?.drop();
  });

  const runnerOf = (policies: readonly Policy[], url: string): PolicyRunner => {
    const log = stores.store();
    const decisions = new Decisions(log, { upcasters: {} });
    const { clock } = own;
    const destroy = () => Promise.reject(new Error('no policy here destroys anything'));
    return new PolicyRunner({
      ...{ url, log, decisions, destroy, clock, policies, upcasters: {}, lookEveryMs: 20 },
    });
  };
  const start = (
    policies: readonly Policy[] = [whenLoanIsLateThenRemind()],
    { url = there(own.database).url, version = 1 } = {},
  ) => {
    const runner = runnerOf(policies, url);
    const projector = new Projector({
      ...{ url, log: stores.store(), projections: [readModel(version)], upcasters: {} },
      whileLeading: (signal) => runner.run(signal),
    });
    started.push(projector);
    projector.start();
    return { runner, projector };
  };
  const idOf = (name: string): string => `${name}-${own.run}`;
  const record = (event: LoanEvent): Promise<Decided> =>
    there(own.decisions).decide(loan, event.data.loanId, { type: 'Record', event }, request);
  const grant = (name: string, until: string) =>
    record({ type: 'loan.Granted', data: { loanId: idOf(name), until: day(until) } });
  const heldOf = (name: string) => stores.held(`loan-${idOf(name)}`);
  const remindersOf = async (name: string): Promise<number> =>
    (await heldOf(name)).filter(({ type }) => type === 'loan.Reminded').length;
  const reminded = (name: string, times = 1): Promise<void> =>
    eventually(async () => (await remindersOf(name)) >= times, WITHIN_MS);
  const inDatabase = async <T>(work: (client: Client) => Promise<T>): Promise<T> => {
    const client = new Client({ connectionString: there(own.database).url });
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  };
  return {
    ...{ start, runnerOf, idOf, record, grant, heldOf, remindersOf, reminded, inDatabase },
    clock: (instant: string) => (own.clock.instant = instant),
    decisions: () => there(own.decisions),
    databaseUrl: () => there(own.database).url,
    /** Waits until whatever is due has been done: in one round at most what is older, and in the next one all of it. */
    allDone: async (): Promise<void> => {
      for (const round of ['first', 'second']) {
        const marker = `z-${round}-${uuid()}`;
        await grant(marker, dayBefore(own.clock.today()));
        await reminded(marker);
      }
    },
    /** The matters of this spec that were tried and stand open. */
    troubles: (): Promise<OpenMatter[]> =>
      inDatabase((client) => openMatters(client, 100)).then(
        (found) => found.filter(({ key }) => key.includes(own.run)),
        () => [], // The tables are not there yet.
      ),
    timers: () =>
      inDatabase(async (client) => {
        const { rows } = await client.query<{ key: string; dueFrom: string }>(
          'SELECT key, due_from::text AS "dueFrom" FROM timer',
        );
        return rows.filter(({ key }) => key.includes(own.run));
      }),
  };
}

const readModel = (version: number) =>
  projection<LoanEvent, typeof LateTable>({
    name: 'loans',
    version,
    table: LateTable,
    when: {
      'loan.Granted': {
        key: ({ event }) => ({ loanId: event.data.loanId }),
        apply: (_row, { event, recordedAs }) => ({
          ...{ until: event.data.until, because: recordedAs, isReminded: false, said: 'lent' },
        }),
      },
    },
  });
