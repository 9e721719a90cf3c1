import Table from 'cli-table3';
import { Command } from 'commander';
import {
  answeringOf,
  listParked,
  retryParked,
  showParked,
  withParking,
  type Retried,
} from '#platform/read-store';
import { named } from './rebuild.command.ts';
import { readingHere, withStores } from './stores.ts';

const inDatabase = (work: Parameters<typeof withParking<void>>[1]): Promise<void> =>
  withStores(({ databaseUrl }) => withParking(databaseUrl, work));

/** `register parked list|show|retry|release` */
export const parkedCommand = (): Command =>
  new Command('parked')
    .description('events that read models could not take, with all later ones of their streams')
    .addCommand(
      new Command('list').description('what is set aside').action(() =>
        inDatabase(async (session) => {
          const parked = await listParked(session);
          if (parked.length === 0) return console.log('Nothing is set aside.');
          const table = new Table({
            head: ['read model', 'stream', 'waiting', 'given up', 'from number', 'since', 'why'],
            style: { head: [], border: [] },
            colWidths: [null, null, null, null, null, null, 60],
            wordWrap: true,
          });
          for (const { storage, stream, events, givenUp, seq, since, reason } of parked) {
            table.push([storage, stream, events, givenUp, seq, since, reason]);
          }
          console.log(table.toString());
          process.exitCode = 1;
        }),
      ),
    )
    .addCommand(
      new Command('show')
        .description('the events of a stream that are set aside, as they were recorded')
        .argument('<projection>')
        .argument('<stream>')
        .action((name: string, stream: string) =>
          inDatabase(async (session) => {
            const { name: storage } = await answeringOf(session, named(name));
            for (const { seq, type, eventId, state, reason, data } of await showParked(
              session,
              storage,
              stream,
            )) {
              console.log(
                `${seq} ${type} ${eventId} (${state}${reason === null ? '' : `: ${reason}`})\n  ${data}`,
              );
            }
          }),
        ),
    )
    .addCommand(
      new Command('retry')
        .description('tell the read model again, by the programme of today; what it takes is released')
        .argument('<projection>')
        .argument('[stream]', 'without it, every stream of which something is set aside')
        .action((name: string, stream?: string) =>
          inDatabase(async (session) => {
            const storage = await answeringOf(session, named(name));
            const all = (await listParked(session)).filter(
              (one) => one.storage === storage.name && one.events > 0,
            );
            const streams = all
              .map((one) => one.stream)
              .filter((one) => stream === undefined || one === stream);
            if (streams.length === 0) throw new Error(`Nothing is set aside for ${name}.`);
            const { upcasters } = readingHere();
            for (const one of streams) {
              tell(one, await retryParked(session, { storage, stream: one, upcasters }));
            }
          }),
        ),
    )
    .addCommand(
      new Command('release')
        .description('give up the first event of a stream, for this read model, and tell it those behind')
        .argument('<projection>')
        .argument('<stream>')
        .requiredOption('--reason <text>', 'why the read model goes on without it; it is written down')
        .action((name: string, stream: string, { reason }: { readonly reason: string }) =>
          inDatabase(async (session) => {
            const storage = await answeringOf(session, named(name));
            const { upcasters } = readingHere();
            tell(stream, await retryParked(session, { storage, stream, upcasters, giveUp: reason }));
          }),
        ),
    );

function tell(stream: string, { taken, waiting, reason }: Retried): void {
  console.log(
    `${stream}: ${taken} taken, ${waiting} still waiting${reason === null ? '.' : `, since: ${reason}`}`,
  );
  if (waiting > 0) process.exitCode = 1;
}
