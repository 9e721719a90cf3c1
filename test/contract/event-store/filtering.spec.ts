import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import {
  eventTypeFilter,
  excludeSystemEvents,
  streamNameFilter,
  type Filter,
  type Position,
} from '@eventstore/db-client';
import { contract, event, events, failure, newStream, take } from './contract.ts';

describe('filtering a subscription to $all', () => {
  const server = contract();
  const here = async (): Promise<Position> => {
    const { position } = await server.client.appendToStream(newStream('here'), event());
    return position ?? { commit: 0n, prepare: 0n };
  };
  const seenBy = async (from: Position, filter: Filter, count: number) =>
    (await take(server.client.subscribeToAll({ fromPosition: from, filter }), count)).map(
      ({ event: recorded }) => ({
        stream: recorded?.streamId,
        type: recorded?.type,
      }),
    );
  /** A word that occurs nowhere else. */
  const word = (): string => `w${randomUUID().replaceAll('-', '')}`;

  it('by prefix of the stream name', async () => {
    const [from, ours] = [await here(), word()];
    await server.client.appendToStream(`${ours}-1`, event());
    await server.client.appendToStream(`other-${ours}-2`, event());
    await server.client.appendToStream(`${ours}-3`, event());
    const seen = await seenBy(from, streamNameFilter({ prefixes: [ours] }), 2);
    expect(seen.map(({ stream }) => stream)).toEqual([`${ours}-1`, `${ours}-3`]);
  });
  it('by any of several prefixes', async () => {
    const [from, one, other] = [await here(), word(), word()];
    await server.client.appendToStream(`${one}-1`, event());
    await server.client.appendToStream(newStream(), event());
    await server.client.appendToStream(`${other}-1`, event());
    const seen = await seenBy(from, streamNameFilter({ prefixes: [one, other] }), 2);
    expect(seen.map(({ stream }) => stream)).toEqual([`${one}-1`, `${other}-1`]);
  });
  it('by regular expression on the stream name', async () => {
    const [from, ours] = [await here(), word()];
    await server.client.appendToStream(`a-${ours}-17`, event());
    await server.client.appendToStream(`a-${ours}-x`, event());
    await server.client.appendToStream(`b-${ours}-18`, event());
    const seen = await seenBy(from, streamNameFilter({ regex: `^[ab]-${ours}-[0-9]+$` }), 2);
    expect(seen.map(({ stream }) => stream)).toEqual([`a-${ours}-17`, `b-${ours}-18`]);
  });
  it('by prefix of the event type', async () => {
    const [from, ours, stream] = [await here(), word(), newStream()];
    await server.client.appendToStream(stream, [
      event(1, `${ours}.A`),
      event(2, `x.${ours}`),
      event(3, `${ours}.B`),
    ]);
    const seen = await seenBy(from, eventTypeFilter({ prefixes: [`${ours}.`] }), 2);
    expect(seen.map(({ type }) => type)).toEqual([`${ours}.A`, `${ours}.B`]);
  });
  it('by regular expression on the event type', async () => {
    const [from, ours, stream] = [await here(), word(), newStream()];
    await server.client.appendToStream(stream, [
      event(1, `${ours}.Drawn`),
      event(2, `${ours}.Cut`),
      event(3, `${ours}.Known`),
    ]);
    const seen = await seenBy(from, eventTypeFilter({ regex: `^${ours}\\..*wn$` }), 2);
    expect(seen.map(({ type }) => type)).toEqual([`${ours}.Drawn`, `${ours}.Known`]);
  });
  it('without the events of the system', async () => {
    const stream = newStream();
    await server.client.setStreamMetadata(stream, { maxCount: 5 });
    await server.client.appendToStream(stream, event());
    const subscription = server.client.subscribeToAll({ filter: excludeSystemEvents() });
    for await (const { event: recorded } of subscription) {
      expect(recorded?.type.startsWith('$')).toBe(false);
      if (recorded?.streamId === stream) break;
    }
  });
  it('goes on with what comes later', async () => {
    const ours = word();
    const subscription = server.client.subscribeToAll({
      fromPosition: 'end',
      filter: streamNameFilter({ prefixes: [ours] }),
    });
    const taken = take(subscription, 2);
    await once(subscription, 'caughtUp');
    await server.client.appendToStream(newStream(), events(3));
    await server.client.appendToStream(`${ours}-1`, events(2));
    expect(await taken).toHaveLength(2);
  });
  it('refuses what is not a regular expression', async () => {
    const subscription = server.client.subscribeToAll({ filter: streamNameFilter({ regex: '([' }) });
    expect(await failure(take(subscription, 1))).toBeInstanceOf(Error);
  });
  it('is matched with the case of the letters', async () => {
    const [from, ours] = [await here(), word()];
    await server.client.appendToStream(ours.toUpperCase(), event());
    await server.client.appendToStream(ours, event());
    expect(await seenBy(from, streamNameFilter({ prefixes: [ours] }), 1)).toEqual([
      expect.objectContaining({ stream: ours }),
    ]);
  });

  describe('tells by checkpoints how far it has looked', () => {
    async function checkpointsOf(
      from: Position | 'end',
      filter: (reached: (at: Position) => void) => Filter,
      last: string,
    ) {
      const checkpoints: Position[] = [];
      const subscription = server.client.subscribeToAll({
        fromPosition: from,
        filter: filter((position) => checkpoints.push(position)),
      });
      const done = new Promise<void>((resolve) => {
        subscription.on('data', ({ event: recorded }) => {
          if (recorded?.type === last) resolve();
        });
      });
      return { checkpoints, subscription, done };
    }

    it('at every so many events looked at, whether they were given or not', async () => {
      const [from, ours, last] = [await here(), newStream(), word()];
      await server.client.appendToStream(ours, events(320));
      await server.client.appendToStream(ours, event(0, last));
      const { checkpoints, subscription, done } = await checkpointsOf(
        from,
        (reached) =>
          eventTypeFilter({
            prefixes: [last],
            checkpointInterval: 2,
            checkpointReached: (_, position) => Promise.resolve(reached(position)),
          }),
        last,
      );
      await done;
      await subscription.unsubscribe();
      expect(checkpoints.length).toBeGreaterThanOrEqual(5);
      expect(checkpoints.length).toBeLessThanOrEqual(6);
      expect(checkpoints.every(({ commit }) => commit > from.commit)).toBe(true);
    });
    it('once more when it has caught up, before it says so', async () => {
      const from = await here();
      const heard: string[] = [];
      const subscription = server.client.subscribeToAll({
        fromPosition: from,
        filter: streamNameFilter({
          prefixes: [word()],
          checkpointReached: () => Promise.resolve(void heard.push('checkpoint')),
        }),
      });
      subscription.on('caughtUp', () => heard.push('caughtUp'));
      subscription.resume();
      await once(subscription, 'caughtUp');
      await subscription.unsubscribe();
      expect(heard).toEqual(['checkpoint', 'caughtUp']);
    });
    it('while it is live, too', async () => {
      const [ours, last] = [newStream(), word()];
      const { checkpoints, subscription, done } = await checkpointsOf(
        'end',
        (reached) =>
          eventTypeFilter({
            prefixes: [last],
            checkpointReached: (_, position) => Promise.resolve(reached(position)),
          }),
        last,
      );
      await once(subscription, 'caughtUp');
      const atStart = checkpoints.length;
      for (let n = 0; n < 5; n += 1) await server.client.appendToStream(ours, events(20));
      await server.client.appendToStream(ours, event(0, last));
      await done;
      await subscription.unsubscribe();
      expect(checkpoints.length - atStart).toBeGreaterThanOrEqual(3);
    });
    it('from which it can be taken up again without missing anything', async () => {
      const [from, ours, last] = [await here(), newStream(), word()];
      await server.client.appendToStream(ours, events(100));
      await server.client.appendToStream(ours, event(0, last));
      const reached: Position[] = [];
      const filter = eventTypeFilter({
        prefixes: [last],
        checkpointReached: (_, position) => Promise.resolve(void reached.push(position)),
      });
      await take(server.client.subscribeToAll({ fromPosition: from, filter }), 1);
      const first = reached[0] ?? from;
      expect(await seenBy(first, eventTypeFilter({ prefixes: [last] }), 1)).toHaveLength(1);
    });
  });
});
