import { beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { agreement } from '#contexts/agreement';
import { PartialDate } from '#kernel';
import { Decisions, EventStore } from '#platform/event-store';
import { chance, roundsOr } from '../support/chance.ts';
import { eventually } from '../support/event-stores.ts';
import { testDatabase } from '../support/postgres.ts';
import { folder, startProgram, type Child } from '../support/processes.ts';
import { logOf, rowsOf, startEventStore, startProjector, type Servers } from '../support/register.ts';

const ROUNDS = roundsOr(2);
const ROUND_MS_MAX = 30_000;
const AGREEMENTS_A_ROUND = 40;

describe('policies whose process is killed while they act (SIGKILL of the leader)', () => {
  const random = chance('policies-killed');
  let servers: Servers;
  const projectors = new Map<number, Child>();
  const start = async (): Promise<void> => {
    const projector = await startProjector(servers);
    projectors.set(projector.pid, projector);
  };
  const expiriesOf = async (): Promise<string[]> =>
    (await logOf(servers.eventStoreUrl)).flatMap(({ type, stream }) =>
      type === 'agreement.Expired' ? [stream] : [],
    );
  const ask = <R extends object>(sql: string): Promise<R[]> =>
    rowsOf<R>(servers.databaseUrl, sql).catch(() => []);

  beforeAll(async () => {
    const store = await startEventStore(await folder('event-store-'));
    servers = { eventStoreUrl: store.url, databaseUrl: (await testDatabase()).url };
    await Promise.all([start(), start()]);
  }, 60_000);

  /** A source tells of agreements whose last day is long past. */
  const assertSome = async (round: number): Promise<string[]> => {
    const log = EventStore.connect(servers.eventStoreUrl);
    const decisions = new Decisions(log, { upcasters: {} });
    const names: string[] = [];
    for (let n = 0; n < AGREEMENTS_A_ROUND; n += 1) {
      const agreementId = `round-${round}-${n}`;
      const title = 'Convenant';
      const scope = { level: 'municipal' as const, municipalities: ['GM0114'] };
      const drafted = { agreementId, kind: 'covenant' as const, title, topics: [], phases: [], scope };
      const effect = { agreementId, on: PartialDate.parse('2019'), until: PartialDate.parse('2020-06') };
      await decisions.decide(
        agreement,
        agreementId,
        {
          type: 'RecordFromSource',
          claims: [
            { type: 'agreement.Drafted', data: drafted },
            { type: 'agreement.TookEffect', data: effect },
          ],
          source: { collection: 'archive', record: agreementId },
        },
        { caller: { actor: 'spec', role: 'spec' }, correlationId: agreementId, sourceSystem: 'import' },
      );
      names.push(`agreement-${agreementId}`);
    }
    await log.close();
    return names;
  };

  it(
    'are done once each by whoever leads next, and nothing stays behind',
    async () => {
      const expected: string[] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        const before = (await expiriesOf()).length;
        const asserting = assertSome(round);
        await eventually(async () => (await expiriesOf()).length > before, ROUND_MS_MAX);
        await sleep(random() * 50);
        const [{ holder } = { holder: '' }] = await ask<{ holder: string }>('SELECT holder FROM projector');
        const leader = projectors.get(Number(holder.split('/')[1]));
        expect(await leader?.end('SIGKILL')).toEqual({ code: null, signal: 'SIGKILL' });
        expected.push(...(await asserting));
        await start();
      }
      await eventually(async () => (await expiriesOf()).length >= expected.length, ROUND_MS_MAX);
      await eventually(
        async () => (await ask<{ n: number }>('SELECT count(*)::int AS n FROM timer'))[0]?.n === 0,
        ROUND_MS_MAX,
      );
      expect((await expiriesOf()).sort()).toEqual(expected.sort());
      const { eventStoreUrl: EVENTSTORE_URL, databaseUrl: DATABASE_URL } = servers;
      const settings = { EVENTSTORE_URL, DATABASE_URL };
      const told = startProgram('apps/register/src/main.js', ['matters', 'list'], settings);
      expect(await told.ended).toEqual({ code: 0, signal: null });
      expect(told.output()).toMatch(/when-last-day-passes-then-agreement-expires +│? *│? *0/);
    },
    60_000 + ROUNDS * ROUND_MS_MAX,
  );
});
