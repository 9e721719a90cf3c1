import { Logger, Module, type DynamicModule } from '@nestjs/common';
import type { Upcasters } from '#kernel';
import { systemClock, type Clock } from '#platform/clock';
import { ClockModule } from '#platform/clock/module';
import type { Configuration } from '#platform/configuration';
import { messageOf } from '#platform/process';
import { EventStore } from '#platform/event-store';
import { EventStoreModule } from '#platform/event-store/module';
import { PolicyRunner } from '#platform/policies';
import { PoliciesModule } from '#platform/policies/module';
import { ProjectorModule, ReadStoreModule } from '#platform/read-store/module';
import { policiesWith } from '#policies/all';
import { projections } from '#projections/all';
import { readingWith } from '../../api/src/reading.ts';
import { watchModules } from '../../api/src/watch.ts';
import { destroyingWith, keepSwept } from './destroying.ts';
import { fillsApart } from './fills.ts';

type Retention = Configuration['retention'];

const logger = new Logger('Sweep');
const tellsFailure = (error: unknown): void =>
  logger.warn(`what is left of destroyed records could not be swept yet: ${messageOf(error)}`);

/** The projector over the event store that the application provides; while it leads, the policies act. */
export const projectorModule = (
  url: string,
  isSoleOwner: boolean,
  keysDir: string,
  retention: Retention,
  upcasters: Upcasters = readingWith(keysDir),
): DynamicModule =>
  ProjectorModule.forRootAsync({
    imports: [
      PoliciesModule.forRoot({
        ...{ url, policies: policiesWith({ retention }), upcasters },
        destroying: destroyingWith(url, keysDir),
      }),
    ],
    inject: [EventStore, PolicyRunner],
    useFactory: (log: EventStore, runner: PolicyRunner) => ({
      ...{ url, log, projections, upcasters, isSoleOwner, fills: fillsApart({ url, keysDir, upcasters }) },
      whileLeading: async (signal) => {
        await Promise.all([runner.run(signal), keepSwept(url, signal, tellsFailure)]);
      },
    }),
  });

@Module({})
class ProjectorAppModule {}

/** The projector alone, with its health and metrics over HTTP. */
export const projectorAppModule = (
  stores: {
    readonly eventStoreUrl: string;
    readonly databaseUrl: string;
    readonly keysDir: string;
    readonly retention: Retention;
  },
  clock: Clock = systemClock,
): DynamicModule => ({
  module: ProjectorAppModule,
  imports: [
    ClockModule.of(clock),
    EventStoreModule.forRoot({ url: stores.eventStoreUrl, upcasters: readingWith(stores.keysDir) }),
    ReadStoreModule.forRoot({ url: stores.databaseUrl }),
    projectorModule(stores.databaseUrl, false, stores.keysDir, stores.retention),
    ...watchModules(),
  ],
});
