import { Global, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import type { Upcasters } from '#kernel';
import { Decisions, type DecisionsOptions } from './decisions.ts';
import { EventStore, type EventStoreOptions } from './event-store.ts';

/** Provides {@link EventStore} and {@link Decisions} to the whole application, and closes the store at its end. */
@Global()
@Module({})
export class EventStoreModule implements OnApplicationShutdown {
  constructor(private readonly store: EventStore) {}

  static forRoot({
    url,
    upcasters,
    store: storeOptions,
    decisions: decisionsOptions,
  }: {
    readonly url: string;
    readonly upcasters: Upcasters;
    readonly store?: EventStoreOptions;
    readonly decisions?: Omit<DecisionsOptions, 'upcasters'>;
  }): DynamicModule {
    return {
      module: EventStoreModule,
      providers: [
        { provide: EventStore, useFactory: () => EventStore.connect(url, storeOptions) },
        {
          provide: Decisions,
          useFactory: (store: EventStore) => new Decisions(store, { upcasters, ...decisionsOptions }),
          inject: [EventStore],
        },
      ],
      exports: [EventStore, Decisions],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.store.close();
  }
}
