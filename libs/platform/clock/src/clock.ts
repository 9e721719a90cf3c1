import { IsoDate } from '#kernel';

const amsterdam = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'Europe/Amsterdam',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});

/** Where the moment comes from: the machine, or a test. */
export abstract class Clock {
  abstract now(): Date;

  /** The calendar date in Europe/Amsterdam: what "today" means in the register. */
  today(): IsoDate {
    return IsoDate.parse(amsterdam.format(this.now()));
  }
}

class SystemClock extends Clock {
  override now(): Date {
    return new Date();
  }
}

class StoppedClock extends Clock {
  constructor(private readonly instant: string) {
    super();
  }

  override now(): Date {
    return new Date(this.instant);
  }
}

export const systemClock: Clock = new SystemClock();
/** A clock that stands still, for tests. `instant` as RFC 3339 has it. */
export const stoppedAt = (instant: string): Clock => new StoppedClock(instant);
