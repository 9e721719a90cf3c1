import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock, ticksOf, type Clock, type Ticks } from './clock.ts';
import { lockData } from './data-lock.ts';
import { moveDurably } from './durable-files.ts';
import { discardIndex } from './event-index.ts';
import { copyFileName, EventLog, logFileName } from './event-log.ts';
import { createdOf, revisionOf, streamNameOf } from './event-record.ts';
import { LogFile } from './log-file.ts';
import { noteBytes } from './log-note.ts';
import { firstReadable, isClosed, isSoftDeleted, metadataOf, standingOf } from './stream-metadata.ts';

/** Events are counted; bytes are those of the data file. */
export type ScavengeReport = {
  readonly kept: number;
  readonly removed: number;
  readonly bytesBefore: number;
  readonly bytesAfter: number;
};

const sliceCountMax = 1_000;
const sliceBytesMax = 4_194_304;

/**
 * Removes for good what no reader can see any more: events of deleted and tombstoned streams, events before `$tb`,
 * beyond `$maxCount` or older than `$maxAge`, and metadata that was replaced. What stays, stays at its position with
 * its revision. The kept events are copied into a new file that then takes the old one's place in one step, so that
 * nothing of the removed ones is left in a free page, and so that a crash leaves either file whole.
 * @throws DataInUse while a server runs on the folder
 */
export async function scavenge(options: {
  readonly dataDir: string;
  readonly clock?: Clock;
}): Promise<ScavengeReport> {
  const { dataDir, clock = systemClock } = options;
  const lock = lockData(dataDir);
  try {
    const bytesBefore = sizeOf(join(dataDir, logFileName));
    const counts = await copyKept(dataDir, ticksOf(clock()));
    moveDurably(join(dataDir, copyFileName), join(dataDir, logFileName));
    discardIndex(dataDir);
    return { ...counts, bytesBefore, bytesAfter: sizeOf(join(dataDir, logFileName)) };
  } finally {
    lock.release();
  }
}

async function copyKept(dataDir: string, now: Ticks): Promise<{ kept: number; removed: number }> {
  const source = await EventLog.open(dataDir);
  const target = LogFile.open(join(dataDir, copyFileName));
  let kept = 0;
  let removed = 0;
  try {
    let noted = 0;
    for (const [name, { last, tombstoned }] of source.heads()) {
      target.stage(0, noteBytes({ about: 'stream', name, last, tombstoned }));
      if (++noted % sliceCountMax === 0) target.flush();
    }
    for (let after = 0; ;) {
      const { records, places } = source.all('forwards', after, sliceCountMax, sliceBytesMax);
      const last = places.at(-1);
      if (last === undefined) break;
      records.forEach((record, at) => {
        if (isKept(source, record, now)) {
          target.stage(places[at] ?? 0, record);
          kept += 1;
        } else removed += 1;
      });
      target.flush();
      after = last;
    }
    target.stage(0, noteBytes({ about: 'next', position: source.nextPosition() }));
    target.flush();
    return { kept, removed };
  } finally {
    await source.close();
    target.close();
  }
}

/** The last event of a stream that lives is always kept, as EventStoreDB does. */
function isKept(log: EventLog, record: Buffer, now: Ticks): boolean {
  const name = streamNameOf(record);
  const revision = revisionOf(record);
  const standing = standingOf(log, name);
  const { head } = standing;
  if (head === undefined) return false;
  if (head.tombstoned) return revision === Infinity;
  if (isClosed(log, standing)) return false;
  const metadata = metadataOf(log, standing);
  if (isSoftDeleted(metadata)) return false;
  if (revision === head.last) return true;
  if (revision < firstReadable(head, metadata)) return false;
  return metadata.maxAge === undefined || createdOf(record) >= now - metadata.maxAge;
}

const sizeOf = (file: string): number => (existsSync(file) ? statSync(file).size : 0);
