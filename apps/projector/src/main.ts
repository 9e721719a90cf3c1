import { NestFactory } from '@nestjs/core';
import { readConfiguration } from '#platform/configuration';
import { endsWithTheProcess, main } from '#platform/process';
import { reachServers } from '../../api/src/servers.ts';
import { projectorAppModule } from './projector.ts';

await main(async () => {
  const { stores } = readConfiguration(process.env);
  if (stores.kind === 'embedded') {
    throw new Error('The projector runs on servers: set EVENTSTORE_URL and DATABASE_URL, or use npm start.');
  }
  await reachServers(stores);
  const app = await NestFactory.createApplicationContext(projectorAppModule(stores), {
    logger: ['fatal', 'error', 'warn'],
    abortOnError: false,
  });
  endsWithTheProcess(() => app.close());
  app.useLogger(['fatal', 'error', 'warn', 'log']); // From here on, it is the projector that speaks.
  console.log('The projector runs.');
});
