import { readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { open, type Database, type RootDatabase } from 'lmdb';
import { flush, writeDurably } from './durable-files.ts';
import type { Extent } from './log-file.ts';

/** Numbers of six bytes: the tables that have a row for every event are as small as they can be. */
const packed = { encoding: 'binary', keyEncoding: 'binary' } as const;
const numberMax = 2 ** 48 - 1;

/** A position or a revision as a key, or as what a key leads to; beyond what six bytes hold it is the last of them. */
export function numberBytes(number: number): Buffer {
  const bytes = Buffer.allocUnsafe(6);
  bytes.writeUIntBE(Math.min(Math.max(number, 0), numberMax), 0, 6);
  return bytes;
}
export const numberIn = (bytes: Buffer, at = 0): number => bytes.readUIntBE(at, 6);

/** The key of an event in its stream. */
export function revisionKey(streamId: number, revision: number): Buffer {
  const bytes = Buffer.allocUnsafe(10);
  bytes.writeUInt32BE(streamId, 0);
  bytes.writeUIntBE(revision, 4, 6);
  return bytes;
}
export const revisionIn = (key: Buffer): number => key.readUIntBE(4, 6);

export function extentBytes({ at, length }: Extent): Buffer {
  const bytes = Buffer.allocUnsafe(10);
  bytes.writeUIntBE(at, 0, 6);
  bytes.writeUInt32BE(length, 6);
  return bytes;
}
export const extentIn = (bytes: Buffer): Extent => ({
  at: bytes.readUIntBE(0, 6),
  length: bytes.readUInt32BE(6),
});

const indexFile = 'index.mdb';
const trustFile = 'index.trust';
/** Address space, not memory: growing beyond it is possible, but leaves the smaller maps before it in use too. */
const mapBytes = 2 ** 36;

/**
 * The tables in LMDB: `records` (position → where in the log), `streams` (name → head), `revisions` (stream number and
 * revision → position) and `counters`. They follow the log and are not flushed: what a crash of the machine may have
 * spoilt is made again from the log. A crash of the process spoils nothing, since what it wrote is with the system.
 */
export type EventIndex = {
  readonly root: RootDatabase;
  readonly records: Database<Buffer, Buffer>;
  readonly streams: Database<number[], Buffer>;
  readonly revisions: Database<Buffer, Buffer>;
  readonly counters: Database<number[], string>;
};

/** Opens the index of the log with this id: as it was left if it can be trusted, otherwise empty. */
export function openIndex(dataDir: string, logId: string): EventIndex {
  const path = join(dataDir, indexFile);
  if (!isTrusted(dataDir, logId)) discardIndex(dataDir);
  const root = open({ path, maxDbs: 4, noSync: true, mapSize: mapBytes, eventTurnBatching: false });
  write(dataDir, { logId, boot: bootId(), inode: statSync(path).ino });
  return {
    root,
    records: root.openDB<Buffer, Buffer>('records', packed),
    streams: root.openDB<number[], Buffer>('streams', { encoding: 'ordered-binary', keyEncoding: 'binary' }),
    revisions: root.openDB<Buffer, Buffer>('revisions', packed),
    counters: root.openDB<number[], string>('counters', { encoding: 'ordered-binary' }),
  };
}

/** Flushes the index, and notes that it was closed. */
export async function closeIndex(index: EventIndex, dataDir: string, logId: string): Promise<void> {
  await index.root.close();
  flush(join(dataDir, indexFile));
  write(dataDir, { logId, boot: 'any', inode: statSync(join(dataDir, indexFile)).ino });
}

/** Throws the index away: the next opening makes it from the log. */
export function discardIndex(dataDir: string): void {
  for (const file of [trustFile, indexFile, `${indexFile}-lock`])
    rmSync(join(dataDir, file), { force: true });
}

/**
 * Whose index it is, and since which start of the machine it is being written (`any`: it was flushed and closed;
 * null: the system does not say). The inode is that of the very file: a copy of a folder in use may be spoilt too.
 */
type Trust = { readonly logId: string; readonly boot: string | null; readonly inode: number };

function isTrusted(dataDir: string, logId: string): boolean {
  try {
    const trust = JSON.parse(readFileSync(join(dataDir, trustFile), 'utf8')) as Trust;
    const isOfThisBoot = trust.boot === 'any' || (trust.boot !== null && trust.boot === bootId());
    return trust.logId === logId && isOfThisBoot && trust.inode === statSync(join(dataDir, indexFile)).ino;
  } catch {
    return false; // Nothing there, or nothing that can be read: it is made again.
  }
}

function write(dataDir: string, trust: Trust): void {
  writeDurably(join(dataDir, trustFile), JSON.stringify(trust));
}

function bootId(): string | null {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return null;
  }
}
