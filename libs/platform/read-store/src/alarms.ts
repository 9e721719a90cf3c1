import type { Projection } from './projection.ts';
import type { ProjectorState } from './projector.ts';
import type { Lag, Status } from './status.ts';

/** What a person has to look at. Names are part of the metrics and never change. */
export type AlarmName =
  | 'database-gone'
  | 'event-store-gone'
  | 'nobody-leads'
  | 'journal-stalled'
  | 'projector-troubled'
  | 'read-model-absent'
  | 'read-model-stalled'
  | 'events-parked'
  | 'incomplete';
export type Alarm = { readonly name: AlarmName; readonly says: string; readonly since: Date };

export const ALARMS: readonly AlarmName[] = [
  ...([
    'database-gone',
    'event-store-gone',
    'nobody-leads',
    'journal-stalled',
    'projector-troubled',
  ] as const),
  ...(['read-model-absent', 'read-model-stalled', 'events-parked', 'incomplete'] as const),
];

/** What was seen at one moment; a reason where one of the two did not answer. */
export type Seen = {
  readonly at: Date;
  readonly status: Status | { readonly reason: string };
  readonly lag: Lag | { readonly reason: string } | null;
  /** The projector of this process, if it has one. */
  readonly projector: ProjectorState | null;
};

/** What stands still for so long although it has something to do is an alarm: within 10 s, looked at every 2. */
export const STALLED_MS = 5_000;

/** Follows what is seen, moment by moment, and tells what is alarming about it, and since when. */
export class AlarmWatch {
  readonly #moved = new Map<string, { readonly seq: number; readonly at: Date }>();
  #ledAt: Date | null = null;
  #alarms: readonly Alarm[] = [];

  constructor(private readonly projections: readonly Projection[]) {}

  get alarms(): readonly Alarm[] {
    return this.#alarms;
  }

  /** @returns what is alarming now. */
  see(seen: Seen): readonly Alarm[] {
    const told = [...this.#ofStores(seen), ...this.#ofProjector(seen), ...this.#ofReadModels(seen)];
    const before = new Map(this.#alarms.map((alarm) => [alarm.name, alarm.since]));
    this.#alarms = told.map(([name, says]) => ({ name, says, since: before.get(name) ?? seen.at }));
    return this.#alarms;
  }

  *#ofStores({ status, lag, at }: Seen): Generator<readonly [AlarmName, string]> {
    if ('reason' in status) yield ['database-gone', status.reason];
    if (lag !== null && 'reason' in lag) yield ['event-store-gone', lag.reason];
    if ('reason' in status) return;
    const { seq } = status.place;
    // As long as it has all of the store, it does not stand still.
    const hasAll = lag !== null && 'events' in lag && lag.events === 0;
    const stillMs = this.#stillMs('journal', seq, hasAll, at);
    if (stillMs > STALLED_MS && lag !== null && 'events' in lag) {
      yield [
        'journal-stalled',
        `the journal stands still at number ${seq}, ${lag.isExact ? '' : 'at least '}${lag.events} events behind ` +
          `the event store, the oldest of ${Math.round(lag.seconds)} s ago`,
      ];
    }
    if (status.verified !== null && status.verified.finding !== null) {
      yield ['incomplete', `found at ${status.verified.at}: ${status.verified.finding}`];
    }
  }

  *#ofProjector({ status, projector, at }: Seen): Generator<readonly [AlarmName, string]> {
    if (projector?.kind === 'refused' || projector?.kind === 'waiting' || projector?.kind === 'filling') {
      if (projector.reason !== null) {
        yield ['projector-troubled', `the projector is ${projector.kind}: ${projector.reason}`];
      }
    }
    if ('reason' in status) return;
    const { holder, expiresInMs, since } = status.lease;
    if (holder !== null && expiresInMs > 0) this.#ledAt = at;
    this.#ledAt ??= at;
    if (at.getTime() - this.#ledAt.getTime() > STALLED_MS) {
      const last = holder === null ? '' : `; ${holder}, since ${since ?? 'unknown'}, gives no sign of life`;
      yield ['nobody-leads', `no projector leads${last}`];
    }
  }

  *#ofReadModels({ status, at }: Seen): Generator<readonly [AlarmName, string]> {
    if ('reason' in status) return;
    const { place, generations } = status;
    const absent: string[] = [];
    const stalled: string[] = [];
    const parked: string[] = [];
    for (const { name, version } of this.projections) {
      const ours = generations.filter((one) => one.name === name && one.version === version);
      const live = ours.find(({ isLive }) => isLive);
      if (live === undefined) {
        if (this.#stillMs(`absent ${name}`, 0, false, at) > STALLED_MS) absent.push(name);
        continue;
      }
      this.#moved.delete(`absent ${name}`);
      const stillMs = this.#stillMs(live.storage, live.seq, live.seq === place.seq, at);
      if (stillMs > STALLED_MS) stalled.push(`${live.storage} at number ${live.seq} of ${place.seq}`);
      if (live.parked > 0) parked.push(`${live.parked} for ${name}`);
    }
    if (absent.length > 0)
      yield ['read-model-absent', `being filled, and not there to be asked: ${absent.join(', ')}`];
    if (stalled.length > 0) yield ['read-model-stalled', `nobody feeds ${stalled.join(', ')}`];
    if (parked.length > 0) {
      yield ['events-parked', `events are set aside: ${parked.join(', ')}; see register parked list`];
    }
  }

  /** How long something has stood still although it had something to do. */
  #stillMs(what: string, seq: number, isIdle: boolean, at: Date): number {
    const last = this.#moved.get(what);
    if (last === undefined || last.seq !== seq || isIdle) {
      this.#moved.set(what, { seq, at });
      return 0;
    }
    return at.getTime() - last.at.getTime();
  }
}
