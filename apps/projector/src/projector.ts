import { Logger, Module, type DynamicModule } from '@nestjs/common';
import type { Upcasters } from '#kernel';
import { Clock, systemClock } from '#platform/clock';
import { ClockModule } from '#platform/clock/module';
import type { Configuration } from '#platform/configuration';
import { messageOf } from '#platform/process';
import { Decisions, EventStore } from '#platform/event-store';
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
import { keepReleased } from './releasing.ts';
import { keepSigned, LedgerAltered, signerIn } from './signing.ts';
import { WitnessDisagrees } from './witness.ts';

/** What is kept of people for how long, how few of them are shown nothing of, and how what is recorded is signed. */
export type Duties = Pick<Configuration, 'retention' | 'figuresThreshold' | 'ledger'>;

const tellsAltered = (error: unknown): void => {
  const logger = new Logger('Ledger');
  if (error instanceof LedgerAltered || error instanceof WitnessDisagrees) logger.error(error.message);
  else logger.warn(`what is new could not be signed, or shown to the witness, yet: ${messageOf(error)}`);
};
const saysWhy =
  (logger: Logger, what: string) =>
  (error: unknown): void =>
    logger.warn(`${what}: ${messageOf(error)}`);
const sweepsLater = saysWhy(new Logger('Sweep'), 'what is left of destroyed records could not be swept yet');
const releasesLater = saysWhy(new Logger('Figures'), 'what is due could not be released yet');

/** The projector over the event store that the application provides; while it leads, the policies act. */
export const projectorModule = (
  url: string,
  isSoleOwner: boolean,
  keysDir: string,
  { retention, figuresThreshold: threshold, ledger }: Duties,
  upcasters: Upcasters = readingWith(keysDir),
): DynamicModule =>
  ProjectorModule.forRootAsync({
    imports: [
      PoliciesModule.forRoot({
        ...{ url, policies: policiesWith({ retention }), upcasters },
        destroying: destroyingWith(url, keysDir),
      }),
    ],
    inject: [EventStore, PolicyRunner, Decisions, Clock],
    useFactory: (log: EventStore, runner: PolicyRunner, decisions: Decisions, clock: Clock) => ({
      ...{ url, log, projections, upcasters, isSoleOwner, fills: fillsApart({ url, keysDir, upcasters }) },
      whileLeading: async (signal) => {
        const signing = { url, ...ledger, signer: signerIn(keysDir, ledger.origin) };
        await Promise.all([
          runner.run(signal),
          keepSwept(url, signal, sweepsLater),
          keepSigned(signing, signal, tellsAltered),
          keepReleased({ url, log, decisions, clock, threshold }, signal, releasesLater),
        ]);
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
    readonly duties: Duties;
  },
  clock: Clock = systemClock,
): DynamicModule => ({
  module: ProjectorAppModule,
  imports: [
    ClockModule.of(clock),
    EventStoreModule.forRoot({ url: stores.eventStoreUrl, upcasters: readingWith(stores.keysDir) }),
    ReadStoreModule.forRoot({ url: stores.databaseUrl }),
    projectorModule(stores.databaseUrl, false, stores.keysDir, stores.duties),
    ...watchModules(),
  ],
});
