import { Clock } from '#platform/clock';

/** A clock that is set by hand. */
export class HandClock extends Clock {
  /** As RFC 3339 has it. */
  constructor(public instant: string) {
    super();
  }

  override now(): Date {
    return new Date(this.instant);
  }
}
