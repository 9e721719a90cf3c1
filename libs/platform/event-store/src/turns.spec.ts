import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { StoreUnavailable } from './errors.ts';
import { Turns } from './turns.ts';

describe('turns', () => {
  it('are taken one at a time a key, in order, whatever the earlier come to', async () => {
    const turns = new Turns(1_000);
    const done: string[] = [];
    const task =
      (name: string, ms: number, fails = false) =>
      async (): Promise<void> => {
        await sleep(ms);
        done.push(name);
        if (fails) throw new Error(name);
      };
    const settled = await Promise.allSettled([
      turns.take('a', task('a1', 60, true)),
      turns.take('a', task('a2', 1)),
      turns.take('b', task('b1', 1)),
    ]);
    expect(done).toEqual(['b1', 'a1', 'a2']);
    expect(settled.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
  });

  it('are lost by those who would have waited too long', async () => {
    const turns = new Turns(20);
    const slow = turns.take('a', () => sleep(100));
    const late = expect(turns.take('a', () => sleep(1))).rejects.toBeInstanceOf(StoreUnavailable);
    await Promise.all([slow, late]);
    await expect(turns.take('a', async () => 'again')).resolves.toBe('again');
  });
});
