import { once } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import type { AllStreamSubscription, Position } from '@eventstore/db-client';
import { contract, event, events, ids, newStream, numbers, take } from './contract.ts';

describe('subscribing to $all', () => {
  const server = contract();
  const here = async (): Promise<Position> => {
    const { position } = await server.client.appendToStream(newStream('here'), event());
    return position ?? { commit: 0n, prepare: 0n };
  };
  /** Other users of a shared server may write too: only events of our streams are counted. */
  async function takeOurs(subscription: AllStreamSubscription, stream: string, count: number) {
    const ours = [];
    for await (const resolved of subscription) {
      if (resolved.event?.streamId.startsWith(stream) === true) ours.push(resolved);
      if (ours.length === count) break;
    }
    return ours;
  }

  it('starts strictly after the given position', async () => {
    const from = await here();
    const stream = newStream();
    await server.client.appendToStream(stream, events(2));
    const [first] = await take(server.client.subscribeToAll({ fromPosition: from }), 1);
    expect(first?.event?.position?.commit).toBeGreaterThan(from.commit);
  });
  it('from the start gives the events of the system too', async () => {
    const [first] = await take(server.client.subscribeToAll(), 1);
    expect(first?.event?.streamId.startsWith('$')).toBe(true);
  });
  it('gives what is there, and then what comes, in the order of the log', async () => {
    const from = await here();
    const stream = newStream();
    await server.client.appendToStream(stream, events(3));
    const taken = takeOurs(server.client.subscribeToAll({ fromPosition: from }), stream, 6);
    await server.client.appendToStream(`${stream}-b`, events(3));
    expect(numbers(await taken)).toEqual([0, 1, 2, 0, 1, 2]);
  });
  it('from the end gives only what comes later', async () => {
    const [earlier, later] = [newStream('earlier'), newStream('later')];
    await server.client.appendToStream(earlier, events(2));
    const subscription = server.client.subscribeToAll({ fromPosition: 'end' });
    const seen: string[] = [];
    const done = new Promise<void>((resolve) => {
      subscription.on('data', ({ event: recorded }) => {
        seen.push(recorded?.streamId ?? '');
        if (recorded?.streamId === later) resolve();
      });
    });
    await once(subscription, 'caughtUp');
    await server.client.appendToStream(later, event());
    await done;
    await subscription.unsubscribe();
    expect(seen).not.toContain(earlier);
  });
  it('says that it has caught up', async () => {
    const subscription = server.client.subscribeToAll({ fromPosition: await here() });
    subscription.resume();
    await once(subscription, 'caughtUp');
    await subscription.unsubscribe();
  });
  it('never gives a position that does not grow, while many write', async () => {
    const from = await here();
    const stream = newStream();
    const writing = Promise.all(
      Array.from({ length: 40 }, (_, n) => server.client.appendToStream(`${stream}-${n % 7}`, events(3))),
    );
    const ours = await takeOurs(server.client.subscribeToAll({ fromPosition: from }), stream, 120);
    await writing;
    const positions = ours.map((resolved) => resolved.event?.position?.commit ?? 0n);
    for (let at = 1; at < positions.length; at += 1)
      expect(positions[at]).toBeGreaterThan(positions[at - 1] ?? 0n);
    expect(new Set(ids(ours)).size).toBe(120);
  });
  it('can be taken up again where it was left: nothing is missed or doubled', async () => {
    let from = await here();
    const stream = newStream();
    const given = events(9);
    await server.client.appendToStream(stream, given);
    const seen: (string | undefined)[] = [];
    for (let turn = 0; turn < 3; turn += 1) {
      const ours = await takeOurs(server.client.subscribeToAll({ fromPosition: from }), stream, 3);
      seen.push(...ids(ours));
      from = ours.at(-1)?.event?.position ?? from;
    }
    expect(seen).toEqual(given.map(({ id }) => id));
  });
  it('gives large pages without losing any, from many streams', async () => {
    const from = await here();
    const stream = newStream();
    await Promise.all(
      Array.from({ length: 10 }, (_, n) => server.client.appendToStream(`${stream}-${n}`, events(60))),
    );
    const ours = await takeOurs(server.client.subscribeToAll({ fromPosition: from }), stream, 600);
    expect(new Set(ids(ours)).size).toBe(600);
  });
});
