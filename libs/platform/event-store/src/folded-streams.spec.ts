import { describe, expect, it } from '@jest/globals';
import { fold, unfolded } from '#kernel';
import { tally } from '#test/support/tally.decider';
import { FoldedStreams, type FoldedStream } from './folded-streams.ts';

const streamOf = (events: number): FoldedStream<{ sum: number }> => ({
  folded: fold(
    tally,
    unfolded(tally),
    Array.from({ length: events }, (_, revision) => ({
      id: `${revision}`,
      revision,
      event: { type: 'tally.Added', data: { amount: 1, note: '' } },
    })),
  ),
  revision: events - 1,
  position: null,
  outcomes: new Map(),
});

describe('the memory of folded streams', () => {
  it('forgets what was not asked for longest', () => {
    const memory = new FoldedStreams(2, 100);
    memory.set(tally, 'a', streamOf(1));
    memory.set(tally, 'b', streamOf(2));
    expect(memory.get(tally, 'a')?.folded.state).toEqual({ sum: 1 });
    memory.set(tally, 'c', streamOf(3));
    expect(['a', 'b', 'c'].map((name) => memory.get(tally, name)?.revision)).toEqual([0, undefined, 2]);
  });

  it('holds no more events than it may, over all streams', () => {
    const memory = new FoldedStreams(100, 10);
    for (const name of ['a', 'b', 'c']) memory.set(tally, name, streamOf(4));
    expect(memory.size).toBe(2);
    memory.set(tally, 'd', streamOf(11));
    expect(memory.get(tally, 'd')).toBeNull();
    memory.set(tally, 'c', streamOf(10));
    expect(memory.size).toBe(1);
  });

  it('gives a state only to the decider that folded it', () => {
    const memory = new FoldedStreams(2, 100);
    memory.set(tally, 'a', streamOf(1));
    expect(memory.get({ ...tally }, 'a')).toBeNull();
  });
});
