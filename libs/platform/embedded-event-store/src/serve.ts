import { parseArgs } from 'node:util';
import { startEmbeddedEventStore } from './server.ts';

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: 'data/event-store' },
    port: { type: 'string', default: '2113' },
  },
});

try {
  const store = await startEmbeddedEventStore({ dataDir: values.data, port: Number(values.port) });
  const stop = (): void => void store.stop().then(() => process.exit(0));
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  console.log(`Event store on ${store.connectionString}, data in ${values.data}`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
