/** Recorded time: 100-nanosecond ticks since 1970-01-01T00:00:00Z, the unit of `created` on the wire. */
export type Ticks = bigint;

/** A source of recorded time: ticks, or a Date. Only the process that starts the server can give one. */
export type Clock = () => Ticks | Date;

export const ticksPerMillisecond = 10_000n;

export function ticksOf(moment: Ticks | Date): Ticks {
  return typeof moment === 'bigint' ? moment : BigInt(moment.getTime()) * ticksPerMillisecond;
}

export const systemClock: Clock = () => BigInt(Date.now()) * ticksPerMillisecond;
