import { Command } from 'commander';
import { actorOf, eraseActor } from '#platform/access';
import { withStores } from './stores.ts';

const UNKNOWN = 'Nobody knows who that is: it was erased, or is no reference of an actor.';

/** `register actor` */
export const actorCommand = (): Command =>
  new Command('actor')
    .description('who stands behind a reference that events and logs hold')
    .addCommand(
      new Command('show')
        .description('tells who it is')
        .argument('<reference>')
        .action((reference: string) =>
          withStores(async ({ databaseUrl }) => {
            const actor = await actorOf(databaseUrl, reference);
            if (actor === null) throw new Error(UNKNOWN);
            console.log(`${actor.subject}, by ${actor.issuer}, since ${actor.since}`);
          }),
        ),
    )
    .addCommand(
      new Command('erase')
        .description('forgets who it is; what was recorded keeps the reference, which then leads to nobody')
        .argument('<reference>')
        .action((reference: string) =>
          withStores(async ({ databaseUrl }) => {
            if (!(await eraseActor(databaseUrl, reference))) throw new Error(UNKNOWN);
            console.log('It is forgotten who that was.');
          }),
        ),
    );
