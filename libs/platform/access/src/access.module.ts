import { Module, type DynamicModule } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Actors } from './actors.ts';
import { Identity } from './identity.ts';
import { Rates } from './rates.ts';
import type { Issuer } from './settings.ts';
import { Tokens } from './tokens.ts';

export type AccessOptions = {
  readonly issuer: Issuer;
  /** How often a minute one caller may ask; 0: as often as they like. */
  readonly requestsPerMinute: number;
};

/** Provides {@link Identity} to the whole application. Needs the read store. */
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
      ],
      exports: [Identity],
    };
  }
}
