import type { ProjectedLogEvent } from './index.ts';
import type { Log } from './projector.ts';

/** A log in memory that is written by the spec: what is pushed is told to all who follow. */
export class SpecimenLog implements Log {
  #events: readonly ProjectedLogEvent[] = [];
  readonly #wakes = new Set<() => void>();
  readonly #tells = new Set<NonNullable<Parameters<Log['subscribeToAll']>[0]['onState']>>();

  constructor(events: readonly ProjectedLogEvent[] = []) {
    this.#events = events;
  }

  /** Makes the log this one, longer (or another). */
  become(events: readonly ProjectedLogEvent[]): void {
    this.#events = events;
    for (const wake of this.#wakes) wake();
  }

  /** Interrupts those who follow, who take it up again where they were. */
  interrupt(): void {
    for (const tell of this.#tells) {
      tell({ kind: 'interrupted', reason: 'the line is cut' });
      tell({ kind: 'subscribed' });
    }
    for (const wake of this.#wakes) wake();
  }

  load(stream: string): Promise<{ readonly events: readonly ProjectedLogEvent[] }> {
    return Promise.resolve({ events: this.#events.filter((event) => event.stream === stream) });
  }

  async *readAll({ after }: Parameters<Log['readAll']>[0]): AsyncGenerator<readonly ProjectedLogEvent[]> {
    const events = this.#after(after);
    await Promise.resolve();
    if (events.length > 0) yield events;
  }

  async *subscribeToAll({
    after,
    signal,
    onState,
  }: Parameters<Log['subscribeToAll']>[0]): AsyncGenerator<readonly ProjectedLogEvent[]> {
    if (onState !== undefined) this.#tells.add(onState);
    onState?.({ kind: 'subscribed' });
    let place = after;
    while (!signal.aborted) {
      const events = this.#after(place);
      place = events.at(-1)?.position ?? place;
      if (events.length > 0) {
        yield events;
        continue;
      }
      await new Promise<void>((resolve) => {
        this.#wakes.add(resolve);
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
      this.#wakes.clear();
    }
  }

  #after(place: Parameters<Log['readAll']>[0]['after']): readonly ProjectedLogEvent[] {
    return this.#events.filter(({ position }) => place === 'start' || position.commit > place.commit);
  }
}
