import { parseArgs } from 'node:util';
import { issuerIn, keysDirIn, readConfiguration } from '#platform/configuration';
import { endsWithTheProcess, main } from '#platform/process';

const HELP = `npm start [-- --empty]

Brings up the register: the API and the projector, on embedded stores in DATA_DIR, or on the servers that
EVENTSTORE_URL and DATABASE_URL name. An empty embedded register is given the public history.

  --empty  leave an empty register empty`;

await main(async () => {
  const { values } = parseArgs({ options: { empty: { type: 'boolean' }, help: { type: 'boolean' } } });
  if (values.help === true) return console.log(HELP);
  const configuration = readConfiguration(process.env);
  const { stores, http } = configuration;
  const entrance = {
    http,
    keysDir: keysDirIn(configuration),
    duties: configuration,
    access: { issuer: issuerIn(configuration), requestsPerMinute: http.requestsPerMinute },
  };
  let isUp = false;
  endsWithTheProcess(() => Promise.resolve(isUp ? console.log('The register has stopped.') : undefined));
  const { runEmbedded, runOnServers } = await import('./standalone.ts');
  const running =
    stores.kind === 'servers'
      ? await runOnServers(stores, entrance)
      : await runEmbedded(stores.dataDir, entrance, values.empty !== true);
  isUp = true;
  const { welcome } = await import('./welcome.ts');
  console.log(await welcome(running));
});
