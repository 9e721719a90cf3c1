import { certifiedBeyond } from './destroyed.ts';
import { leafHash, numbered, type CertifiedEvents, type EventWithLeaf, type JournalEnd } from './journal.ts';
import { reaches, type Position } from './place-watch.ts';
import type { Log } from './projector.ts';

type StoreLog = Pick<Log, 'readAll' | 'load'>;
type StoreEvent = Parameters<typeof numbered>[1][number];

/** An event with the number that it has by the store alone; `isTrue`: its certificate, if any, is not of another event. */
export type StoreNumbered = EventWithLeaf & { readonly isTrue: boolean };

/** The store read again from its beginning, as many events at a time as are asked for, with their numbers. */
export class StoreNumbers {
  #waiting: StoreNumbered[] = [];
  #end: JournalEnd = { seq: 0, position: null, recordedAt: null };

  private constructor(
    private readonly log: StoreLog,
    private readonly batches: AsyncIterator<readonly StoreEvent[]>,
    private readonly certified: CertifiedEvents,
  ) {}

  /** With the certificates that the journal has, which ends at a place. */
  static async open(log: StoreLog, end: Position | null): Promise<StoreNumbers> {
    const certified = await certifiedBeyond(log, 0, ({ position }) => end !== null && reaches(end, position));
    return new StoreNumbers(log, log.readAll({ after: 'start' })[Symbol.asyncIterator](), certified);
  }

  async take(count: number): Promise<readonly StoreNumbered[]> {
    while (this.#waiting.length < count) {
      const next = await this.batches.next();
      if (next.done === true) break;
      const news = numbered(this.#end, next.value, this.certified);
      this.#end = news.at(-1)?.event ?? this.#end;
      this.#waiting = this.#waiting.concat(judged(news, next.value));
    }
    return this.#waiting.splice(0, count);
  }

  /** What a certificate tells by now of an event that was destroyed while this looked. */
  async certifiedSince(seq: number): Promise<EventWithLeaf | undefined> {
    return (await certifiedBeyond(this.log, seq - 1)).get(seq);
  }

  async close(): Promise<void> {
    await this.batches.return?.();
  }
}

/** As long as the store has what was destroyed, its certificate can be held against it. */
function judged(news: readonly EventWithLeaf[], events: readonly StoreEvent[]): StoreNumbered[] {
  if (!news.some(({ event }) => event.isDestroyed)) return news.map((one) => ({ ...one, isTrue: true }));
  const byCommit = new Map(events.map((event) => [event.position.commit, event]));
  return news.map(({ event, leaf }) => {
    const still = event.isDestroyed ? byCommit.get(event.position.commit) : undefined;
    if (still === undefined) return { event, leaf, isTrue: true };
    const { recordedTicks: _, ...texts } = still;
    const { seq, recordedAt } = event;
    const was = { ...texts, id: still.id.toLowerCase(), seq, recordedAt, isDestroyed: false };
    return { event, leaf, isTrue: leafHash(was).equals(leaf) };
  });
}
