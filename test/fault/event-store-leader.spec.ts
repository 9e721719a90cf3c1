import { describe, expect, it } from '@jest/globals';
import {
  OutcomeUnknown,
  StoreUnavailable,
  type EventStore,
  type EventStoreOptions,
  type LogEvent,
} from '#platform/event-store';
import { anEvent, anyStream, eventStores, eventually, HASTY } from '#test/support/event-stores';
import { notLeader, type Member, type MisbehavingEventStore } from '#test/support/misbehaving-event-store';

const stores = eventStores();
const NODES = 3;

/** Three doors before one store: nodes of a cluster, of which one leads and the others say so. */
async function cluster() {
  const nodes = await Promise.all(Array.from({ length: NODES }, () => stores.door()));
  const gone = new Set<MisbehavingEventStore>();
  let leader: MisbehavingEventStore | undefined = nodes[0];
  const leads = (node: MisbehavingEventStore): boolean => node === leader;
  const members = (): Member[] =>
    nodes.map((node) => ({ port: node.port, isLeader: leads(node), isAlive: !gone.has(node) }));
  for (const node of nodes) {
    const refusal = () => ({ ...notLeader(leader?.port) });
    node.onAppend = () => (leads(node) ? 'none' : { answer: null, fail: refusal() });
    node.onRead = () => (leads(node) ? 'none' : { fail: refusal() });
    node.onGossip = members;
  }
  const node = (at: number): MisbehavingEventStore => {
    const found = nodes[at % NODES];
    if (found === undefined) throw new RangeError('there is no such node');
    return found;
  };
  return {
    node,
    elect: (at: number | null) => void (leader = at === null ? undefined : node(at)),
    stop: (at: number) => {
      gone.add(node(at));
      node(at).stop();
    },
    /** Asks all of them who leads. */
    discovering: (options: EventStoreOptions = HASTY): EventStore =>
      stores.storeAt(
        `esdb://${nodes.map(({ port }) => `127.0.0.1:${port}`).join(',')}?tls=false&maxDiscoverAttempts=2`,
        options,
      ),
  };
}

/** What a subscription from now on hears. */
async function listening(store: EventStore) {
  const stop = new AbortController();
  const heard: LogEvent[] = [];
  const after = (await stores.store().lastPosition()) ?? 'start';
  const ended = (async () => {
    for await (const batch of store.subscribeToAll({ after, signal: stop.signal })) heard.push(...batch);
  })();
  return {
    heard,
    end: async (): Promise<void> => {
      stop.abort();
      await ended;
    },
  };
}

describe('a node that does not lead', () => {
  it('is left for the one that does, in every kind of call', async () => {
    const { node, elect } = await cluster();
    elect(1);
    const stream = anyStream();
    const calls: ((store: EventStore) => Promise<unknown>)[] = [
      (store) => store.append(stream, -1, [anEvent()]),
      (store) => store.load(stream),
      (store) => store.lastPosition(),
      (store) => store.readAll({ after: 'start' }).next(),
    ];
    for (const call of calls) await call(stores.store(node(0).port));
    expect([node(0).appends, node(1).appends]).toEqual([1, 1]);
    expect(await stores.held(stream)).toHaveLength(1);
    const { heard, end } = await listening(stores.store(node(0).port));
    await stores.store().append(stream, 0, [anEvent()]);
    await eventually(() => heard.length === 1);
    await end();
  });

  it('is asked again where the one that it names is not there', async () => {
    const { node, elect, stop } = await cluster();
    elect(1);
    stop(1);
    const store = stores.store(node(0).port, { ...HASTY, unsentAttemptsMax: 100 });
    const stream = anyStream();
    const appended = store.append(stream, -1, [anEvent()]);
    await eventually(() => node(0).appends >= 2);
    elect(0);
    await expect(appended).resolves.toMatchObject({ revision: 0 });
    expect(await stores.held(stream)).toHaveLength(1);
  });

  it('is not waited for where nobody leads: the append is unknown, and may be repeated', async () => {
    const { node, elect } = await cluster();
    elect(null);
    const store = stores.store(node(0).port, { ...HASTY, totalMs: 600 });
    const [stream, event] = [anyStream(), anEvent()];
    await expect(store.append(stream, -1, [event])).rejects.toBeInstanceOf(OutcomeUnknown);
    await expect(store.load(stream)).rejects.toBeInstanceOf(StoreUnavailable);
    elect(0);
    await expect(store.append(stream, -1, [event])).resolves.toMatchObject({ revision: 0 });
    expect(await stores.held(stream)).toHaveLength(1);
  });
});

describe('a cluster', () => {
  it('is asked by several addresses who leads, and asked again when that one is gone', async () => {
    const { node, elect, stop, discovering } = await cluster();
    elect(2);
    const store = discovering({ ...HASTY, unsentAttemptsMax: 100 });
    const stream = anyStream();
    const { heard, end } = await listening(store);
    await store.append(stream, -1, [anEvent()]);
    await eventually(() => heard.length === 1);
    expect([node(0).appends, node(1).appends, node(2).appends]).toEqual([0, 0, 1]);
    stop(2);
    elect(1);
    await store.append(stream, 0, [anEvent()]);
    expect(node(1).appends).toBe(1);
    await eventually(() => heard.length === 2);
    expect(heard.map(({ revision }) => revision)).toEqual([0, 1]);
    await end();
  });

  it('of which no node answers is unavailable, in bounded time', async () => {
    const { stop, discovering } = await cluster();
    for (let at = 0; at < NODES; at += 1) stop(at);
    const store = discovering();
    const began = performance.now();
    await expect(store.append(anyStream(), -1, [anEvent()])).rejects.toBeInstanceOf(StoreUnavailable);
    await expect(store.load(anyStream())).rejects.toBeInstanceOf(StoreUnavailable);
    expect(performance.now() - began).toBeLessThan(6_000);
  });

  it('that changes its leader again and again loses no append, doubles none, and is followed', async () => {
    const { elect, discovering } = await cluster();
    const store = discovering({ ...HASTY, unsentAttemptsMax: 100 });
    const { heard, end } = await listening(store);
    let goesOn = true;
    const writes = async (): Promise<{ stream: string; done: string[] }> => {
      const stream = anyStream();
      const done: string[] = [];
      for (let event = anEvent(), isOpen = false; goesOn || isOpen;) {
        try {
          await store.append(stream, done.length - 1, [event]);
          done.push(event.id);
          event = anEvent();
          isOpen = false;
        } catch (error) {
          expect(error).toBeInstanceOf(OutcomeUnknown); // And is repeated with the same id at the same revision.
          isOpen = true;
        }
      }
      return { stream, done };
    };
    const writing = Array.from({ length: 8 }, writes);
    for (let turn = 1; turn <= 12; turn += 1) {
      elect(turn);
      const before = heard.length;
      await eventually(() => heard.length > before + 8, 20_000);
    }
    goesOn = false;
    const written = await Promise.all(writing);
    for (const { stream, done } of written) {
      expect((await stores.held(stream)).map(({ id }) => id)).toEqual(done);
    }
    const total = written.reduce((so, { done }) => so + done.length, 0);
    await eventually(() => heard.length >= total);
    for (const { stream, done } of written) {
      expect(heard.filter((event) => event.stream === stream).map(({ id }) => id)).toEqual(done);
    }
    await end();
  }, 120_000);
});
