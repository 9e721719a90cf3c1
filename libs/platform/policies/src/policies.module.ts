import { Logger, Module, type DynamicModule } from '@nestjs/common';
import { Clock } from '#platform/clock';
import { Decisions, EventStore } from '#platform/event-store';
import type { Destroy } from './policy.ts';
import { PolicyRunner, type PolicyRunnerOptions } from './runner.ts';

/** Provides a {@link PolicyRunner} to the whole application; whoever leads runs it. */
@Module({})
export class PoliciesModule {
  /** `destroying`: how records are destroyed, by the store that the application provides. */
  static forRoot({
    destroying,
    ...options
  }: Pick<PolicyRunnerOptions, 'url' | 'policies' | 'upcasters'> & {
    readonly destroying: (store: EventStore) => Destroy;
  }): DynamicModule {
    return {
      module: PoliciesModule,
      global: true,
      providers: [
        {
          provide: PolicyRunner,
          inject: [EventStore, Decisions, Clock],
          useFactory: (log: EventStore, decisions: Decisions, clock: Clock) =>
            new PolicyRunner({
              ...options,
              log,
              decisions,
              destroy: destroying(log),
              clock,
              ...telling(new Logger(PolicyRunner.name)),
            }),
        },
      ],
      exports: [PolicyRunner],
    };
  }
}

/** Tells a log what somebody has to know of. Keys of records stay out of it. */
function telling(logger: Logger): Pick<PolicyRunnerOptions, 'onState' | 'onTrouble'> {
  let said: string | null = null;
  return {
    onState: ({ kind, reason }) => {
      if (kind === 'running') said = null;
      if (reason === null || reason === said) return;
      said = reason;
      if (kind === 'amiss') logger.error(reason);
      else logger.warn(`waits: ${reason}`);
    },
    onTrouble: ({ policy, attempts }, settled) => {
      const code = settled.state === 'refused' ? ` (${settled.code})` : '';
      if (attempts === 0) logger.warn(`${policy}: a matter is ${settled.state}${code}: ${settled.reason}`);
    },
  };
}
