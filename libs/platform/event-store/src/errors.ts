/**
 * What an append or a command can come to, beside success and the kernel's `Rejected`. *Refused*: certainly not
 * recorded. *Unknown*: may have been recorded, and asking again with the same idempotency key is safe.
 */

/** Certainly not recorded. */
export abstract class Refused extends Error {}

/** Refused: the stream is not at the revision that was expected. */
export class WrongRevision extends Refused {
  override readonly name = 'WrongRevision';
  constructor(
    readonly stream: string,
    readonly expected: number,
    /** -1: there is no such stream. */
    readonly actual: number,
  ) {
    super(`${stream} is at revision ${actual}, not at ${expected}`);
  }
}

/** Refused: the stream was destroyed for ever (tombstoned). */
export class StreamDeleted extends Refused {
  override readonly name = 'StreamDeleted';
  constructor(readonly stream: string) {
    super(`${stream} has been deleted for ever`);
  }
}

/** Refused: the store does not take appends of this size. */
export class AppendTooLarge extends Refused {
  override readonly name = 'AppendTooLarge';
  constructor(
    readonly stream: string,
    readonly sizeBytesMax: number,
  ) {
    super(`the append to ${stream} is larger than ${sizeBytesMax} bytes`);
  }
}

/** Refused: the store cannot be reached, is too busy or does not let us in. Nothing was recorded. */
export class StoreUnavailable extends Refused {
  override readonly name = 'StoreUnavailable';
}

/** Unknown: the append may have been recorded. The same request with the same idempotency key may be sent again. */
export class OutcomeUnknown extends Error {
  override readonly name = 'OutcomeUnknown';
  constructor(
    readonly stream: string,
    cause: unknown,
  ) {
    super(`the store did not answer whether it took the append to ${stream}; repeating it is safe`, {
      cause,
    });
  }
}

/** Refused: the record is not at the revision that the caller named (`If-Match`). */
export class PreconditionFailed extends Refused {
  override readonly name = 'PreconditionFailed';
  constructor(
    readonly stream: string,
    readonly expected: number,
    readonly actual: number,
  ) {
    super(`${stream} is at revision ${actual}, and the request was made for ${expected}`);
  }
}

/** Refused: others were faster each time that the command was decided. */
export class LostRace extends Refused {
  override readonly name = 'LostRace';
  constructor(readonly stream: string) {
    super(`${stream} changed again each time that the command was decided`);
  }
}

/** Broken: the log holds something that this programme cannot read. Never caught. */
export class BrokenEvent extends Error {
  override readonly name = 'BrokenEvent';
  constructor(
    readonly stream: string,
    readonly revision: number,
    says: string,
  ) {
    super(`event ${revision} of ${stream} ${says}`);
  }
}
