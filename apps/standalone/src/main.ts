import { parseArgs } from 'node:util';
import { readConfiguration } from '#platform/configuration';
import { endsWithTheProcess, main } from '#platform/process';
import { runEmbedded, runOnServers } from './standalone.ts';
import { welcome } from './welcome.ts';

const HELP = `npm start [-- --empty]

Brings up the register: the API and the projector, on embedded stores in DATA_DIR, or on the servers that
EVENTSTORE_URL and DATABASE_URL name. An empty embedded register is given the public history.

  --empty  leave an empty register empty`;

await main(async () => {
  const { values } = parseArgs({ options: { empty: { type: 'boolean' }, help: { type: 'boolean' } } });
  if (values.help === true) return console.log(HELP);
  const { port, stores } = readConfiguration(process.env);
  let isUp = false;
  endsWithTheProcess(() => Promise.resolve(isUp ? console.log('The register has stopped.') : undefined));
  const running =
    stores.kind === 'servers'
      ? await runOnServers(stores, port)
      : await runEmbedded(stores.dataDir, port, values.empty !== true);
  isUp = true;
  console.log(await welcome(running));
});
