import { NotLogged } from '#platform/access';
import { dateRejections, hashRejections, historyRejections } from '#kernel';
import { deciders } from '#contexts/all';
import {
  AppendTooLarge,
  codecRejections,
  LostRace,
  OutcomeUnknown,
  positionRejections,
  PreconditionFailed,
  requestRejections,
  StoreUnavailable,
  StreamDeleted,
} from '#platform/event-store';
import { problemsOf, type ErrorMapping, type KnownProblem } from '#platform/http';
import { ReadModelNotReady, readStoreRejections, ReadStoreUnavailable } from '#platform/read-store';
import { ledgerProblems } from '#platform/ledger/module';
import { recordProblems } from '#platform/records';
import { KeyDestroyed, KeyMissing } from '#platform/sealing';

/** How errors of the two stores are told. */
export const errors: readonly ErrorMapping[] = [
  {
    error: NotLogged,
    status: 503,
    code: 'access.not-logged',
    detail: 'It cannot be noted who asks this, so it is not done.',
  },
  {
    error: PreconditionFailed,
    status: 412,
    code: 'request.precondition-failed',
    detail: 'The record has changed since the revision that If-Match names; look at it again.',
  },
  {
    error: LostRace,
    status: 409,
    code: 'request.lost-race',
    detail: 'The record changed each time that this was decided; ask again.',
  },
  {
    error: OutcomeUnknown,
    status: 503,
    code: 'event-store.outcome-unknown',
    detail: 'This may have been recorded. Send it again with the same Idempotency-Key to find out.',
  },
  {
    error: StoreUnavailable,
    status: 503,
    code: 'event-store.unavailable',
    detail: 'The event store does not answer. Nothing was recorded; ask again.',
  },
  {
    error: StreamDeleted,
    status: 410,
    code: 'event-store.destroyed',
    detail: 'The record has been destroyed.',
  },
  {
    error: KeyDestroyed,
    status: 410,
    code: 'event-store.destroyed',
    detail: 'The record has been destroyed.',
  },
  {
    error: KeyMissing,
    status: 503,
    code: 'sealing.key-missing',
    detail: 'The key of the record is not in the folder of keys: it is another folder, or an old copy.',
  },
  {
    error: AppendTooLarge,
    status: 413,
    code: 'event-store.too-large',
    detail: 'What would be recorded is larger than the event store takes.',
  },
  {
    error: ReadStoreUnavailable,
    status: 503,
    code: 'database.unavailable',
    detail: 'The database cannot be reached; try again.',
  },
  {
    error: ReadModelNotReady,
    status: 503,
    code: 'read-store.not-ready',
    detail: 'A read model is still being filled; ask again.',
  },
];

/** Everything that the API may refuse, for the addresses that problem documents name as their type. */
export const problems: readonly KnownProblem[] = [
  ...deciders.flatMap(({ rejections }) => problemsOf(rejections)),
  ...[
    dateRejections,
    hashRejections,
    historyRejections,
    codecRejections,
    positionRejections,
    requestRejections,
    readStoreRejections,
  ].flatMap((rejections) => problemsOf(rejections)),
  ...recordProblems,
  ...ledgerProblems,
];
