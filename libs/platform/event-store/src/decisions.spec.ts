import { EventStoreDBClient } from '@eventstore/db-client';
import { describe, expect, it } from '@jest/globals';
import { v7 as uuidV7 } from 'uuid';
import { Rejected, type Upcasters } from '#kernel';
import { anEvent, eventStores } from '#test/support/event-stores';
import { add, tally } from '#test/support/tally.decider';
import { rule } from '#test/support/rule';
import {
  AppendTooLarge,
  type DecisionRequest,
  Decisions,
  decodePosition,
  LostRace,
  OutcomeUnknown,
  PreconditionFailed,
} from './index.ts';

const stores = eventStores();
const decisions = (port?: number, upcasters: Upcasters = {}): Decisions =>
  new Decisions(stores.store(port), { upcasters });
const request = (more: Partial<DecisionRequest> = {}): DecisionRequest => ({
  caller: { actor: 'user-1', role: 'secretary' },
  correlationId: 'request-1',
  sourceSystem: 'api',
  ...more,
});
const held = (id: string) => stores.held(`tally-${id}`);

describe('a decision', () => {
  it(rule('history.grounds'), async () => {
    const id = uuidV7();
    const other = await decisions().read(tally, 'nothing-yet');
    const decided = await decisions().decide(
      tally,
      id,
      add(3, 'first'),
      request({
        caller: { actor: 'user-1', role: 'secretary', organisation: 'ggd', onBehalfOf: 'user-2' },
        idempotencyKey: 'key-1',
        requestHash: 'hash-1',
        basedOn: [other.basedOn],
        expectedRevision: -1,
      }),
    );
    const [event] = await held(id);
    expect(decided).toEqual({
      stream: `tally-${id}`,
      id,
      revision: 0,
      position: expect.any(String),
      events: [{ id: event?.id, type: 'tally.Added' }],
      repeated: false,
    });
    expect(decodePosition(decided.position)).toEqual(event?.position);
    expect(event?.data).toBe('{"amount":3,"note":"first"}');
    expect(event?.metadata).toBe(
      '{"actor":"user-1","basedOn":[{"revision":-1,"stream":"tally-nothing-yet"}],"correlationId":"request-1",' +
        '"idempotencyKey":"key-1","onBehalfOf":"user-2","organisation":"ggd","requestHash":"hash-1",' +
        '"role":"secretary","sourceSystem":"api"}',
    );
  });

  it('that adds nothing has the place of the last event', async () => {
    const id = uuidV7();
    const first = await decisions().decide(tally, id, add(1), request());
    const nothing = await decisions().decide(tally, id, add(0), request());
    expect(nothing).toEqual({ ...first, events: [] });
    expect(await held(id)).toHaveLength(1);
    const onNothing = await decisions().decide(tally, uuidV7(), add(0), request());
    expect(onNothing).toMatchObject({ revision: -1, events: [], position: expect.stringMatching(/^v1\./) });
  });

  it('that is refused appends nothing', async () => {
    const id = uuidV7();
    await expect(decisions().decide(tally, id, add(2_000), request())).rejects.toMatchObject({
      code: 'tally.full',
    });
    for (const command of [add(1, 'a\0'), add(1, '\ud800')]) {
      await expect(decisions().decide(tally, id, command, request())).rejects.toMatchObject({
        code: 'event-store.unstorable-text',
        field: 'note',
      });
    }
    await expect(
      decisions().decide(tally, id, add(1, 'x'.repeat(1_100_000)), request()),
    ).rejects.toBeInstanceOf(AppendTooLarge);
    await expect(decisions().decide(tally, 'a\0', add(), request())).rejects.toBeInstanceOf(Rejected);
    expect(await held(id)).toEqual([]);
  });

  it('sees history in the shapes of today', async () => {
    const id = uuidV7();
    const old = { ...anEvent(), type: 'tally.Counted', data: '{"by":7}' };
    await stores.store().append(`tally-${id}`, -1, [old]);
    const upcasters: Upcasters = {
      'tally.Counted': {
        to: 'tally.Added',
        moved: { by: { to: 'amount', as: (by) => by } },
        added: { note: '' },
      },
    };
    const today = decisions(undefined, upcasters);
    expect((await today.read(tally, id)).state).toEqual({ sum: 7 });
    const corrected = JSON.stringify({ corrects: old.id, changes: { by: 8 }, reason: 'Miscounted.' });
    await stores
      .store()
      .append(`tally-${id}`, 0, [{ ...anEvent(), type: 'tally.Corrected', data: corrected }]);
    expect((await today.read(tally, id)).state).toEqual({ sum: 8 });
    expect((await decisions(undefined, upcasters).read(tally, id)).state).toEqual({ sum: 8 });
  });

  it('may correct the past', async () => {
    const id = uuidV7();
    const all = decisions();
    const { events } = await all.decide(tally, id, add(5), request());
    const corrects = events[0]?.id ?? '';
    await all.decide(
      tally,
      id,
      { type: 'Correct', corrects, changes: { amount: 4 }, reason: 'miscounted' },
      request(),
    );
    expect(await all.read(tally, id)).toMatchObject({ state: { sum: 4 }, revision: 1 });
  });
});

describe('a request that is sent again', () => {
  const keyed = (requestHash: string, actor = 'user-1') =>
    request({ idempotencyKey: 'key-1', requestHash, caller: { actor, role: 'secretary' } });

  it('is answered with its first outcome, by any process, after any time', async () => {
    const id = uuidV7();
    const first = await decisions().decide(tally, id, add(1), keyed('hash-1'));
    await decisions().decide(tally, id, add(2), request());
    const again = decisions();
    const repeated = { ...first, repeated: true };
    expect(await again.decide(tally, id, add(1), keyed('hash-1'))).toEqual(repeated);
    expect(await again.decide(tally, id, add(1), { ...keyed('hash-1'), expectedRevision: -1 })).toEqual(
      repeated,
    );
    expect(await held(id)).toHaveLength(2);
  });

  it('is refused when it has become another request', async () => {
    const id = uuidV7();
    await decisions().decide(tally, id, add(1), keyed('hash-1'));
    await expect(decisions().decide(tally, id, add(2), keyed('hash-2'))).rejects.toMatchObject({
      code: 'request.idempotency-key-reused',
      kind: 'conflict',
    });
  });

  it('is another request when another caller sends it', async () => {
    const id = uuidV7();
    await decisions().decide(tally, id, add(1), keyed('hash-1'));
    expect(await decisions().decide(tally, id, add(2), keyed('hash-2', 'user-2'))).toMatchObject({
      repeated: false,
    });
  });

  it('is recorded once, however many send it at the same time', async () => {
    const id = uuidV7();
    const processes = [decisions(), decisions(), decisions()];
    const outcomes = await Promise.all(
      [...processes, ...processes].map((process) => process.decide(tally, id, add(1), keyed('hash-1'))),
    );
    expect(outcomes.filter(({ repeated }) => !repeated)).toHaveLength(1);
    expect(new Set(outcomes.map(({ position }) => position)).size).toBe(1);
    expect(await held(id)).toHaveLength(1);
  });

  it('may be sent again when its outcome was unknown', async () => {
    const id = uuidV7();
    const door = await stores.door();
    door.onAppend = () => 'never answered';
    const all = decisions(door.port);
    await expect(all.decide(tally, id, add(1), keyed('hash-1'))).rejects.toBeInstanceOf(OutcomeUnknown);
    door.onAppend = () => 'none';
    expect(await all.decide(tally, id, add(1), keyed('hash-1'))).toMatchObject({
      revision: 0,
      repeated: true,
    });
    expect(await held(id)).toHaveLength(1);
  });
});

describe('a race', () => {
  /** Somebody else appends just before each of the first so many appends arrives. */
  const withIntruder = async (id: string, times: number) => {
    const door = await stores.door();
    const intruder = decisions();
    door.onAppend = async () => {
      if (times-- > 0) await intruder.decide(tally, id, add(10), request());
      return 'none' as const;
    };
    return decisions(door.port);
  };

  it('that is lost is run again, three times at most', async () => {
    const [lucky, unlucky] = [uuidV7(), uuidV7()];
    const decided = (await withIntruder(lucky, 3)).decide(tally, lucky, add(1), request());
    await expect(decided).resolves.toMatchObject({ revision: 3 });
    const lost = (await withIntruder(unlucky, 4)).decide(tally, unlucky, add(1), request());
    await expect(lost).rejects.toBeInstanceOf(LostRace);
    expect(await held(unlucky)).toHaveLength(4);
  });

  it('decides anew on what has happened since', async () => {
    const id = uuidV7();
    const racing = (await withIntruder(id, 1)).decide(tally, id, add(995), request());
    await expect(racing).rejects.toMatchObject({ code: 'tally.full' });
  });

  it('is not run again for a caller who named a revision', async () => {
    const id = uuidV7();
    const racing = (await withIntruder(id, 1)).decide(tally, id, add(1), request({ expectedRevision: -1 }));
    await expect(racing).rejects.toMatchObject({ name: 'PreconditionFailed', expected: -1, actual: 0 });
    for (const expectedRevision of [-1, 1]) {
      const wrong = decisions().decide(tally, id, add(1), request({ expectedRevision }));
      await expect(wrong).rejects.toBeInstanceOf(PreconditionFailed);
    }
    const right = decisions().decide(tally, id, add(1), request({ expectedRevision: 0 }));
    await expect(right).resolves.toMatchObject({ revision: 1 });
  });

  it('is not run within one process', async () => {
    const id = uuidV7();
    const all = decisions();
    await Promise.all(Array.from({ length: 50 }, () => all.decide(tally, id, add(1), request())));
    expect(await all.read(tally, id)).toMatchObject({ state: { sum: 50 }, revision: 49 });
  });
});

describe('what is remembered of a stream', () => {
  it('is nothing of a new one, which is made without asking for it', async () => {
    const door = await stores.door();
    let reads = 0;
    door.onRead = () => {
      reads += 1;
      return 'none';
    };
    const [here, id] = [decisions(door.port), uuidV7()];
    await here.decide(tally, id, add(1), request());
    await here.decide(tally, id, add(2), request());
    expect([reads, door.appends]).toEqual([0, 2]);
    // Whoever has not seen it takes it for new, is told otherwise, and decides on what there is.
    const elsewhere = await stores.door();
    const decided = decisions(elsewhere.port).decide(tally, id, add(3), request());
    await expect(decided).resolves.toMatchObject({ revision: 2 });
    expect(elsewhere.appends).toBe(2);
    expect((await decisions().read(tally, id)).state).toEqual({ sum: 6 });
  });

  it('never leads to a wrong “no”, or to a wrong “nothing to do”', async () => {
    const id = uuidV7();
    const [here, elsewhere] = [decisions(), decisions()];
    const { events } = await here.decide(tally, id, add(1_000), request());
    await expect(here.decide(tally, id, add(1), request())).rejects.toMatchObject({ code: 'tally.full' });
    const retract = { type: 'Retract', retracts: events[0]?.id ?? '', reason: 'never happened' } as const;
    await elsewhere.decide(tally, id, retract, request());
    expect(await here.decide(tally, id, add(1), request())).toMatchObject({ revision: 2 });
    expect(await here.decide(tally, id, add(1), request({ expectedRevision: 2 }))).toMatchObject({
      revision: 3,
    });
  });

  it('is read anew, from where it ends, for the grounds of another decision', async () => {
    const id = uuidV7();
    const [here, elsewhere] = [decisions(), decisions()];
    await here.decide(tally, id, add(1), request());
    await elsewhere.decide(tally, id, add(2), request());
    const { state, basedOn, recorded } = await here.read(tally, id);
    expect({ state, basedOn }).toEqual({
      state: { sum: 3 },
      basedOn: { stream: `tally-${id}`, revision: 1 },
    });
    expect(recorded.map(({ revision }) => revision)).toEqual([0, 1]);
  });

  it('goes on counting where a stream ended that was deleted and begins anew', async () => {
    const id = uuidV7();
    await decisions().decide(tally, id, add(1), request());
    const client = EventStoreDBClient.connectionString(`esdb://127.0.0.1:${stores.port()}?tls=false`);
    await client.deleteStream(`tally-${id}`);
    await client.dispose();
    const all = decisions();
    expect(await all.decide(tally, id, add(2), request())).toMatchObject({ revision: 1 });
    expect(await all.decide(tally, id, add(3), request())).toMatchObject({ revision: 2 });
    expect(await all.read(tally, id)).toMatchObject({ state: { sum: 5 }, revision: 2 });
  });
});
