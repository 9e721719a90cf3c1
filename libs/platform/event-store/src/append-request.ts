import type { NewEvent } from './log-event.ts';

export type AppendRequest = {
  /** A UUID, by which the answer is known. */
  readonly correlation: string;
  readonly stream: string;
  /** -1: there is no such stream. */
  readonly expectedRevision: number;
  readonly events: readonly NewEvent[];
  /** Milliseconds since 1970; nothing is recorded after it. */
  readonly deadline: number;
  /** The same as milliseconds from its arrival: what counts with servers that know it, whatever their clock says. */
  readonly timeoutMs: number;
};

/** More than all tags, lengths, ids and numbers of a request, and of an event in it, take together. */
const REQUEST_BYTES_MAX = 128;
const EVENT_BYTES_MAX = 160;

/**
 * A whole append as one `BatchAppendReq`. Encoded here, since building and writing the generated messages takes as much
 * of the processor as the rest of an append. The order of fields means nothing in this encoding, but for the events.
 * @see https://protobuf.dev/programming-guides/encoding/
 */
export function encodeAppend({
  correlation,
  stream,
  expectedRevision,
  events,
  deadline,
  timeoutMs,
}: AppendRequest): Buffer {
  const bytes = events.reduce(
    (sum, { type, data, metadata }) => sum + EVENT_BYTES_MAX + utf8Length(type, data, metadata),
    REQUEST_BYTES_MAX + utf8Length(stream),
  );
  const writer = new BackwardsWriter(bytes);
  writer.block(1, () => writer.text(2, correlation));
  writer.block(2, () => {
    writer.block(1, () => writer.text(3, stream));
    if (expectedRevision < 0) writer.block(3, nothing);
    else writer.number(2, expectedRevision);
    // Of two alternatives the last one counts, for who knows both.
    writer.block(7, () => writeTime(writer, timeoutMs));
    writer.block(6, () => writeTime(writer, deadline));
  });
  for (const event of events.toReversed()) writer.block(3, () => writeEvent(writer, event));
  writer.number(4, 1);
  return writer.written();
}

function writeTime(writer: BackwardsWriter, ms: number): void {
  writer.number(1, Math.floor(ms / 1_000));
  writer.number(2, Math.floor(ms % 1_000) * 1_000_000);
}

function writeEvent(writer: BackwardsWriter, { id, type, data, metadata }: NewEvent): void {
  writer.block(1, () => writer.text(2, id));
  writeEntry(writer, 'type', type);
  writeEntry(writer, 'content-type', 'application/json');
  writer.text(3, metadata);
  writer.text(4, data);
}

function writeEntry(writer: BackwardsWriter, key: string, value: string): void {
  writer.block(2, () => {
    writer.text(1, key);
    writer.text(2, value);
  });
}

/** Writes from the end to the beginning, so that the length of a block is known when it is to be written. */
class BackwardsWriter {
  readonly #bytes: Buffer;
  #at: number;

  constructor(bytesMax: number) {
    this.#bytes = Buffer.allocUnsafe(bytesMax);
    this.#at = bytesMax;
  }

  block(field: number, content: () => void): void {
    const end = this.#at;
    content();
    this.#varint(end - this.#at);
    this.#varint(field * 8 + 2);
  }

  text(field: number, value: string): void {
    const length = Buffer.byteLength(value);
    this.#at -= length;
    this.#bytes.write(value, this.#at);
    this.#varint(length);
    this.#varint(field * 8 + 2);
  }

  /** A whole number from 0 to 2^53 - 1. */
  number(field: number, value: number): void {
    this.#varint(value);
    this.#varint(field * 8);
  }

  written(): Buffer {
    return this.#bytes.subarray(this.#at);
  }

  #varint(value: number): void {
    let length = 1;
    for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) length += 1;
    this.#at -= length;
    let rest = value;
    for (let index = 0; index < length - 1; index++, rest = Math.floor(rest / 128))
      this.#bytes[this.#at + index] = (rest % 128) | 128;
    this.#bytes[this.#at + length - 1] = rest;
  }
}

const nothing = (): void => undefined;
const utf8Length = (...texts: readonly string[]): number =>
  texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
