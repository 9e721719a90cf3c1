import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '#test/support/postgres';
import { Module, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Projector, ReadStore, ReadStoreUnavailable, sql } from './index.ts';
import { ProjectorModule, ReadStoreModule } from './read-store.module.ts';
import { houseRegister, logOf } from './specimen.ts';
import { SpecimenLog } from './specimen-log.ts';

const LOG = logOf([
  {
    stream: 'house-a',
    event: { type: 'house.Built', data: { houseId: 'a', street: 'Dorpsstraat', valueEur: 1 } },
  },
]);

@Module({})
class Application {}

describe('the modules of the read store', () => {
  let database: TestDatabase;
  let application: INestApplicationContext | undefined;
  beforeEach(async () => {
    database = await testDatabase();
  });
  afterEach(async () => {
    await application?.close();
    await database.drop();
  });

  const start = (url: string) =>
    NestFactory.createApplicationContext(
      {
        module: Application,
        imports: [
          ReadStoreModule.forRoot({ url }),
          ProjectorModule.forRootAsync({
            useFactory: () => ({
              ...{ url, log: new SpecimenLog(LOG), projections: [houseRegister], upcasters: {} },
              isSoleOwner: true,
            }),
          }),
        ],
      },
      { logger: false, abortOnError: false },
    );

  it('bring up a store that answers and a projector that runs, and let go of both', async () => {
    application = await start(database.url);
    const readStore = application.get(ReadStore);
    expect(await readStore.waitFor({ commit: 16n, prepare: 16n }, 10_000)).toBe(true);
    const projector = application.get(Projector);
    while (projector.state.kind !== 'running') await sleep(20);
    const { rows } = await readStore.read(undefined, (view) => ({
      houses: sql<{ houseId: string }>`SELECT house_id FROM ${view.rows(houseRegister)} h`,
    }));
    expect(rows.houses).toEqual([{ houseId: 'a' }]);

    await application.close();
    application = undefined;
    expect(projector.state.kind).toBe('stopped');
    await expect(readStore.place()).rejects.toThrow();
  });

  it('fail with a clear message when there is no PostgreSQL', async () => {
    await expect(start('postgres://nobody@127.0.0.1:9/none')).rejects.toThrow(ReadStoreUnavailable);
  });
});
