import type { shared as sharedNamespace } from './messages.ts';
import type { ProposedEvent } from './event-record.ts';
import { invalidArgument, maximumAppendSizeExceeded, missingMetadata } from './errors.ts';
import type { Limits } from './limits.ts';

/** The two shapes in which the protocol proposes an event share these readers. */
type ProposedMessage = {
  getId(): sharedNamespace.UUID | undefined;
  getMetadataMap(): { get(key: string): string | undefined };
  getCustomMetadata_asU8(): Uint8Array;
  getData_asU8(): Uint8Array;
};

/** Id, time, positions, type and all that is around them. */
const eventFrameBytes = 256;
const uuidShape = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Collects the events of one append and minds its size, counted as EventStoreDB does: type (UTF-16), data, metadata. */
export class Proposals {
  readonly events: ProposedEvent[] = [];
  bytes = 0;

  constructor(private readonly limits: Limits) {}

  /** @throws CallError for an event that cannot be, or that makes the append too large */
  add(message: ProposedMessage): void {
    const metadata = message.getMetadataMap();
    const type = metadata.get('type');
    const contentType = metadata.get('content-type');
    if (type === undefined) throw missingMetadata('type');
    if (contentType === undefined) throw missingMetadata('content-type');
    const event: ProposedEvent = {
      id: uuidOf(message.getId()),
      type,
      typeBytes: Buffer.from(type),
      isJson: contentType === 'application/json',
      data: message.getData_asU8(),
      metadata: message.getCustomMetadata_asU8(),
    };
    if (event.typeBytes.length > this.limits.eventTypeBytesMax)
      throw invalidArgument(`An event type may take ${this.limits.eventTypeBytesMax} bytes.`);
    this.bytes += type.length * 2 + event.data.length + event.metadata.length;
    if (this.bytes > this.limits.appendBytesMax) throw maximumAppendSizeExceeded(this.limits.appendBytesMax);
    if (this.events.length >= this.limits.appendEventsMax)
      throw invalidArgument(`An append may have ${this.limits.appendEventsMax} events.`);
    this.events.push(event);
  }

  /** About what they take in the log, where each has the stream's name with it. */
  storedBytes(streamName: string): number {
    return this.bytes + this.events.length * (streamName.length + eventFrameBytes);
  }
}

/** Either form of an id as 36 lower-case characters. */
export function uuidOf(uuid: sharedNamespace.UUID | undefined): string {
  const structured = uuid?.getStructured();
  const text = structured === undefined ? (uuid?.getString() ?? '').toLowerCase() : joined(structured);
  if (!uuidShape.test(text)) throw invalidArgument(`An event id must be a UUID, but was '${text}'.`);
  return text;
}

function joined(structured: sharedNamespace.UUID.Structured): string {
  const half = (bits: string): string => BigInt.asUintN(64, BigInt(bits)).toString(16).padStart(16, '0');
  const hex = half(structured.getMostSignificantBits()) + half(structured.getLeastSignificantBits());
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** @throws CallError for a name that no stream can have */
export function streamNameOf(
  identifier: sharedNamespace.StreamIdentifier | undefined,
  limits: Limits,
): string {
  const bytes = identifier?.getStreamName_asU8() ?? new Uint8Array();
  if (bytes.length === 0) throw invalidArgument('Required field StreamIdentifier not set.');
  if (bytes.length > limits.streamNameBytesMax)
    throw invalidArgument(`A stream name may take ${limits.streamNameBytesMax} bytes.`);
  const name = Buffer.from(bytes).toString('utf8');
  if (name === '$$' || name.includes('\0')) throw invalidArgument('This cannot be the name of a stream.');
  return name;
}
