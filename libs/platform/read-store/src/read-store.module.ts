import {
  Inject,
  Injectable,
  Logger,
  Module,
  type DynamicModule,
  type FactoryProvider,
  type ModuleMetadata,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { API_ROLE } from './api-role.ts';
import { asUnavailable, dataSourceOptions, migrate } from './data-source.ts';
import { Monitor, type MonitorOptions } from './monitor.ts';
import { Projector, type ProjectorOptions } from './projector.ts';
import { tellsAlarms, tellsState } from './projector-log.ts';
import { ReadStore } from './read-store.ts';

const OPTIONS = Symbol('projector options');
const MONITORED = Symbol('monitor options');
const CONNECTIONS_MAX = 10;
const STATEMENT_MS_MAX = 10_000;
/** Planning a question of many parts takes longer than answering it: each is planned once a session, for any values. */
const ASKING = `-c role=${API_ROLE} -c plan_cache_mode=force_generic_plan`;

@Injectable()
class ClosesReadStore implements OnApplicationShutdown {
  constructor(@Inject(ReadStore) private readonly readStore: ReadStore) {}

  onApplicationShutdown(): Promise<void> {
    return this.readStore.close();
  }
}

/** {@link ReadStore} for the whole application. Brings the database to today's schema; fails when it is not there. */
@Module({})
export class ReadStoreModule {
  static forRoot({ url }: { readonly url: string }): DynamicModule {
    return {
      module: ReadStoreModule,
      global: true,
      imports: [
        TypeOrmModule.forRootAsync({
          useFactory: () => ({
            ...dataSourceOptions(url, CONNECTIONS_MAX, STATEMENT_MS_MAX, { options: ASKING }),
            retryAttempts: 1,
          }),
          dataSourceFactory: async (options) => {
            if (options === undefined) throw new TypeError('there are no options');
            await migrate(url);
            return new DataSource(options).initialize().catch((error: unknown) => {
              throw asUnavailable(error);
            });
          },
        }),
      ],
      providers: [
        {
          provide: ReadStore,
          inject: [DataSource],
          useFactory: (dataSource: DataSource) => new ReadStore(dataSource, url),
        },
        ClosesReadStore,
      ],
      exports: [ReadStore],
    };
  }
}

@Injectable()
class RunsProjector implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(@Inject(Projector) private readonly projector: Projector) {}

  onApplicationBootstrap(): void {
    this.projector.start();
  }

  onApplicationShutdown(): Promise<void> {
    return this.projector.stop();
  }
}

/** Runs a {@link Projector} as long as the application runs. Its state is logged; {@link assertProjects} is for health. */
@Module({})
export class ProjectorModule {
  static forRootAsync(
    options: Pick<ModuleMetadata, 'imports'> &
      Pick<FactoryProvider<ProjectorOptions>, 'inject' | 'useFactory'>,
  ): DynamicModule {
    const { imports = [], inject = [], useFactory } = options;
    return {
      module: ProjectorModule,
      global: true,
      imports,
      providers: [
        { provide: OPTIONS, inject, useFactory },
        {
          provide: Projector,
          inject: [OPTIONS],
          useFactory: (given: ProjectorOptions) =>
            new Projector({ onState: tellsState(new Logger(Projector.name)), ...given }),
        },
        RunsProjector,
      ],
      exports: [Projector],
    };
  }
}

@Injectable()
class RunsMonitor implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(@Inject(Monitor) private readonly monitor: Monitor) {}

  onApplicationBootstrap(): void {
    this.monitor.start();
  }

  onApplicationShutdown(): Promise<void> {
    return this.monitor.stop();
  }
}

/** Runs a {@link Monitor} as long as the application runs, over its {@link ReadStore}; alarms are logged. */
@Module({})
export class MonitorModule {
  static forRootAsync(
    options: Pick<FactoryProvider<Omit<MonitorOptions, 'status'>>, 'inject' | 'useFactory'>,
  ): DynamicModule {
    const { inject = [], useFactory } = options;
    return {
      module: MonitorModule,
      global: true,
      providers: [
        { provide: MONITORED, inject, useFactory },
        {
          provide: Monitor,
          inject: [ReadStore, MONITORED],
          useFactory: (readStore: ReadStore, given: Omit<MonitorOptions, 'status'>) =>
            new Monitor({
              status: () => readStore.status(),
              onAlarm: tellsAlarms(new Logger('Alarm')),
              ...given,
            }),
        },
        RunsMonitor,
      ],
      exports: [Monitor],
    };
  }
}
