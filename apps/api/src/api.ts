import { Module, type DynamicModule } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { contextModules, upcasters } from '#contexts/all';
import {
  AppendTooLarge,
  EventStore,
  EventStoreModule,
  LostRace,
  OutcomeUnknown,
  PreconditionFailed,
  StoreUnavailable,
  StreamDeleted,
} from '#platform/event-store';
import {
  ClockModule,
  createHttpApp,
  HealthModule,
  systemClock,
  type ApiDescription,
  type Clock,
  type ErrorMapping,
} from '#platform/http';
import { ReadModelNotReady, ReadStore, ReadStoreModule, ReadStoreUnavailable } from '#platform/read-store';
import { RecordsModule } from '#platform/records';

export type ApiOptions = {
  readonly eventStoreUrl: string;
  readonly databaseUrl: string;
  readonly clock?: Clock;
  /** What else runs in the same process. */
  readonly beside?: readonly DynamicModule[];
};

export const API: ApiDescription = {
  title: 'Register of Goede Start / Kansrijke Start in the Veenkoloniën',
  version: '1.0.0',
  description:
    'Coalitions, decisions and agreements of eleven municipalities, as an immutable record: what holds on any day ' +
    '(validOn), and as the register knew it at any instant (asOf). Words are those of the published glossary.',
  contact: {
    name: 'Register of Kansrijke Start in the Veenkoloniën',
    url: 'https://kansrijke-start.example',
    email: 'register@kansrijke-start.example',
  },
};

const ERRORS: readonly ErrorMapping[] = [
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
    error: AppendTooLarge,
    status: 413,
    code: 'event-store.too-large',
    detail: 'What would be recorded is larger than the event store takes.',
  },
  {
    error: ReadStoreUnavailable,
    status: 503,
    code: 'read-store.unavailable',
    detail: 'PostgreSQL does not answer; ask again.',
  },
  {
    error: ReadModelNotReady,
    status: 503,
    code: 'read-store.not-ready',
    detail: 'A read model is still being filled; ask again.',
  },
];

@Module({})
class ApiModule {}

/** The API over its two stores. Not yet listening. */
export function createApi({
  eventStoreUrl,
  databaseUrl,
  clock = systemClock,
  beside = [],
}: ApiOptions): Promise<NestFastifyApplication> {
  const module: DynamicModule = {
    module: ApiModule,
    imports: [
      ClockModule.of(clock),
      EventStoreModule.forRoot({ url: eventStoreUrl, upcasters }),
      ReadStoreModule.forRoot({ url: databaseUrl }),
      RecordsModule.with(upcasters),
      HealthModule.of({
        inject: [EventStore, ReadStore],
        useFactory: (eventStore: EventStore, readStore: ReadStore) => ({
          'event-store': () => eventStore.ping(),
          'read-store': async () => void (await readStore.place()),
        }),
      }),
      ...contextModules,
      ...beside,
    ],
  };
  return createHttpApp(module, { api: API, errors: ERRORS });
}
