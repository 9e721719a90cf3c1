import type { Position } from './position.ts';

/** An event as the log holds it. */
export type LogEvent = {
  readonly id: string;
  readonly stream: string;
  /** Counts from 0 within the stream. */
  readonly revision: number;
  readonly type: string;
  readonly position: Position;
  /** When the store recorded it, by the store's clock. */
  readonly recordedAt: Date;
  /** The same instant as the store keeps it: units of 100 ns since 1970. */
  readonly recordedTicks: bigint;
  /** The text that was appended (canonical JSON, RFC 8785); base64 where `isJson` is false. */
  readonly data: string;
  /** The text that was appended; empty where there is none. */
  readonly metadata: string;
  readonly isJson: boolean;
};

/** An event to append: its texts come from the codec. */
export type NewEvent = {
  /** A UUID (RFC 9562). */
  readonly id: string;
  readonly type: string;
  readonly data: string;
  readonly metadata: string;
};
