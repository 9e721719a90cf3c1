import canonicalize from 'canonicalize';
import { opened, Rejected, SEAL, type Event, type Rejections, type Upcasters } from '#kernel';
import { AppendTooLarge, BrokenEvent } from './errors.ts';
import type { LogEvent } from './log-event.ts';
import type { EventMetadata } from './metadata.ts';

export const codecRejections = {
  'event-store.unstorable-text': {
    kind: 'invalid',
    says: 'The text contains a NUL character or half a surrogate pair, which cannot be stored.',
  },
} as const satisfies Rejections;

/** Under the 1 MiB that servers take by default, with room for their own framing. */
export const APPEND_BYTES_MAX = 1_000_000;

const UNSTORABLE = /\0|\p{Surrogate}/u;
/** How `UNSTORABLE` looks in JSON text, or harmless text that resembles it; the walk tells them apart. */
const SUSPECT = /\\u(?:0000|d[89a-f])/;

/**
 * The canonical JSON (RFC 8785) of event data or metadata, written once and never again.
 * Throws {@link Rejected} `event-store.unstorable-text` naming the field that PostgreSQL could not hold.
 */
export function canonicalText(content: object): string {
  const text = canonicalize(content);
  if (text === undefined) throw new TypeError('content is not JSON');
  if (SUSPECT.test(text)) refuseUnstorable(JSON.parse(text), '');
  return text;
}

/** Throws {@link Rejected} `event-store.unstorable-text` for text that no event or stream name may hold. */
export function refuseUnstorable(value: unknown, field: string): void {
  if (typeof value === 'string') {
    if (UNSTORABLE.test(value)) throw rejection('event-store.unstorable-text', field);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      const path = field === '' ? key : `${field}.${key}`;
      if (UNSTORABLE.test(key))
        throw rejection('event-store.unstorable-text', path.replace(/\0|\p{Surrogate}/gu, '\ufffd'));
      refuseUnstorable(inner, path);
    }
  }
}

/** Throws {@link AppendTooLarge} when the texts together are larger than the store takes. */
export function refuseTooLarge(
  stream: string,
  events: readonly { readonly data: string; readonly metadata: string }[],
): void {
  let bytes = 0;
  for (const { data, metadata } of events) bytes += Buffer.byteLength(data) + Buffer.byteLength(metadata);
  if (bytes > APPEND_BYTES_MAX) throw new AppendTooLarge(stream, APPEND_BYTES_MAX);
}

/** What a stored event says, out of its enclosure where it has one. Throws {@link BrokenEvent} when its texts are not JSON objects. */
export function parseEvent(
  event: LogEvent,
  upcasters: Upcasters = {},
): {
  readonly event: Event;
  readonly metadata: Partial<EventMetadata>;
} {
  if (!event.isJson) throw new BrokenEvent(event.stream, event.revision, 'is not JSON');
  const data = parseObject(event, event.data, 'data');
  const metadata = event.metadata === '' ? {} : parseObject(event, event.metadata, 'metadata');
  const open = (sealed: string): string | null => upcasters[SEAL]?.open(event.stream, sealed) ?? null;
  const says = opened({ type: event.type, data }, metadata, open);
  if (says === null) throw new BrokenEvent(event.stream, event.revision, 'is an enclosure without an event');
  return says;
}

/** The object that canonical text of ours stands for. */
export function objectOf(text: string): object {
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null) throw new TypeError('not a JSON object');
  return value;
}

function parseObject({ stream, revision }: LogEvent, text: string, what: string): object {
  try {
    return objectOf(text);
  } catch {
    throw new BrokenEvent(stream, revision, `has ${what} that is not a JSON object`);
  }
}

function rejection(code: keyof typeof codecRejections, field: string): Rejected {
  const { kind, says } = codecRejections[code];
  return new Rejected(code, kind, says, field === '' ? null : field);
}
