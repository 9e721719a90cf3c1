import { readConfiguration } from '#platform/configuration';
import { listenOnLoopback } from '#platform/http';
import { endsWithTheProcess, main } from '#platform/process';
import { createApi } from './api.ts';
import { reachServers } from './servers.ts';

await main(async () => {
  const { port, stores } = readConfiguration(process.env);
  if (stores.kind === 'embedded') {
    throw new Error('The api runs on servers: set EVENTSTORE_URL and DATABASE_URL, or use npm start.');
  }
  await reachServers(stores);
  const app = await createApi(stores);
  endsWithTheProcess(() => app.close());
  console.log(`The register answers at ${await listenOnLoopback(app, port)}/v1 (this machine only).`);
});
