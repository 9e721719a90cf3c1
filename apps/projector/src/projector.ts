import { Module, type DynamicModule } from '@nestjs/common';
import { projections, upcasters } from '#contexts/all';
import { EventStore, EventStoreModule } from '#platform/event-store';
import { ProjectorModule } from '#platform/read-store';

/** The projector over the event store that the application provides. */
export const projectorModule = (url: string, isSoleOwner: boolean): DynamicModule =>
  ProjectorModule.forRootAsync({
    inject: [EventStore],
    useFactory: (log: EventStore) => ({ url, log, projections, upcasters, isSoleOwner }),
  });

@Module({})
class ProjectorAppModule {}

/** The projector alone. */
export const projectorAppModule = (stores: {
  readonly eventStoreUrl: string;
  readonly databaseUrl: string;
}): DynamicModule => ({
  module: ProjectorAppModule,
  imports: [
    EventStoreModule.forRoot({ url: stores.eventStoreUrl, upcasters }),
    projectorModule(stores.databaseUrl, false),
  ],
});
