import { Global, Module, type DynamicModule } from '@nestjs/common';
import type { Upcasters } from '#kernel';
import { Histories } from './history.ts';
import { Reading } from './reading.ts';

/** Provides {@link Reading} and {@link Histories} to every context. Needs the read store and the clock. */
@Global()
@Module({})
export class RecordsModule {
  static with(upcasters: Upcasters): DynamicModule {
    return {
      module: RecordsModule,
      providers: [
        Reading,
        {
          provide: Histories,
          useFactory: (reading: Reading) => new Histories(reading, upcasters),
          inject: [Reading],
        },
      ],
      exports: [Reading, Histories],
    };
  }
}
