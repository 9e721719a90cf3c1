import { Metadata, status } from '@grpc/grpc-js';
import type { Expected } from './commit-check.ts';

/** An error of a call: a gRPC status, and the trailers by which clients tell one failure from another. */
export class CallError extends Error {
  readonly metadata = new Metadata();

  constructor(
    readonly code: status,
    readonly details: string,
    trailers: Readonly<Record<string, string | Buffer>> = {},
  ) {
    super(details);
    this.name = 'CallError';
    for (const [key, value] of Object.entries(trailers)) this.metadata.set(key, value);
  }
}

/** Header values are visible ASCII, so other characters of a stream name are percent-encoded, as gRPC does it. */
const headerText = (text: string): string =>
  text.replace(/[^\x20-\x7e]/gu, (character) => encodeURIComponent(character));

export const wrongExpectedVersion = (streamName: string, expected: Expected, current: number): CallError =>
  new CallError(
    status.FAILED_PRECONDITION,
    `Operation failed due to WrongExpectedVersion. Stream: ${headerText(streamName)}, ` +
      `Expected version: ${expected}, Actual version: ${current}`,
    {
      exception: 'wrong-expected-version',
      'stream-name': headerText(streamName),
      'expected-version': expected.toString(),
      'actual-version': current < 0 ? '' : current.toString(),
    },
  );

export const streamDeleted = (streamName: string): CallError =>
  new CallError(status.FAILED_PRECONDITION, `Event stream '${headerText(streamName)}' is deleted.`, {
    exception: 'stream-deleted',
    'stream-name': headerText(streamName),
  });

export const maximumAppendSizeExceeded = (bytesMax: number): CallError =>
  new CallError(status.INVALID_ARGUMENT, `Maximum Append Size of ${bytesMax} Exceeded.`, {
    exception: 'maximum-append-size-exceeded',
    'maximum-append-size': bytesMax.toString(),
  });

export const missingMetadata = (missing: string): CallError =>
  new CallError(status.INVALID_ARGUMENT, `Required Metadata Property '${missing}' is missing`, {
    exception: 'missing-required-metadata-property',
    'required-metadata-properties': 'type,content-type',
  });

export const invalidArgument = (details: string): CallError =>
  new CallError(status.INVALID_ARGUMENT, details);

export const timedOut = (): CallError => new CallError(status.ABORTED, 'Operation timed out');

export const unimplemented = (what: string): CallError =>
  new CallError(status.UNIMPLEMENTED, `The embedded event store does not offer ${what}.`);

export const tooMany = (what: string, countMax: number): CallError =>
  new CallError(
    status.RESOURCE_EXHAUSTED,
    `The embedded event store serves at most ${countMax} ${what} at once.`,
  );

export const shuttingDown = (): CallError =>
  new CallError(status.UNAVAILABLE, 'The event store is shutting down.');

export const broken = (error: unknown): CallError =>
  new CallError(
    status.UNKNOWN,
    error instanceof Error ? headerText(error.message) : 'The event store failed while writing.',
  );
