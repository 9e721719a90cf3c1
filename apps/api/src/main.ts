import { issuerIn, keysDirIn, readConfiguration } from '#platform/configuration';
import { Identity } from '#platform/access';
import { listen } from '#platform/http';
import { endsWithTheProcess, main } from '#platform/process';
import { createApi } from './api.ts';
import { reachIssuer, reachServers } from './servers.ts';

await main(async () => {
  const configuration = readConfiguration(process.env);
  const { stores, http } = configuration;
  if (stores.kind === 'embedded') {
    throw new Error('The api runs on servers: set EVENTSTORE_URL and DATABASE_URL, or use npm start.');
  }
  const access = { issuer: issuerIn(configuration), requestsPerMinute: http.requestsPerMinute };
  const keysDir = keysDirIn(configuration);
  await reachServers(stores);
  const app = await createApi({ ...stores, access, http, keysDir });
  await reachIssuer(app.get(Identity));
  endsWithTheProcess(() => app.close());
  console.log(`The register answers at ${await listen(app, http.port, http.host)}/v1.`);
});
