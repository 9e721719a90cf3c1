import type { Gauge, Sample } from '#platform/observability';
import { setTimeout as sleep } from 'node:timers/promises';
import { ALARMS, AlarmWatch, type Alarm, type Seen } from './alarms.ts';
import { messageOf } from './data-source.ts';
import type { Projection } from './projection.ts';
import type { Projector } from './projector.ts';
import { lagOf, type Lag, type LagLog, type Status } from './status.ts';

export type MonitorOptions = {
  readonly status: () => Promise<Status>;
  readonly log: LagLog;
  readonly projections: readonly Projection[];
  /** The projector of this process, if it has one. */
  readonly projector?: Projector | undefined;
  readonly onAlarm?: (alarm: Alarm, isOver: boolean) => void;
  readonly everyMs?: number;
};

/** How the read side is, for whoever watches over it. */
export type HealthReport = {
  readonly status: 'ok' | 'alarm';
  readonly alarms: readonly { readonly name: string; readonly says: string; readonly since: string }[];
  readonly journal: { readonly number: number; readonly recordedAt: string | null } | null;
  /** What the journal does not have of the event store yet; `null`: not known. */
  readonly lag: Lag | null;
  readonly lease: {
    readonly holder: string | null;
    readonly since: string | null;
    readonly isHeldHere: boolean;
    /** Why the projector of this process does not lead; `null`: it does, or there is none in this process. */
    readonly whyNotHere: string | null;
  } | null;
  readonly readModels: readonly {
    readonly storage: string;
    readonly answers: boolean;
    readonly behind: number;
    readonly parked: number;
  }[];
  readonly verified: Status['verified'];
};

const EVERY_MS = 2_000;
const ANSWER_MS_MAX = 3_000;

/** Looks every two seconds how far everything is; keeps what it saw last for health and metrics, and tells of alarms. */
export class Monitor {
  readonly #stopping = new AbortController();
  readonly #watch: AlarmWatch;
  #running: Promise<void> | undefined;
  #seen: Seen | null = null;

  constructor(private readonly options: MonitorOptions) {
    this.#watch = new AlarmWatch(options.projections);
  }

  /** Runs until {@link stop}; returns at once. */
  start(): void {
    this.#running ??= this.#run();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  get report(): HealthReport {
    const status = this.#status;
    const { place, lease, generations = [], verified = null } = status ?? {};
    const lag = this.#seen?.lag ?? null;
    return {
      status: this.#watch.alarms.length === 0 ? 'ok' : 'alarm',
      alarms: this.#watch.alarms.map(({ name, says, since }) => ({ name, says, since: since.toISOString() })),
      journal: place === undefined ? null : { number: place.seq, recordedAt: place.recordedAt },
      lag: lag !== null && 'events' in lag ? lag : null,
      lease: lease === undefined ? null : this.#lease(lease),
      readModels: generations.map(({ storage, isLive, seq, parked }) => ({
        ...{ storage, answers: isLive, behind: (place?.seq ?? seq) - seq, parked },
      })),
      verified,
    };
  }

  /** The same for Prometheus. */
  get gauges(): readonly Gauge[] {
    const one = (value: number | undefined): readonly Sample[] => (value === undefined ? [] : [{ value }]);
    const generations = (value: (of: Status['generations'][number]) => number) => (): readonly Sample[] =>
      (this.#status?.generations ?? []).map((of) => ({
        labels: { read_model: of.name, version: String(of.version), generation: String(of.generation) },
        value: value(of),
      }));
    const labels = ['read_model', 'version', 'generation'] as const;
    const lag = (): Lag | null => this.report.lag;
    const verified = (): Status['verified'] => this.#status?.verified ?? null;
    return [
      {
        ...{ name: 'register_journal_number', help: 'Number of the last event of the journal.' },
        samples: () => one(this.#status?.place.seq),
      },
      {
        ...{
          name: 'register_lag_events',
          help: 'Events of the event store that the journal lacks; 2000: or more.',
        },
        samples: () => one(lag()?.events),
      },
      {
        ...{ name: 'register_lag_seconds', help: 'How long ago the oldest of them was recorded.' },
        samples: () => one(lag()?.seconds),
      },
      {
        ...{
          name: 'register_read_model_behind_events',
          help: 'Events of the journal that it has not been told.',
          labels,
        },
        samples: generations(({ seq }) => (this.#status?.place.seq ?? seq) - seq),
      },
      {
        ...{ name: 'register_read_model_given_events', help: 'Events that it was given.', labels },
        samples: generations(({ given }) => given),
      },
      {
        ...{ name: 'register_read_model_parked_events', help: 'Events that are set aside for it.', labels },
        samples: generations(({ parked }) => parked),
      },
      {
        ...{ name: 'register_read_model_answers', help: '1: this generation answers questions.', labels },
        samples: generations(({ isLive }) => Number(isLive)),
      },
      {
        ...{ name: 'register_complete', help: '1: the last verification found nothing wrong; 0: it did.' },
        samples: () => one(verified() === null ? undefined : Number(verified()?.finding === null)),
      },
      {
        ...{ name: 'register_complete_number', help: 'Up to which number completeness was verified.' },
        samples: () => one(verified()?.seq),
      },
      {
        ...{ name: 'register_leads', help: '1: the projector of this process leads.' },
        samples: () => one(this.options.projector === undefined ? undefined : Number(this.#leadsHere)),
      },
      {
        ...{
          name: 'register_alarm',
          help: '1: somebody has to look; /health says at what.',
          labels: ['alarm'],
        },
        samples: () =>
          ALARMS.map((alarm) => ({
            labels: { alarm },
            value: Number(this.#watch.alarms.some(({ name }) => name === alarm)),
          })),
      },
    ];
  }

  get #status(): Status | null {
    const status = this.#seen?.status;
    return status === undefined || 'reason' in status ? null : status;
  }

  get #leadsHere(): boolean {
    const { projector } = this.options;
    const lease = this.#status?.lease;
    return projector !== undefined && lease?.holder === projector.holder && lease.expiresInMs > 0;
  }

  #lease({ holder, since }: Status['lease']): HealthReport['lease'] {
    const { projector } = this.options;
    const isHeldHere = this.#leadsHere;
    const { kind, reason } = projector?.state ?? { kind: 'stopped', reason: null };
    const whyNot = reason ?? `the projector is ${kind}`;
    return { holder, since, isHeldHere, whyNotHere: projector === undefined || isHeldHere ? null : whyNot };
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      const before = new Map(this.#watch.alarms.map((alarm) => [alarm.name, alarm]));
      this.#seen = await this.#look();
      if (signal.aborted) return;
      for (const alarm of this.#watch.see(this.#seen)) {
        if (!before.delete(alarm.name)) this.options.onAlarm?.(alarm, false);
      }
      for (const alarm of before.values()) this.options.onAlarm?.(alarm, true);
      await sleep(this.options.everyMs ?? EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  async #look(): Promise<Seen> {
    const { status: ask, log, projector } = this.options;
    const status = await this.#inTime(ask());
    const at = new Date();
    const place = 'reason' in status ? null : status.place.position;
    const lag = 'reason' in status ? null : await this.#inTime(lagOf(log, place, at));
    return { at: new Date(), status, lag, projector: projector?.state ?? null };
  }

  async #inTime<T extends object>(work: Promise<T>): Promise<T | { readonly reason: string }> {
    const timer = new AbortController();
    const late = sleep(ANSWER_MS_MAX, undefined, {
      signal: AbortSignal.any([timer.signal, this.#stopping.signal]),
    }).then(
      () => ({ reason: `no answer within ${ANSWER_MS_MAX / 1000} s` }),
      () => ({ reason: 'no answer' }),
    );
    try {
      return await Promise.race([work, late]);
    } catch (error) {
      return { reason: messageOf(error) };
    } finally {
      timer.abort();
      work.catch(() => undefined); // One that comes too late.
    }
  }
}
