/** The built embedded event store, whose clock jumps: by so many milliseconds from the start, and the other way at each SIGUSR2. */
import { startEmbeddedEventStore } from '../../dist/libs/platform/embedded-event-store/src/index.js';

const [dataDir, port, jumpMs] = process.argv.slice(2);
let offsetMs = Number(jumpMs);
const store = await startEmbeddedEventStore({
  dataDir,
  port: Number(port),
  clock: () => new Date(Date.now() + offsetMs),
});
process.on('SIGUSR2', () => (offsetMs = -offsetMs));
const stop = () => void store.stop().then(() => process.exit(0));
process.once('SIGTERM', stop);
console.log(`Event store on ${store.connectionString}, data in ${dataDir}`);
