import { Module, type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import { contextModules, upcasters } from '#contexts/all';
import { ClockModule, systemClock, type Clock } from '#platform/clock';
import { EventStoreModule } from '#platform/event-store';
import { createHttpApp, openApiDocument, type ApiDescription } from '#platform/http';
import { ReadStoreModule } from '#platform/read-store';
import { RecordsModule } from '#platform/records';
import { errors, problems } from './problems.ts';
import { watchModules } from './watch.ts';

export type ApiOptions = {
  readonly eventStoreUrl: string;
  readonly databaseUrl: string;
  readonly clock?: Clock;
  /** What else runs in the same process. */
  readonly beside?: readonly DynamicModule[];
};

export const API: ApiDescription = {
  title: 'Register of Goede Start / Kansrijke Start in the Veenkoloniën',
  version: '1.0.0',
  description:
    'Coalitions, decisions and agreements of eleven municipalities, as an immutable record: what holds on any day ' +
    '(validOn), and as the register knew it at any instant (asOf). Words are those of the published glossary.',
  contact: {
    name: 'Register of Kansrijke Start in the Veenkoloniën',
    url: 'https://kansrijke-start.example',
    email: 'register@kansrijke-start.example',
  },
};

@Module({})
class ApiModule {}

const moduleOf = ({
  eventStoreUrl,
  databaseUrl,
  clock = systemClock,
  beside = [],
}: ApiOptions): DynamicModule => ({
  module: ApiModule,
  imports: [
    ClockModule.of(clock),
    EventStoreModule.forRoot({ url: eventStoreUrl, upcasters }),
    ReadStoreModule.forRoot({ url: databaseUrl }),
    RecordsModule.with(upcasters),
    ...watchModules(),
    ...contextModules,
    ...beside,
  ],
});

/** The API over its two stores. Not yet listening. */
export const createApi = (options: ApiOptions): Promise<NestFastifyApplication> =>
  createHttpApp(moduleOf(options), { api: API, errors, problems });

/** The OpenAPI document of the API, without any store: nothing is brought to life for it. */
export async function describeApi(): Promise<OpenAPIObject> {
  const nowhere = moduleOf({
    eventStoreUrl: 'esdb://127.0.0.1?tls=false',
    databaseUrl: 'postgresql://127.0.0.1',
  });
  const app = await NestFactory.create(nowhere, new FastifyAdapter(), { preview: true, logger: false });
  return openApiDocument(app, API);
}
