import { opened, SEAL, spoken, upcast, type Event, type Json, type Upcasters } from '#kernel';
import type { JournalEvent } from './journal.ts';
import type { RecordedEvent } from './projection.ts';

/** What an event says, and what is said of it. */
export type Said = { readonly event: Event; readonly metadata: { readonly [key: string]: Json } };

/**
 * What a line of the journal says, out of its enclosure and in today's shape; `null` where its texts are no JSON objects, where nobody can
 * open the enclosure, or where somebody else's event has the name of one that speaks of a history and not its shape: it is journaled and no more.
 */
export function saidIn(
  { stream, type, ...texts }: Pick<JournalEvent, 'stream' | 'type' | 'data' | 'metadata'>,
  upcasters: Upcasters,
): Said | null {
  const data = objectIn(texts.data);
  const metadata = texts.metadata === '' ? {} : objectIn(texts.metadata);
  const unseal = (sealed: string): string | null => upcasters[SEAL]?.open(stream, sealed) ?? null;
  const says = data === null || metadata === null ? null : opened({ type, data }, metadata, unseal);
  if (says === null || !isReadable(says.event)) return null;
  return {
    event: upcast(upcasters, says.event),
    metadata: says.metadata as { readonly [key: string]: Json },
  };
}

/** The same of an event, with where it stands. */
export function recordedEvent(
  event: Omit<JournalEvent, 'position'>,
  upcasters: Upcasters,
): RecordedEvent | null {
  const says = event.isJson ? saidIn(event, upcasters) : null;
  if (says === null) return null;
  return {
    ...says,
    recordedAs: event.id,
    stream: event.stream,
    revision: event.revision,
    seq: event.seq,
    recordedAt: event.recordedAt,
  };
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether an event that speaks of a history can be followed; another application may share the store, and the names. */
function isReadable(event: Event): boolean {
  const says = spoken(event);
  switch (says?.name) {
    case undefined:
      return true;
    case 'Corrected':
      return typeof says.data.corrects === 'string' && isObject(says.data.changes);
    case 'Retracted':
      return typeof says.data.retracts === 'string';
    case 'ConfirmedByParty':
      return typeof says.data.confirms === 'string';
    case 'RecordedFromSource':
      return Array.isArray(says.data.claims) && says.data.claims.every(isClaim) && isObject(says.data.source);
  }
}
const isClaim = (claim: unknown): boolean =>
  isObject(claim) &&
  'type' in claim &&
  typeof claim.type === 'string' &&
  'data' in claim &&
  isObject(claim.data);

function objectIn(text: string): { readonly [key: string]: Json } | null {
  try {
    const value = JSON.parse(text) as Json;
    return isObject(value) ? (value as { [key: string]: Json }) : null;
  } catch {
    return null;
  }
}
