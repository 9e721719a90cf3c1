/** Every bound of the server. Bytes are bytes of UTF-8 or of the encoded message; times are milliseconds. */
export type Limits = {
  /** Sum over one append of type, data and metadata, as EventStoreDB counts it. */
  readonly appendBytesMax: number;
  /** Events of one append, however small they are. */
  readonly appendEventsMax: number;
  readonly streamNameBytesMax: number;
  readonly eventTypeBytesMax: number;
  /** One gRPC message from a client. */
  readonly messageBytesMax: number;
  readonly subscriptionsMax: number;
  /** Appends wait at most this long for their commit, whatever longer deadline the client set. */
  readonly commitTimeoutMs: number;
  /** Appends of one batch stream whose final part has not come yet. */
  readonly unfinishedAppendsMax: number;
  /** A batch stream is not read further while this much waits for the disk. */
  readonly pendingBytesMax: number;
  /** Appends that one transaction takes along. */
  readonly groupBytesMax: number;
  /** Event ids remembered for appends without an expected revision. */
  readonly recentIdsMax: number;
};

export const limitsDefault: Limits = {
  appendBytesMax: 1_048_576,
  appendEventsMax: 50_000,
  streamNameBytesMax: 1_024,
  eventTypeBytesMax: 1_024,
  messageBytesMax: 17 * 1_048_576,
  subscriptionsMax: 1_000,
  commitTimeoutMs: 10_000,
  unfinishedAppendsMax: 1_000,
  pendingBytesMax: 16 * 1_048_576,
  groupBytesMax: 8 * 1_048_576,
  recentIdsMax: 100_000,
};
