import Table from 'cli-table3';
import { Command } from 'commander';
import { EventStore } from '#platform/event-store';
import { lagOf, statusOf, withParking, type Lag, type Status } from '#platform/read-store';
import { projections } from '#projections/all';
import { withStores } from './stores.ts';

/** `register status` */
export const statusCommand = (): Command =>
  new Command('status')
    .description('how far the read models are, who leads, what is set aside, what was verified last')
    .action(() =>
      withStores(async ({ eventStoreUrl, databaseUrl }) => {
        const log = EventStore.connect(eventStoreUrl);
        try {
          const status = await withParking(databaseUrl, statusOf);
          const lag = await lagOf(log, status.place.position, new Date());
          console.log(said(status, lag));
        } finally {
          await log.close();
        }
      }),
    );

function said({ place, lease, generations, verified }: Status, lag: Lag): string {
  const table = new Table({
    head: ['read model', 'number', 'behind', 'set aside', ''],
    colAligns: ['left', 'right', 'right', 'right', 'left'],
    style: { head: [], border: [], compact: true },
  });
  const versions = new Map(projections.map(({ name, version }) => [name, version]));
  for (const one of generations) {
    const isOurs = versions.get(one.name) === one.version;
    const state = one.isLive ? 'answers' : one.isFormer ? 'answered before' : 'is being filled';
    table.push([
      one.storage,
      one.seq,
      place.seq - one.seq,
      one.parked,
      isOurs ? state : `${state}, of another version`,
    ]);
  }
  return [
    `The journal ends at number ${place.seq}${place.recordedAt === null ? '' : `, recorded ${place.recordedAt}`}.`,
    lag.events === 0
      ? 'It has every event of the event store.'
      : `It is ${lag.isExact ? '' : 'at least '}${lag.events} events behind the event store, ${Math.round(lag.seconds)} s.`,
    leader(lease),
    verified === null
      ? 'Completeness was never verified: register verify completeness.'
      : `Completeness was verified at ${verified.at}, up to number ${verified.seq}: ${verified.finding ?? 'nothing was wrong'}.`,
    table.toString(),
  ].join('\n');
}

function leader({ holder, since, expiresInMs }: Status['lease']): string {
  if (holder === null) return 'No projector leads.';
  const [machine = '', pid = ''] = holder.split('/');
  const led = `Process ${pid} of ${machine} leads since ${since ?? 'unknown'}`;
  return expiresInMs > 0
    ? `${led}.`
    : `${led}, but has given no sign of life for too long: the next one takes over.`;
}
