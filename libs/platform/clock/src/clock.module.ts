import { Global, Module, type DynamicModule } from '@nestjs/common';
import { Clock, systemClock } from './clock.ts';

/** Provides the one {@link Clock} to every module. */
@Global()
@Module({})
export class ClockModule {
  static of(clock: Clock = systemClock): DynamicModule {
    return { module: ClockModule, providers: [{ provide: Clock, useValue: clock }], exports: [Clock] };
  }
}
