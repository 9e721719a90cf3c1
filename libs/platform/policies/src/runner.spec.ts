import { describe, expect, it } from '@jest/globals';
import { IsoDate } from '#kernel';
import { OutcomeUnknown } from '#platform/event-store';
import { eventually } from '#test/support/event-stores';
import { library, WITHIN_MS } from '#test/support/library';
import { loanRoad, whenLoanIsLateThenRemind, type LoanCommand } from '#test/support/loans';
import { testDatabase } from '#test/support/postgres';
import type { Road } from './index.ts';

describe('the policies', () => {
  const {
    allDone,
    clock,
    databaseUrl,
    grant,
    heldOf,
    idOf,
    record,
    reminded,
    remindersOf,
    runnerOf,
    start,
    timers,
    troubles,
  } = library();

  it('do what is due once, tell who and why, and tick it off', async () => {
    start();
    const granted = await grant('a', '2026-03-27');
    await reminded('a');
    const [, event] = await heldOf('a');
    const because = granted.events[0]?.id;
    expect(JSON.parse(event?.metadata ?? '{}')).toEqual({
      ...{ actor: 'register', role: 'register', sourceSystem: 'policy' },
      ...{ causationId: because, correlationId: because },
      idempotencyKey: `when-loan-is-late-then-remind ${idOf('a')} 2026-03-27`,
    });
    await eventually(async () => (await timers()).length === 0, WITHIN_MS);
    await allDone();
    expect(await remindersOf('a')).toBe(1);
  });

  it('do it from midnight in Amsterdam on, also in the nights on which clocks change', async () => {
    for (const [name, until, before, midnight] of [
      ['spring', '2026-03-28', '2026-03-28T22:59:59.999Z', '2026-03-28T23:00:00Z'],
      ['after-spring', '2026-03-29', '2026-03-29T21:59:59.999Z', '2026-03-29T22:00:00Z'],
      ['autumn', '2026-10-25', '2026-10-25T22:59:59.999Z', '2026-10-25T23:00:00Z'],
    ] as const) {
      clock(before);
      if (name === 'spring') start();
      await grant(name, until);
      await allDone();
      expect([name, await remindersOf(name)]).toEqual([name, 0]);
      clock(midnight);
      await reminded(name);
    }
  });

  it('do nothing again when the clock jumps back and comes by once more', async () => {
    start();
    await grant('a', '2026-03-27');
    await grant('later', '2026-04-27');
    await reminded('a');
    for (const instant of ['2026-01-01T12:00:00Z', '2026-03-28T12:00:00Z', '1970-01-01T00:00:00Z']) {
      clock(instant);
      await grant(`new-${instant}`, '1969-01-01');
      await reminded(`new-${instant}`);
    }
    clock('2026-04-28T12:00:00Z');
    await reminded('later');
    await allDone();
    expect([await remindersOf('a'), await remindersOf('later')]).toEqual([1, 1]);
  });

  it('find old open matters when they are new, and what history did is ticked off', async () => {
    await grant('open', '2020-01-01');
    await grant('returned', '2020-01-01');
    await record({ type: 'loan.Returned', data: { loanId: idOf('returned') } });
    await grant('reminded', '2020-01-01');
    await record({
      type: 'loan.Reminded',
      data: { loanId: idOf('reminded'), until: IsoDate.parse('2020-01-01') },
    });
    const asked: string[] = [];
    const listening: Road<LoanCommand> = (own, asking, how) => {
      asked.push(asking.id);
      return loanRoad(own, asking, how);
    };
    start([whenLoanIsLateThenRemind(listening)]);
    await reminded('open');
    await allDone();
    expect(asked).toContain(idOf('open'));
    expect(asked).not.toContain(idOf('returned'));
    expect(asked).not.toContain(idOf('reminded'));
  });

  it('find old open matters where a new policy watches a list that is there already', async () => {
    const first = start();
    await grant('a', '2026-04-27');
    await allDone();
    await first.projector.stop();
    clock('2026-04-28T12:00:00Z');
    start([{ ...whenLoanIsLateThenRemind(), policy: 'when-loan-is-late-then-remind-otherwise' }]);
    await reminded('a');
  });

  it('have timers that survive a restart, and that fire without news', async () => {
    const first = start();
    await grant('a', '2026-03-28');
    await allDone();
    await first.projector.stop();
    const [timer] = (await timers()).filter(({ key }) => key.includes(idOf('a')));
    expect(timer).toMatchObject({ dueFrom: '2026-03-29' });
    clock('2026-03-29T12:00:00Z');
    start();
    await reminded('a');
    await allDone();
    expect(await remindersOf('a')).toBe(1);
  });

  it('are not triggered by read models that are filled anew, nor by a journal that is read anew', async () => {
    const first = start();
    await grant('a', '2026-03-27');
    await reminded('a');
    await allDone();
    await first.projector.stop();
    const before = (await heldOf('a')).length;
    const asked: string[] = [];
    const listening: Road<LoanCommand> = (own, asking, how) => {
      asked.push(asking.id);
      return loanRoad(own, asking, how);
    };
    // A new version of the read model, in the same database; then everything in a new one.
    const empty = await testDatabase();
    for (const url of [databaseUrl(), empty.url]) {
      const { runner, projector } = start([whenLoanIsLateThenRemind(listening)], { url, version: 2 });
      await eventually(
        () => runner.state.kind === 'running' && projector.state.kind === 'running',
        WITHIN_MS,
      );
      await projector.stop();
    }
    await empty.drop();
    expect(asked).toEqual([]);
    expect(await heldOf('a')).toHaveLength(before);
  });

  it('ask twice and do it once, where they were interrupted between the command and the note of it', async () => {
    const interrupted = new Set<string>();
    const interrupting: Road<LoanCommand> = async (own, asking, how) => {
      const decided = await loanRoad(own, asking, how);
      if (interrupted.has(asking.id)) return decided;
      interrupted.add(asking.id);
      throw new OutcomeUnknown(decided.stream, 'cut off');
    };
    const { runner } = start([whenLoanIsLateThenRemind(interrupting)]);
    await grant('a', '2026-03-27');
    await reminded('a');
    await allDone();
    await eventually(() => runner.state.kind === 'running', WITHIN_MS);
    expect(await remindersOf('a')).toBe(1);
    expect(await troubles()).toEqual([]);
  });

  it('do it once where two processes act at the same time', async () => {
    const alone = start();
    for (let n = 0; n < 20; n += 1) await grant(`n${n}`, '2026-03-28');
    await allDone();
    await alone.projector.stop();
    clock('2026-03-29T12:00:00Z');
    const signal = new AbortController();
    const both = [0, 1].map(() => runnerOf([whenLoanIsLateThenRemind()], databaseUrl()).run(signal.signal));
    for (let n = 0; n < 20; n += 1) await reminded(`n${n}`);
    signal.abort();
    await Promise.all(both);
    start();
    await allDone();
    for (let n = 0; n < 20; n += 1) expect(await remindersOf(`n${n}`)).toBe(1);
    expect(await troubles()).toEqual([]);
  });
});
