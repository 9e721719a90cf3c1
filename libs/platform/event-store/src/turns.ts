import { StoreUnavailable } from './errors.ts';

/** One task a key at a time, in the order of asking, so that a process does not race against itself. */
export class Turns {
  readonly #last = new Map<string, Promise<unknown>>();

  constructor(private readonly waitMaxMs: number) {}

  /** The outcome of `task`, or {@link StoreUnavailable} when its turn came too late. */
  take<T>(key: string, task: () => Promise<T>): Promise<T> {
    const before = this.#last.get(key) ?? Promise.resolve();
    const askedAt = performance.now();
    const mine = before.then(() => {
      if (performance.now() - askedAt > this.waitMaxMs) {
        throw new StoreUnavailable(`the requests for ${key} are answered too slowly`);
      }
      return task();
    });
    const settled = mine.then(ignore, ignore).then(() => {
      if (this.#last.get(key) === settled) this.#last.delete(key);
    });
    this.#last.set(key, settled);
    return mine;
  }
}

const ignore = (): void => undefined;
