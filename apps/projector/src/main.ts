import { keysDirIn, readConfiguration } from '#platform/configuration';
import { createHttpApp, listen, LoopbackAdmission } from '#platform/http';
import { endsWithTheProcess, main } from '#platform/process';
import { API } from '../../api/src/description.ts';
import { reachServers } from '../../api/src/servers.ts';
import { projectorAppModule } from './projector.ts';

const WATCHED = {
  title: 'Projector of the register',
  version: '1.0.0',
  description: 'Health and metrics of a projector.',
  contact: API.contact,
};

await main(async () => {
  const configuration = readConfiguration(process.env);
  const { watchPort, stores } = configuration;
  if (stores.kind === 'embedded') {
    throw new Error('The projector runs on servers: set EVENTSTORE_URL and DATABASE_URL, or use npm start.');
  }
  const keysDir = keysDirIn(configuration);
  await reachServers(stores);
  const app = await createHttpApp(projectorAppModule({ ...stores, keysDir, duties: configuration }), {
    api: WATCHED,
    // It listens on the loopback address only, and tells only how it is.
    admission: new LoopbackAdmission(),
  });
  endsWithTheProcess(() => app.close());
  const url = await listen(app, watchPort);
  app.useLogger(['fatal', 'error', 'warn', 'log']); // From here on, it is the projector that speaks.
  console.log(
    `The projector runs. Its health is at ${url}/health, its metrics at ${url}/metrics (this machine only).`,
  );
});
