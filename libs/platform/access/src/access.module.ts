import { Module, type DynamicModule } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Actors } from './actors.ts';
import { Identity } from './identity.ts';
import { AccessLogController } from './log/access-log.controller.ts';
import { AccessLog } from './log/access-log.ts';
import { AccessLogReader } from './log/reading.ts';
import { Rates } from './rates.ts';
import type { Issuer } from '#platform/callers';
import { Tokens } from './tokens.ts';

export type AccessOptions = {
  readonly issuer: Issuer;
  /** How often a minute one caller may ask; 0: as often as they like. */
  readonly requestsPerMinute: number;
};

/** Provides {@link Identity} and {@link AccessLog} to the whole application, which closes the latter. Needs the read store. */
@Module({})
export class AccessModule {
  static forRoot({ issuer, requestsPerMinute }: AccessOptions): DynamicModule {
    return {
      module: AccessModule,
      global: true,
      providers: [
        {
          provide: Identity,
          inject: [DataSource],
          useFactory: (database: DataSource) =>
            new Identity(new Tokens(issuer), new Actors(database), new Rates(requestsPerMinute)),
        },
        {
          provide: AccessLog,
          inject: [DataSource],
          useFactory: (database: DataSource) =>
            new AccessLog((text, values) => database.query<object[]>(text, [...values]), 'api'),
        },
        {
          provide: AccessLogReader,
          inject: [DataSource],
          useFactory: (database: DataSource) => new AccessLogReader(database),
        },
      ],
      controllers: [AccessLogController],
      exports: [Identity, AccessLog],
    };
  }
}
