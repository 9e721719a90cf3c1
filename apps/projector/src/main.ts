import { NestFactory } from '@nestjs/core';
import { readConfiguration } from '#platform/configuration';
import { endsWithTheProcess, main } from '#platform/process';
import { projectorAppModule } from './projector.ts';

await main(async () => {
  const { stores } = readConfiguration(process.env);
  if (stores.kind === 'embedded') {
    throw new Error('The projector runs on servers: set EVENTSTORE_URL and DATABASE_URL, or use npm start.');
  }
  const app = await NestFactory.createApplicationContext(projectorAppModule(stores), {
    logger: ['fatal', 'error', 'warn'],
    abortOnError: false,
  });
  endsWithTheProcess(() => app.close());
  console.log('The projector runs.');
});
