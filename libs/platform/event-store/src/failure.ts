import { Metadata, status } from '@grpc/grpc-js';
import { BrokenEvent, Refused, StoreUnavailable, StreamDeleted } from './errors.ts';
import { Unreached } from './persistence.ts';

const HOPELESS: readonly unknown[] = [
  status.PERMISSION_DENIED,
  status.UNAUTHENTICATED,
  status.UNIMPLEMENTED,
  status.INVALID_ARGUMENT,
];

/** What a failed call means: {@link Unreached} where trying again may help, otherwise an error that is final. */
export function failureOf(error: unknown): Error {
  if (error instanceof Unreached || error instanceof Refused || error instanceof BrokenEvent) return error;
  if (!(error instanceof Error)) return new Unreached(String(error), true);
  if (trailerOf(error, 'exception') === 'stream-deleted')
    return new StreamDeleted(trailerOf(error, 'stream-name'));
  if ('code' in error && HOPELESS.includes(error.code)) {
    return new StoreUnavailable(`the event store refuses: ${error.message}`, { cause: error });
  }
  return new Unreached(error.message, true, { cause: error });
}

function trailerOf(error: Error, key: string): string {
  if (!('metadata' in error) || !(error.metadata instanceof Metadata)) return '';
  return error.metadata.get(key)[0]?.toString() ?? '';
}
