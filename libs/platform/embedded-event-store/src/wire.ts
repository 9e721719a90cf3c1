/**
 * Just enough of the protocol buffer encoding to write a stored event once, in the form in which it is sent ever after.
 * @see https://protobuf.dev/programming-guides/encoding/
 */

/** EventStoreDB's number for "after everything": 2^63 - 1, which no JavaScript number can hold. */
export const longMax = 9_223_372_036_854_775_807n;

export function varintLength(value: number): number {
  let length = 1;
  for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) length += 1;
  return length;
}

export class WireWriter {
  readonly bytes: Buffer;
  at = 0;

  constructor(length: number) {
    this.bytes = Buffer.allocUnsafe(length);
  }

  /** @param value a whole number from 0 to 2^53 - 1 */
  varint(value: number): void {
    let rest = value;
    while (rest >= 128) {
      this.bytes[this.at++] = (rest % 128) | 128;
      rest = Math.floor(rest / 128);
    }
    this.bytes[this.at++] = rest;
  }

  tag(field: number, value: number): void {
    this.bytes[this.at++] = field;
    this.varint(value);
  }

  block(field: number, bytes: Uint8Array): void {
    this.tag(field, bytes.length);
    this.raw(bytes);
  }

  raw(bytes: Uint8Array): void {
    this.bytes.set(bytes, this.at);
    this.at += bytes.length;
  }

  latin(text: string): void {
    this.at += this.bytes.write(text, this.at, 'latin1');
  }
}

export const blockLength = (length: number): number => 1 + varintLength(length) + length;

/** One length-delimited field; `tag` is the field number times 8, plus 2. */
export function block(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const writer = new WireWriter(blockLength(length));
  writer.tag(tag, length);
  for (const part of parts) writer.raw(part);
  return writer.bytes;
}

/** One whole-number field; `tag` is the field number times 8. */
export function varint(tag: number, value: number): Buffer {
  const writer = new WireWriter(1 + varintLength(value));
  writer.tag(tag, value);
  return writer.bytes;
}

export const text = (tag: number, value: string): Buffer => block(tag, Buffer.from(value));

/** The same for any number from 0 to 2^64 - 1. */
export function longVarint(tag: number, value: bigint): Buffer {
  const bytes = [tag];
  let rest = value;
  for (; rest >= 128n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  return Buffer.from([...bytes, Number(rest)]);
}

type Field = { readonly field: number; readonly value: number | Buffer };

/**
 * The fields of a message that was read before, so that it is known to be one: whole numbers (negative and very large
 * ones come out as about what they are), and blocks of bytes; numbers of fixed width are passed over.
 */
export function* fieldsIn(bytes: Buffer): Iterable<Field> {
  let at = 0;
  const varintAt = (): number => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[at++] ?? 0;
      value += (byte % 128) * scale;
      if (byte < 128) return value >= 2 ** 63 ? value - 2 ** 64 : value;
    }
  };
  while (at < bytes.length) {
    const tag = varintAt();
    const field = Math.floor(tag / 8);
    switch (tag % 8) {
      case 0:
        yield { field, value: varintAt() };
        break;
      case 2: {
        const length = varintAt();
        yield { field, value: bytes.subarray(at, at + length) };
        at += length;
        break;
      }
      default:
        at += tag % 8 === 1 ? 8 : 4;
    }
  }
}
