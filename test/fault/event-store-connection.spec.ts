import type { ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import { describe, expect, it } from '@jest/globals';
import { OutcomeUnknown, StoreUnavailable } from '#platform/event-store';
import { anEvent, anyStream, eventStores, eventually, HASTY } from '#test/support/event-stores';

const stores = eventStores();
const took = async (work: Promise<unknown>): Promise<number> => {
  const began = performance.now();
  await work;
  return performance.now() - began;
};

describe('a store that is gone', () => {
  it('is told to be unavailable at once, and nothing was recorded', async () => {
    const cable = await stores.cable();
    await cable.pullOut();
    const store = stores.store(cable.port);
    const refused = [
      () => store.append(anyStream(), -1, [anEvent()]),
      () => store.load(anyStream()),
      () => store.lastPosition(),
      () => store.ping(),
      () => store.readAll({ after: 'start' }).next(),
    ];
    for (const call of refused) {
      expect(await took(expect(call()).rejects.toBeInstanceOf(StoreUnavailable))).toBeLessThan(1_500);
    }
  });

  it('is spoken to again as soon as it is back on its port', async () => {
    const cable = await stores.cable();
    const store = stores.store(cable.port);
    const stream = anyStream();
    await store.append(stream, -1, [anEvent()]);
    await cable.pullOut();
    // Long enough that gRPC, left to itself, would wait for many seconds before it tries again.
    for (let n = 0; n < 20; n++) {
      await expect(store.ping(200)).rejects.toBeInstanceOf(StoreUnavailable);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    await cable.plugIn();
    expect(await took(store.append(stream, 0, [anEvent()]))).toBeLessThan(1_000);
    expect((await store.load(stream)).revision).toBe(1);
  });

  it('takes what was asked while it was away for a moment', async () => {
    const cable = await stores.cable();
    const store = stores.store(cable.port, { ...HASTY, unsentAttemptsMax: 100 });
    const stream = anyStream();
    await store.append(stream, -1, [anEvent()]);
    await cable.pullOut();
    const [appended, loaded] = [store.append(stream, 0, [anEvent()]), store.load(stream)];
    await new Promise((resolve) => setTimeout(resolve, 300));
    await cable.plugIn();
    await expect(appended).resolves.toMatchObject({ revision: 1 });
    await expect(loaded).resolves.toMatchObject({ revision: expect.any(Number) });
  });
});

describe('a store that falls silent', () => {
  it('keeps nobody waiting longer than was said', async () => {
    const cable = await stores.cable();
    const store = stores.store(cable.port, { ...HASTY, totalMs: 1_000 });
    await store.ping();
    cable.stall();
    await Promise.all([
      took(expect(store.append(anyStream(), -1, [anEvent()])).rejects.toBeInstanceOf(OutcomeUnknown)),
      took(expect(store.load(anyStream())).rejects.toBeInstanceOf(StoreUnavailable)),
      took(expect(store.lastPosition()).rejects.toBeInstanceOf(StoreUnavailable)),
      took(expect(store.ping(300)).rejects.toBeInstanceOf(StoreUnavailable)),
    ]).then((times) => expect(Math.max(...times)).toBeLessThan(1_800));
    cable.flow();
    await expect(store.ping()).resolves.toBeUndefined();
  });

  it('is reached over a new connection when only the old one is dead', async () => {
    const cable = await stores.cable();
    const store = stores.store(cable.port);
    const stream = anyStream();
    await store.append(stream, -1, [anEvent()]);
    cable.stall();
    const appended = store.append(stream, 0, [anEvent()]);
    await eventually(() => cable.accepted > 1);
    // What was held back arrives now, beside its repetition.
    cable.flow();
    await expect(appended).resolves.toMatchObject({ revision: 1 });
    expect(await stores.held(stream)).toHaveLength(2);
  });
});

describe('a connection that breaks again and again', () => {
  it('leaves no half of an append', async () => {
    const cable = await stores.cable();
    const store = stores.store(cable.port);
    await store.ping();
    const stream = anyStream();
    const large = Array.from({ length: 9 }, () => ({
      ...anEvent(),
      data: JSON.stringify({ note: 'x'.repeat(1e5) }),
    }));
    cable.cutAfter(300_000);
    await expect(store.append(stream, -1, large)).resolves.toMatchObject({ revision: 8 });
    expect(cable.accepted).toBeGreaterThan(1);
    expect((await stores.held(stream)).map(({ id }) => id)).toEqual(large.map(({ id }) => id));
  });

  it('loses no append and doubles none', async () => {
    const cable = await stores.cable();
    const store = stores.store(cable.port);
    const until = Date.now() + 2_500;
    const written = new Map<string, string[]>();
    const maybe = new Map<string, string>();
    const writer = async (): Promise<void> => {
      const stream = anyStream();
      const ids: string[] = [];
      written.set(stream, ids);
      for (let revision = -1; Date.now() < until;) {
        const event = anEvent();
        try {
          ({ revision } = await store.append(stream, revision, [event]));
          ids.push(event.id);
        } catch (error) {
          if (error instanceof StoreUnavailable) continue;
          expect(error).toBeInstanceOf(OutcomeUnknown);
          maybe.set(stream, event.id);
          return;
        }
      }
    };
    const writers = Array.from({ length: 16 }, writer);
    while (Date.now() < until) {
      await new Promise((resolve) => setTimeout(resolve, 20 + Math.random() * 100));
      cable.cut();
    }
    await Promise.all(writers);
    for (const [stream, ids] of written) {
      const held = (await stores.held(stream)).map(({ id }) => id);
      const last = maybe.get(stream);
      expect(held).toEqual(last !== undefined && held.includes(last) ? [...ids, last] : ids);
    }
    expect([...written.values()].flat().length).toBeGreaterThan(50);
  });
});

describe('a read that breaks in the middle', () => {
  it('gives each event once, in order', async () => {
    const stream = anyStream();
    const events = Array.from({ length: 50 }, (_, n) => anEvent(n));
    const { position } = await stores.store().append(stream, -1, events.slice(0, 1));
    await stores.store().append(stream, 0, events.slice(1));
    const door = await stores.door();
    let reads = 0;
    door.onRead = () => (reads++ < 3 ? { resetAfterFrames: 7 } : 'none');
    const store = stores.store(door.port);
    const read: string[] = [];
    for await (const batch of store.readAll({ after: position })) read.push(...batch.map(({ id }) => id));
    expect(read).toEqual(events.slice(1).map(({ id }) => id));
    reads = 0;
    expect((await store.load(stream)).events.map(({ id }) => id)).toEqual(events.map(({ id }) => id));
  });

  it.each([
    ['twice', (frame: ReadResp) => [frame, frame], 1],
    ['with one missing, at first', null, 2],
  ] as const)('gives each event of a stream once where the store sends them %s', async (_, each, asked) => {
    const stream = anyStream();
    const events = Array.from({ length: 20 }, (__, n) => anEvent(n));
    await stores.store().append(stream, -1, events);
    const door = await stores.door();
    let reads = 0;
    const without7 = (frame: ReadResp): ReadResp[] =>
      frame.getEvent()?.getEvent()?.getStreamRevision() === '7' ? [] : [frame];
    door.onRead = () => (reads++ > 0 && each === null ? 'none' : { each: each ?? without7 });
    expect((await stores.store(door.port).load(stream)).events.map(({ id }) => id)).toEqual(
      events.map(({ id }) => id),
    );
    expect(reads).toBe(asked);
  });

  it('ends at once when it is told to', async () => {
    const door = await stores.door();
    door.onRead = () => ({ silentAfterFrames: 0 });
    const stop = new AbortController();
    const store = stores.store(door.port, { ...HASTY, attemptMs: 5_000 });
    const reading = store.readAll({ after: 'start', signal: stop.signal }).next();
    setTimeout(() => stop.abort(), 50);
    expect(await took(expect(reading).resolves.toEqual({ done: true, value: undefined }))).toBeLessThan(
      1_000,
    );
  });

  it('ends in bounded time where it breaks for ever', async () => {
    await stores.store().append(anyStream(), -1, [anEvent()]);
    const door = await stores.door();
    door.onRead = () => ({ silentAfterFrames: 0 });
    const store = stores.store(door.port, { ...HASTY, attemptMs: 100, totalMs: 500 });
    const reading = store.readAll({ after: 'start' }).next();
    expect(await took(expect(reading).rejects.toBeInstanceOf(StoreUnavailable))).toBeLessThan(2_000);
  });
});
