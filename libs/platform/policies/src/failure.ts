import { isNativeError } from 'node:util/types';
import { Rejected } from '#kernel';
import { LostRace, OutcomeUnknown, StoreUnavailable, StreamDeleted } from '#platform/event-store';

/** Why a matter was not done: it may not be, it cannot be, or not at this moment. */
export type Failure =
  | { readonly kind: 'refused'; readonly code: string; readonly reason: string }
  | { readonly kind: 'broken'; readonly reason: string }
  | { readonly kind: 'passing' };

export function failureOf(error: unknown): Failure {
  if (error instanceof Rejected) return { kind: 'refused', code: error.code, reason: error.says };
  if (error instanceof StreamDeleted) {
    return { kind: 'refused', code: 'event-store.destroyed', reason: 'The record has been destroyed.' };
  }
  const isPassing =
    error instanceof StoreUnavailable || error instanceof OutcomeUnknown || error instanceof LostRace;
  return isPassing ? { kind: 'passing' } : { kind: 'broken', reason: messageOf(error) };
}

/** What an error says. Errors of the platform itself may be of another realm, where `instanceof` fails. */
export const messageOf = (error: unknown): string => (isNativeError(error) ? error.message : String(error));
