import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { START, WrongRevision, type EventLog, type LogEvent, type NewEvent } from '#platform/event-store';

/** A log in this process, into which a history is made up: what it records bears the instant of its clock. */
export type HistoryLog = EventLog & { readonly close: () => Promise<void> };

/** The data folder holds something: nothing is made up in a register that there is. */
export class DataFolderNotEmpty extends Error {
  constructor(path: string) {
    super(`The data folder ${path} holds something already. Choose a new one: a history begins with itself.`);
    this.name = 'DataFolderNotEmpty';
  }
}

/** What a folder may hold that was taken a moment ago. */
const OF_THE_OWNER = ['lock'];
const TICKS_PER_MS = 10_000n;

/**
 * Opens the embedded event store of a new data folder, which the caller owns, for this process alone and without a
 * server. Only here can recorded time be anything but the store's own clock: no client can set it.
 * @throws DataFolderNotEmpty
 */
export async function openHistoryLog(dataFolder: string, clock: () => Date): Promise<HistoryLog> {
  const holds = (await readdir(dataFolder)).filter((name) => !OF_THE_OWNER.includes(name));
  if (holds.length > 0) throw new DataFolderNotEmpty(dataFolder);
  const { HistoryWriter } = await import('#platform/embedded-event-store'); // Few who start stores make up histories.
  const writer = await HistoryWriter.open(join(dataFolder, 'event-store'), clock);
  return {
    load: (stream, { fromRevision = 0 } = {}) => {
      const events = writer.read(stream, fromRevision).map((event): LogEvent => {
        const recordedTicks = event.recordedAt;
        const recordedAt = new Date(Number(recordedTicks / TICKS_PER_MS));
        return { ...event, stream, position: START, isJson: true, recordedTicks, recordedAt };
      });
      return Promise.resolve({ events, revision: writer.revisionOf(stream) });
    },
    append: (stream: string, expectedRevision: number, events: readonly NewEvent[]) => {
      const current = writer.revisionOf(stream);
      if (current !== expectedRevision)
        return Promise.reject(new WrongRevision(stream, expectedRevision, current));
      // Positions are given when a group is written, and nobody waits for one here.
      return Promise.resolve({ revision: writer.append(stream, events), position: START });
    },
    lastPosition: () => Promise.resolve(null),
    close: () => writer.close(),
  };
}
