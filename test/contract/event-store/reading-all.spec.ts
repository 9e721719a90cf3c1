import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Position } from '@eventstore/db-client';
import { collect, contract, event, events, ids, newStream, numbers, revisions } from './contract.ts';

describe('reading $all', () => {
  const server = contract();
  const [one, other] = [newStream('one'), newStream('other')];
  let before: Position;
  let written: string[];

  beforeAll(async () => {
    const { position } = await server.client.appendToStream(newStream(), event());
    before = position ?? { commit: 0n, prepare: 0n };
    const given = [events(3), events(3), events(2)] as const;
    await server.client.appendToStream(one, given[0]);
    await server.client.appendToStream(other, given[1]);
    await server.client.appendToStream(one, given[2]);
    written = given.flat().map(({ id }) => id);
  });
  const ours = (all: Awaited<ReturnType<typeof forwards>>) =>
    all.filter((resolved) => [one, other].includes(resolved.event?.streamId ?? ''));
  const forwards = (from: Position | 'start', maxCount = 1_000_000) =>
    collect(server.client.readAll({ fromPosition: from, maxCount }));
  const backwards = (from: Position | 'end', maxCount = 1_000_000) =>
    collect(server.client.readAll({ direction: 'backwards', fromPosition: from, maxCount }));

  it('forwards gives every event of every stream, in the order in which they were written', async () => {
    expect(ids(ours(await forwards(before)))).toEqual(written);
  });
  it('from the start includes the events of the system', async () => {
    const all = await forwards('start');
    expect(all.some((resolved) => resolved.event?.type.startsWith('$'))).toBe(true);
    expect(ids(ours(all))).toEqual(written);
  });
  it('forwards includes the event at the position', async () => {
    const [first, second] = await forwards(before, 2);
    expect(first?.event?.position).toEqual(before);
    expect(second?.event?.position?.commit).toBeGreaterThan(before.commit);
  });
  it('forwards gives at most so many events', async () => {
    expect(await forwards('start', 2)).toHaveLength(2);
  });
  it('backwards is the same in reverse', async () => {
    expect(ids(ours(await backwards('end')))).toEqual([...written].reverse());
  });
  it('backwards leaves out the event at the position', async () => {
    const recorded = ours(await forwards(before));
    const third = recorded[2]?.event?.position ?? before;
    const [previous] = await backwards(third, 1);
    expect(previous?.event?.id).toBe(written[1]);
  });
  it('backwards gives at most so many events', async () => {
    expect(ids(await backwards('end', 1))).toEqual(written.slice(-1));
  });
  it('backwards from the beginning of the log gives nothing', async () => {
    const [first] = await forwards('start', 1);
    expect(await backwards(first?.event?.position ?? before)).toEqual([]);
  });
  it('gives strictly growing positions, the same for commit and prepare of one event', async () => {
    const positions = (await forwards('start')).map((resolved) => resolved.event?.position);
    for (const [at, position] of positions.entries()) {
      expect(position?.commit).toBe(position?.prepare);
      if (at > 0) expect(position?.commit).toBeGreaterThan(positions[at - 1]?.commit ?? 0n);
    }
  });
  it('gives the same positions that appending and reading the stream give', async () => {
    const stream = newStream();
    const { position } = await server.client.appendToStream(stream, event(5));
    const [fromAll] = await forwards(position ?? before, 1);
    const [fromStream] = await collect(server.client.readStream(stream));
    expect(fromAll?.event).toEqual(fromStream?.event);
  });
  it('can be read on from where it was left: nothing is given twice or missed', async () => {
    const seen: (string | undefined)[] = [];
    let from = before;
    for (;;) {
      const page = (await forwards(from, 3)).filter(
        (resolved) => resolved.event?.position?.commit !== from.commit,
      );
      const last = page.at(-1)?.event?.position;
      if (last === undefined) break;
      seen.push(...ids(ours(page)));
      from = last;
    }
    expect(seen).toEqual(written);
  });
  it('keeps revisions and data of each stream', async () => {
    const own = (await forwards(before)).filter((resolved) => resolved.event?.streamId === one);
    expect(revisions(own)).toEqual([0n, 1n, 2n, 3n, 4n]);
    expect(numbers(own)).toEqual([0, 1, 2, 0, 1]);
  });
});
