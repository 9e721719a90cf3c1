import type { ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import { describe, expect, it } from '@jest/globals';
import {
  BrokenEvent,
  Decisions,
  parseEvent,
  type EventStore,
  type LogEvent,
  type Position,
  type SubscriptionState,
} from '#platform/event-store';
import { anEvent, anyStream, eventStores, eventually } from '#test/support/event-stores';
import { tally } from '#test/support/tally.decider';

const stores = eventStores();

/** A subscription that notes what it hears, from the present end of the log on. */
async function listening(store: EventStore, slowMs = 0) {
  const stop = new AbortController();
  const heard: LogEvent[] = [];
  const states: SubscriptionState[] = [];
  const after: Position | 'start' = (await stores.store().lastPosition()) ?? 'start';
  const ended = (async () => {
    const events = store.subscribeToAll({
      after,
      signal: stop.signal,
      onState: (state) => states.push(state),
    });
    for await (const batch of events) {
      if (slowMs > 0) await new Promise((resolve) => setTimeout(resolve, slowMs));
      heard.push(...batch);
    }
  })();
  await eventually(() => states.length > 0);
  const ids = (): string[] => heard.map(({ id }) => id);
  return { heard, ids, states, stop: () => stop.abort(), ended };
}

/** Appends to a stream of its own, one by one, past whatever misbehaves. */
async function say(count: number): Promise<string[]> {
  const [store, stream] = [stores.store(), anyStream()];
  const events = Array.from({ length: count }, (_, n) => anEvent(n));
  for (const [index, event] of events.entries()) await store.append(stream, index - 1, [event]);
  return events.map(({ id }) => id);
}

const interruptions = (states: readonly SubscriptionState[]): number =>
  states.filter(({ kind }) => kind === 'interrupted').length;

describe('a subscription', () => {
  it('goes on where it was when the connection breaks', async () => {
    const cable = await stores.cable();
    const { ids, states, stop, ended } = await listening(stores.store(cable.port));
    const said: string[] = [];
    for (let n = 0; n < 4; n++) {
      said.push(...(await say(20)));
      cable.cut();
    }
    said.push(...(await say(20)));
    await eventually(() => ids().length >= said.length);
    expect(ids()).toEqual(said);
    expect(interruptions(states)).toBeGreaterThan(0);
    stop();
    await ended;
  });

  it('goes on when the store was gone and is back on its port', async () => {
    const cable = await stores.cable();
    const { ids, states, stop, ended } = await listening(stores.store(cable.port));
    const said = await say(3);
    await eventually(() => ids().length === 3);
    await cable.pullOut();
    said.push(...(await say(3)));
    await eventually(() => interruptions(states) >= 4);
    await cable.plugIn();
    await eventually(() => ids().length === 6, 2_000);
    expect(ids()).toEqual(said);
    stop();
    await ended;
  });

  it('notices that it was dropped without a word', async () => {
    const door = await stores.door();
    let calls = 0;
    // The confirmation and five frames; then nothing, although the connection is well and other calls are answered.
    door.onRead = (options) => (options.hasSubscription() && calls++ < 2 ? { silentAfterFrames: 6 } : 'none');
    const { ids, states, stop, ended } = await listening(stores.store(door.port));
    const said = await say(20);
    await eventually(() => ids().length >= 20);
    expect(ids()).toEqual(said);
    expect(interruptions(states)).toBeGreaterThanOrEqual(2);
    stop();
    await ended;
  });

  it('notices that its connection is dead', async () => {
    const cable = await stores.cable();
    const { ids, stop, ended } = await listening(stores.store(cable.port));
    cable.stall();
    const said = await say(3);
    await eventually(() => cable.accepted > 2);
    cable.flow();
    await eventually(() => ids().length >= 3);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(ids()).toEqual(said);
    stop();
    await ended;
  });

  it('goes on when the store ends it politely, or repeats itself', async () => {
    const door = await stores.door();
    let calls = 0;
    const twice = (frame: ReadResp): ReadResp[] => [frame, frame];
    door.onRead = (options) => {
      if (!options.hasSubscription()) return 'none';
      return calls++ < 3 ? { endedAfterFrames: 3 } : { each: twice };
    };
    const { ids, stop, ended } = await listening(stores.store(door.port));
    const said = await say(20);
    await eventually(() => ids().length >= 20);
    expect(ids()).toEqual(said);
    stop();
    await ended;
  });

  it('is quiet, and not thought dead, while nothing happens', async () => {
    const { states, ids, stop, ended } = await listening(stores.store());
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(states.map(({ kind }) => kind)).toEqual(['subscribed']);
    const said = await say(1);
    await eventually(() => ids().length === 1, 500);
    expect(ids()).toEqual(said);
    stop();
    await ended;
  });

  it('waits for a slow reader, and gives it all', async () => {
    const { ids, stop, ended } = await listening(stores.store(), 20);
    const said = await say(100);
    await eventually(() => ids().length >= 100);
    expect(ids()).toEqual(said);
    stop();
    await ended;
  });

  it('ends at once when it is told to, whatever the store does', async () => {
    const cable = await stores.cable();
    const [live, gone] = [
      await listening(stores.store(cable.port)),
      await listening(stores.store(cable.port)),
    ];
    cable.stall();
    live.stop();
    await live.ended;
    await cable.pullOut();
    await eventually(() => interruptions(gone.states) > 0);
    gone.stop();
    await gone.ended;
  });
});

describe('an event that cannot be read', () => {
  const spoilt =
    (bytes: Uint8Array) =>
    (frame: ReadResp): ReadResp[] => {
      frame.getEvent()?.getEvent()?.setData(bytes);
      return [frame];
    };

  it('is handed on as the text that it is, and refused where it is read as JSON', async () => {
    const door = await stores.door();
    door.onRead = () => ({ each: spoilt(Buffer.from('{"amount":')) });
    const { heard, stop, ended } = await listening(stores.store(door.port));
    await say(1);
    await eventually(() => heard.length === 1);
    const [event] = heard;
    expect(event?.data).toBe('{"amount":');
    expect(() => event && parseEvent(event)).toThrow(BrokenEvent);
    stop();
    await ended;
    const id = event?.stream.slice('tally-'.length) ?? '';
    const decisions = new Decisions(stores.store(door.port), { upcasters: {} });
    await expect(decisions.read(tally, id)).rejects.toBeInstanceOf(BrokenEvent);
  });

  it('ends the subscription where it is not even text', async () => {
    const door = await stores.door();
    door.onRead = () => ({ each: spoilt(Uint8Array.of(0xff, 0xfe)) });
    const { ended } = await listening(stores.store(door.port));
    await Promise.all([expect(ended).rejects.toBeInstanceOf(BrokenEvent), say(1)]);
  });
});
