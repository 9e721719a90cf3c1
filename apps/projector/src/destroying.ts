import { setTimeout as sleep } from 'node:timers/promises';
import { KeyFolder, destroy } from '#platform/sealing';
import type { EventStore } from '#platform/event-store';
import type { Destroy } from '#platform/policies';
import { remainsOf, sweepIfNeeded } from '#platform/read-store';

const SWEEP_EVERY_MS = 3_600_000;

/** How policies destroy records: certified by the journal, with the keys of a folder. */
export const destroyingWith =
  (url: string, keysDir: string) =>
  (store: EventStore): Destroy => {
    const keys = KeyFolder.open(keysDir);
    return async (stream, ground, { caller, expectedRevision: _, ...request }) => {
      const metadata = { ...caller, ...request };
      const options = { store, keys, remainsOf: (of: string) => remainsOf(url, of) };
      const { position, repeated } = await destroy(stream, ground, metadata, options);
      return { position, isNew: !repeated };
    };
  };

/** Once an hour, takes what is left of destroyed records out of the files of the database, until the signal aborts. */
export async function keepSwept(
  url: string,
  signal: AbortSignal,
  onFailure: (error: unknown) => void,
): Promise<void> {
  while (!signal.aborted) {
    await sweepIfNeeded(url).catch(onFailure);
    await sleep(SWEEP_EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
}
