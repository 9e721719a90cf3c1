import { describe, expect, it } from '@jest/globals';
import { IsoDate } from '#kernel';
import { outstanding, projection, tryAgain } from '#platform/read-store';
import { eventually } from '#test/support/event-stores';
import { library, request, WITHIN_MS } from '#test/support/library';
import {
  LateTable,
  loan,
  loanRoad,
  whenLoanIsLateThenRemind,
  type LoanCommand,
  type LoanEvent,
} from '#test/support/loans';
import type { Road } from './index.ts';

describe('the policies, where something is amiss,', () => {
  const {
    allDone,
    decisions,
    grant,
    heldOf,
    idOf,
    inDatabase,
    record,
    reminded,
    remindersOf,
    start,
    troubles,
  } = library();

  it('keep a refused matter with its reason, without asking again until the record changes or somebody says so', async () => {
    const asked: string[] = [];
    const listening: Road<LoanCommand> = (own, asking, how) => {
      asked.push(asking.id);
      return loanRoad(own, asking, how);
    };
    await record({ type: 'loan.Disputed', data: { loanId: idOf('a') } });
    await grant('a', '2026-03-27');
    start([whenLoanIsLateThenRemind(listening)]);
    await eventually(async () => (await troubles()).length === 1, WITHIN_MS);
    await allDone();
    expect(await troubles()).toMatchObject([
      {
        ...{ policy: 'when-loan-is-late-then-remind', what: '2026-03-27', state: 'refused' },
        ...{ code: 'loan.disputed', reason: 'The loan is disputed.', attempts: 1 },
      },
    ]);
    const [left] = await inDatabase(outstanding);
    expect(left).toMatchObject({ policy: 'when-loan-is-late-then-remind', nextFrom: null });
    expect(left?.open).toBeGreaterThanOrEqual(1); // Those of other specs, too: they share a store.
    const times = () => asked.filter((id) => id === idOf('a')).length;
    expect(times()).toBe(1);
    await record({ type: 'loan.Renewed', data: { loanId: idOf('a'), until: IsoDate.parse('2026-03-26') } });
    await eventually(() => times() === 2, WITHIN_MS);
    await eventually(async () => (await troubles())[0]?.what === '2026-03-26', WITHIN_MS);
    expect(await inDatabase((client) => tryAgain(client, null))).toBe(1);
    await eventually(() => times() === 3, WITHIN_MS);
    await record({ type: 'loan.Returned', data: { loanId: idOf('a') } });
    await eventually(async () => (await troubles()).length === 0, WITHIN_MS);
  });

  it('try a broken matter again, later and later, while the others go on', async () => {
    let failures = 0;
    const breaking: Road<LoanCommand> = async (own, asking, how) => {
      if (asking.id === idOf('broken') && failures++ < 2) throw new Error('a fault of the programme');
      return loanRoad(own, asking, how);
    };
    const { projector } = start([whenLoanIsLateThenRemind(breaking)]);
    await grant('broken', '2026-03-20');
    await eventually(async () => (await troubles()).length === 1, WITHIN_MS);
    expect(await troubles()).toMatchObject([{ state: 'broken', reason: 'a fault of the programme' }]);
    await grant('sound', '2026-03-27');
    await reminded('sound');
    expect(projector.state.kind).toBe('running');
    await reminded('broken');
    await eventually(async () => (await troubles()).length === 0, WITHIN_MS);
    expect(await remindersOf('broken')).toBe(1);
  });

  it('do not do again what somebody undid, and say so', async () => {
    start();
    await grant('a', '2026-03-27');
    await reminded('a');
    const [, event] = await heldOf('a');
    const retracts = event?.id ?? '';
    await decisions().decide(loan, idOf('a'), { type: 'Retract', retracts, reason: 'By mistake.' }, request);
    await eventually(async () => (await troubles()).length === 1, WITHIN_MS);
    expect(await troubles()).toMatchObject([{ state: 'done', what: '2026-03-27' }]);
    await allDone();
    expect(await remindersOf('a')).toBe(1);
  });

  it('set aside the stream of which a list cannot take an event, say so, and never hold up the projector', async () => {
    const choking = (): boolean => isBroken;
    let isBroken = true;
    const list = projection<LoanEvent, typeof LateTable>({
      name: 'choking-list',
      version: 1,
      table: LateTable,
      when: {
        'loan.Granted': {
          key: ({ event }) => ({ loanId: event.data.loanId }),
          apply: (_row, { event, recordedAs }) => {
            if (event.data.loanId === idOf('poison') && choking()) throw new Error('a fault of the fold');
            return { until: event.data.until, because: recordedAs, isReminded: false, said: 'lent' };
          },
        },
        'loan.Reminded': { key: ({ event }) => ({ loanId: event.data.loanId }), apply: () => null },
      },
    });
    const first = start([whenLoanIsLateThenRemind(loanRoad, list)]);
    await grant('poison', '2026-03-27');
    await grant('a', '2026-03-27');
    await reminded('a');
    await eventually(() => first.runner.state.kind === 'amiss', WITHIN_MS);
    expect(first.runner.state.reason).toMatch(/^choking_list_v1 cannot take event \d+: a fault of the fold$/);
    expect(first.projector.state.kind).toBe('running');
    expect(await remindersOf('poison')).toBe(0);
    await first.projector.stop();
    isBroken = false; // Mended, it is folded anew.
    start([whenLoanIsLateThenRemind(loanRoad, list)]);
    await reminded('poison');
    await allDone();
    expect([await remindersOf('a'), await remindersOf('poison')]).toEqual([1, 1]);
  });
});
