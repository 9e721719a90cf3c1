import { Module, type DynamicModule } from '@nestjs/common';
import { policies, projections, upcasters } from '#contexts/all';
import { ClockModule, systemClock, type Clock } from '#platform/clock';
import { EventStore, EventStoreModule } from '#platform/event-store';
import { PoliciesModule, PolicyRunner } from '#platform/policies';
import { ProjectorModule } from '#platform/read-store';

/** The projector over the event store that the application provides; while it leads, the policies act. */
export const projectorModule = (url: string, isSoleOwner: boolean): DynamicModule =>
  ProjectorModule.forRootAsync({
    imports: [PoliciesModule.forRoot({ url, policies, upcasters })],
    inject: [EventStore, PolicyRunner],
    useFactory: (log: EventStore, runner: PolicyRunner) => ({
      ...{ url, log, projections, upcasters, isSoleOwner },
      whileLeading: (signal) => runner.run(signal),
    }),
  });

@Module({})
class ProjectorAppModule {}

/** The projector alone. */
export const projectorAppModule = (
  stores: { readonly eventStoreUrl: string; readonly databaseUrl: string },
  clock: Clock = systemClock,
): DynamicModule => ({
  module: ProjectorAppModule,
  imports: [
    ClockModule.of(clock),
    EventStoreModule.forRoot({ url: stores.eventStoreUrl, upcasters }),
    projectorModule(stores.databaseUrl, false),
  ],
});
