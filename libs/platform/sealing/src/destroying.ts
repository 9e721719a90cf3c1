import { CERTIFICATES, certificateIn, Certified, type Certificate, type DestroyedEvent } from '#kernel';
import type { DestructionGround } from '#kernel';
import {
  canonicalText,
  encodePosition,
  StreamDeleted,
  WrongRevision,
  type EventMetadata,
  type EventStore,
} from '#platform/event-store';
import { setTimeout as sleep } from 'node:timers/promises';
import { v7 as uuidV7 } from 'uuid';
import type { KeyFolder } from './key-folder.ts';

/** There is no such record. */
export class NothingToDestroy extends Error {
  override readonly name = 'NothingToDestroy';
  constructor(stream: string) {
    super(`there is no ${stream}`);
  }
}

/** The journal does not have all events of a record, so that nobody can certify them: its key is gone, the rest waits. */
export class NotJournaled extends Error {
  override readonly name = 'NotJournaled';
  constructor(stream: string) {
    super(
      `the journal does not have all of ${stream} yet: let a projector run, and destroy it again to finish`,
    );
  }
}

/** A stream was closed before any certificate told what was in it: by somebody else than this. */
export class Uncertified extends Error {
  override readonly name = 'Uncertified';
  constructor(stream: string) {
    super(`${stream} was closed by somebody else, and no certificate of destruction tells what was in it`);
  }
}

export type DestroyingOptions = {
  readonly store: Pick<EventStore, 'load' | 'append' | 'tombstone' | 'lastPosition'>;
  readonly keys: Pick<KeyFolder, 'destroy'>;
  /** What remains of the events of a stream, as far as the journal goes. */
  readonly remainsOf: (stream: string) => Promise<readonly DestroyedEvent[]>;
  /** How long the journal may take to come to the end of a record. Milliseconds. */
  readonly journalMsMax?: number;
};

/** What a destruction came to. */
export type Destroyed = {
  readonly stream: string;
  /** How many events its certificates name. */
  readonly events: number;
  /** Where in the log the last of them stands: a read side that has come there has nothing of the record any more. */
  readonly position: string;
  /** It was destroyed before, and nothing was left to do. */
  readonly repeated: boolean;
};

/** So many events stand in one certificate: an append takes a megabyte at most. */
const CERTIFIED_MAX = 1_000;
const JOURNAL_MS_MAX = 10_000;
const AGAIN_MS = 100;
const TRIES_MAX = 10;

/**
 * Destroys a record for ever: its key first, so that nobody reads it or adds to it from that moment on; then a certificate
 * of each event; then its stream is closed. What is broken off is taken up by the same call again. The read side lets go of
 * texts and rows when it comes to the certificate. Throws {@link NothingToDestroy}, {@link NotJournaled},
 * {@link Uncertified}, and what the store throws.
 */
export async function destroy(
  stream: string,
  ground: DestructionGround,
  metadata: EventMetadata,
  { store, keys, remainsOf, journalMsMax = JOURNAL_MS_MAX }: DestroyingOptions,
): Promise<Destroyed> {
  let revision = await revisionOf(store, stream);
  if (revision === -1) throw new NothingToDestroy(stream);
  keys.destroy(stream);
  let { certified, end } = await certificates(store, stream);
  if (revision === 'closed') {
    if (certified.size === 0) throw new Uncertified(stream);
    return { ...{ stream, events: certified.size }, position: await placeOf(store), repeated: true };
  }
  for (let tries = 1; ; tries += 1) {
    try {
      const remains = await journaled(remainsOf, stream, revision, journalMsMax);
      const open = remains.filter((one) => !certified.has(one.revision));
      for (let at = 0; at < open.length; at += CERTIFIED_MAX) {
        const events = open.slice(at, at + CERTIFIED_MAX);
        end = await certify(store, end, { stream, ground, events }, metadata);
        for (const one of events) certified.add(one.revision);
      }
      await store.tombstone(stream, revision);
      return { ...{ stream, events: certified.size }, position: await placeOf(store), repeated: false };
    } catch (error) {
      // Somebody else wrote a certificate meanwhile, or the last event of the record.
      if (!(error instanceof WrongRevision) || tries === TRIES_MAX) throw error;
      ({ certified, end } = await certificates(store, stream));
      if (error.stream === stream) revision = error.actual;
    }
  }
}

async function revisionOf(store: DestroyingOptions['store'], stream: string): Promise<number | 'closed'> {
  try {
    return (await store.load(stream)).revision;
  } catch (error) {
    if (error instanceof StreamDeleted) return 'closed';
    throw error;
  }
}

/** The revisions of a stream that are certified, and the last revision of the certificates. */
async function certificates(
  store: DestroyingOptions['store'],
  stream: string,
): Promise<{ certified: Set<number>; end: number }> {
  const { events, revision: end } = await store.load(CERTIFICATES);
  const own = events.flatMap((event): DestroyedEvent[] => {
    const certificate = certificateIn(event.stream, event.type, event.data);
    return certificate?.stream === stream ? certificate.events : [];
  });
  return { certified: new Set(own.map(({ revision }) => revision)), end };
}

async function certify(
  store: DestroyingOptions['store'],
  end: number,
  certificate: Certificate,
  metadata: EventMetadata,
): Promise<number> {
  const text = {
    id: uuidV7(),
    type: Certified.type,
    data: canonicalText(certificate),
    metadata: canonicalText(metadata),
  };
  return (await store.append(CERTIFICATES, end, [text])).revision;
}

/** Waits until the journal has a stream up to a revision. Throws {@link NotJournaled}. */
async function journaled(
  remainsOf: DestroyingOptions['remainsOf'],
  stream: string,
  revision: number,
  msMax: number,
): Promise<readonly DestroyedEvent[]> {
  for (const until = Date.now() + msMax; ; await sleep(AGAIN_MS)) {
    const remains = await remainsOf(stream);
    if (remains.length > revision) return remains;
    if (Date.now() >= until) throw new NotJournaled(stream);
  }
}

const placeOf = async (store: DestroyingOptions['store']): Promise<string> => {
  const position = await store.lastPosition();
  if (position === null) throw new TypeError('a store with a certificate has a last event');
  return encodePosition(position);
};
