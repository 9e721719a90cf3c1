import { Module, type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { Upcasters } from '#kernel';
import { upcasters } from '#contexts/all';
import { contextModules } from '#modules/all';
import { systemClock, type Clock } from '#platform/clock';
import { ClockModule } from '#platform/clock/module';
import { EventStoreModule } from '#platform/event-store/module';
import type { AccessOptions } from '#platform/access';
import { AccessModule } from '#platform/access/module';
import { Admission, createHttpApp, openApiDocument, type HttpOptions } from '#platform/http';
import { LedgerModule } from '#platform/ledger/module';
import { ReadStoreModule } from '#platform/read-store/module';
import { RecordsModule } from '#platform/records';
import { Door } from './access/door.ts';
import { API } from './description.ts';
import { errors, problems } from './problems.ts';
import { readingWith } from './reading.ts';
import { watchModules } from './watch.ts';

export type ApiOptions = {
  readonly eventStoreUrl: string;
  readonly databaseUrl: string;
  readonly access: AccessOptions;
  /** Folder of the keys with which referrals are sealed. */
  readonly keysDir: string;
  readonly http?: Pick<HttpOptions, 'hosts' | 'origins'>;
  readonly clock?: Clock;
  /** What else runs in the same process. */
  readonly beside?: readonly DynamicModule[];
};

@Module({})
class ApiModule {}

const moduleOf = ({
  eventStoreUrl,
  databaseUrl,
  access,
  keysDir,
  clock = systemClock,
  beside = [],
}: ApiOptions): DynamicModule =>
  modulesWith({ eventStoreUrl, databaseUrl, access, clock, beside, upcasters: readingWith(keysDir) });

type Parts = Omit<Required<ApiOptions>, 'keysDir' | 'http'> & { readonly upcasters: Upcasters };

const modulesWith = ({
  eventStoreUrl,
  databaseUrl,
  access,
  clock,
  beside,
  upcasters,
}: Parts): DynamicModule => ({
  module: ApiModule,
  imports: [
    ClockModule.of(clock),
    EventStoreModule.forRoot({ url: eventStoreUrl, upcasters }),
    ReadStoreModule.forRoot({ url: databaseUrl }),
    AccessModule.forRoot(access),
    RecordsModule.with(upcasters),
    LedgerModule,
    ...watchModules(),
    ...contextModules,
    ...beside,
  ],
  providers: [{ provide: Admission, useClass: Door }],
});

/** The API over its two stores. Not yet listening. */
export const createApi = (options: ApiOptions): Promise<NestFastifyApplication> =>
  createHttpApp(moduleOf(options), { api: API, errors, problems, ...options.http });

/** The OpenAPI document of the API, without any store: nothing is brought to life for it. */
export async function describeApi(): Promise<OpenAPIObject> {
  const nowhere = modulesWith({
    eventStoreUrl: 'esdb://127.0.0.1?tls=false',
    databaseUrl: 'postgresql://127.0.0.1',
    access: { issuer: { kind: 'local', dataDir: '' }, requestsPerMinute: 0 },
    ...{ upcasters, clock: systemClock, beside: [] },
  });
  const app = await NestFactory.create(nowhere, new FastifyAdapter(), { preview: true, logger: false });
  return openApiDocument(app, API);
}
