import { describe, expect, it } from '@jest/globals';
import { v7 as uuidV7 } from 'uuid';
import type { Upcasters } from '#kernel';
import { eventStores } from '#test/support/event-stores';
import { add, tally } from '#test/support/tally.decider';
import { BrokenEvent, Decisions, type DecisionRequest } from './index.ts';

const sealed: typeof tally = { ...tally, storedAs: 'tally.Recorded' };
const stores = eventStores();
const decisions = (upcasters: Upcasters = {}): Decisions => new Decisions(stores.store(), { upcasters });
const request = (more: Partial<DecisionRequest> = {}): DecisionRequest => ({
  caller: { actor: 'user-1', role: 'midwife' },
  correlationId: 'request-1',
  sourceSystem: 'api',
  ...more,
});
const held = (id: string) => stores.held(`tally-${id}`);

describe('a decider whose events are stored under one type', () => {
  it('shows from outside neither what happened, nor who did it', async () => {
    const id = uuidV7();
    const decided = await decisions().decide(sealed, id, add(3, 'first'), request());
    expect(decided.events.map(({ type }) => type)).toEqual(['tally.Added']);
    const [event] = await held(id);
    expect([event?.type, event?.metadata]).toEqual(['tally.Recorded', '{}']);
    expect(JSON.parse(event?.data ?? '')).toEqual({
      event: { type: 'tally.Added', data: { amount: 3, note: 'first' } },
      metadata: { actor: 'user-1', correlationId: 'request-1', role: 'midwife', sourceSystem: 'api' },
    });
  });

  it('decides on what was enclosed, in this process and in another', async () => {
    const id = uuidV7();
    const here = decisions();
    await here.decide(sealed, id, add(600), request());
    await expect(here.decide(sealed, id, add(600), request())).rejects.toMatchObject({ code: 'tally.full' });
    await expect(decisions().decide(sealed, id, add(600), request())).rejects.toMatchObject({
      code: 'tally.full',
    });
    expect((await decisions().read(sealed, id)).state).toEqual({ sum: 600 });
  });

  it('remembers a request by the key inside, and answers what it came to then', async () => {
    const id = uuidV7();
    const keyed = request({ idempotencyKey: 'key-1', requestHash: 'hash-1' });
    const first = await decisions().decide(sealed, id, add(1), keyed);
    const again = await decisions().decide(sealed, id, add(1), keyed);
    expect(again).toEqual({ ...first, repeated: true });
    expect(again.events.map(({ type }) => type)).toEqual(['tally.Added']);
    const other = request({ idempotencyKey: 'key-1', requestHash: 'hash-2' });
    await expect(decisions().decide(sealed, id, add(2), other)).rejects.toMatchObject({
      code: 'request.idempotency-key-reused',
    });
    expect(await held(id)).toHaveLength(1);
  });

  it('lifts retired shapes that were enclosed', async () => {
    const id = uuidV7();
    const retired = { event: { type: 'tally.Counted', data: { count: 5 } }, metadata: {} };
    await stores
      .store()
      .append(`tally-${id}`, -1, [
        { id: uuidV7(), type: 'tally.Recorded', data: JSON.stringify(retired), metadata: '{}' },
      ]);
    const lifting = decisions({
      'tally.Counted': {
        to: 'tally.Added',
        moved: { count: { to: 'amount', as: (count) => count } },
        added: { note: '' },
      },
    });
    expect((await lifting.read(sealed, id)).state).toEqual({ sum: 5 });
  });

  it('takes corrections and retractions of what was enclosed', async () => {
    const id = uuidV7();
    const first = await decisions().decide(sealed, id, add(5), request());
    const corrects = first.events[0]?.id ?? '';
    const reason = 'Misread.';
    await decisions().decide(
      sealed,
      id,
      { type: 'Correct', corrects, changes: { amount: 7 }, reason },
      request(),
    );
    expect((await decisions().read(sealed, id)).state).toEqual({ sum: 7 });
    await decisions().decide(sealed, id, { type: 'Retract', retracts: corrects, reason }, request());
    expect((await decisions().read(sealed, id)).state).toEqual({ sum: 0 });
    expect((await held(id)).map(({ type, metadata }) => [type, metadata])).toEqual(
      Array(3).fill(['tally.Recorded', '{}']),
    );
  });

  it('decides nothing on an enclosure that nobody can read', async () => {
    const id = uuidV7();
    const store = stores.store();
    await store.append(`tally-${id}`, -1, [
      { id: uuidV7(), type: 'tally.Recorded', data: '{"sealed":"AAEC"}', metadata: '{}' },
    ]);
    await expect(decisions().decide(sealed, id, add(1), request())).rejects.toBeInstanceOf(BrokenEvent);
    expect(await held(id)).toHaveLength(1);
  });

  it('is refused what would not be read back: half a character, at the field that holds it', async () => {
    const refused = decisions().decide(sealed, uuidV7(), add(1, '\ud800'), request());
    await expect(refused).rejects.toMatchObject({ code: 'event-store.unstorable-text' });
  });
});
