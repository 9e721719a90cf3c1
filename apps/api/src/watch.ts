import type { DynamicModule } from '@nestjs/common';
import { EventStore } from '#platform/event-store';
import { HealthModule } from '#platform/http';
import { MetricsModule } from '#platform/observability/module';
import { assertActs, PolicyRunner } from '#platform/policies';
import { assertProjects, Monitor, Projector, ReadStore } from '#platform/read-store';
import { MonitorModule } from '#platform/read-store/module';
import { projections } from '#projections/all';

/** What watches over a process with both stores: its health, metrics and alarms, and those of a projector in it. */
export const watchModules = (): readonly DynamicModule[] => [
  MonitorModule.forRootAsync({
    inject: [EventStore, { token: Projector, optional: true }],
    useFactory: (log: EventStore, projector?: Projector) => ({ log, projections, projector }),
  }),
  MetricsModule.of({ inject: [Monitor], useFactory: (monitor: Monitor) => monitor.gauges }),
  HealthModule.of(
    {
      inject: [
        EventStore,
        ReadStore,
        { token: Projector, optional: true },
        { token: PolicyRunner, optional: true },
      ],
      useFactory: (
        eventStore: EventStore,
        readStore: ReadStore,
        beside?: Projector,
        policies?: PolicyRunner,
      ) => ({
        'event-store': () => eventStore.ping(),
        'read-store': async () => void (await readStore.place()),
        ...(beside !== undefined && {
          projector: () => Promise.resolve(beside.state).then(assertProjects),
        }),
        ...(policies !== undefined && {
          policies: () => Promise.resolve(policies.state).then(assertActs),
        }),
      }),
    },
    { inject: [Monitor], useFactory: (monitor: Monitor) => () => monitor.report },
  ),
];
