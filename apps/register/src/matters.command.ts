import Table from 'cli-table3';
import { Command } from 'commander';
import { openMatters, outstanding, tryAgain, withParking } from '#platform/read-store';
import { policiesWith } from '#policies/all';
import { readConfiguration } from '#platform/configuration';
import { withStores } from './stores.ts';

const MATTERS_MAX = 100;
const inDatabase = (work: Parameters<typeof withParking<void>>[1]): Promise<void> =>
  withStores(({ databaseUrl }) => withParking(databaseUrl, work));

/** `register matters list|retry` */
export const mattersCommand = (): Command =>
  new Command('matters')
    .description('what policies wait for, and what they could not do')
    .addCommand(
      new Command('list')
        .description('how much each policy waits for, and what was refused, broke or was undone')
        .action(() =>
          inDatabase(async (session) => {
            const byPolicy = new Map((await outstanding(session)).map((one) => [one.policy, one]));
            const table = new Table({
              head: ['policy', 'waiting', 'first from', 'could not be done'],
              colAligns: ['left', 'right', 'left', 'right'],
              style: { head: [], border: [], compact: true },
            });
            for (const { policy } of policiesHere()) {
              const { waiting, nextFrom, open } = byPolicy.get(policy) ?? NOTHING;
              table.push([policy, waiting, nextFrom ?? '', open]);
            }
            console.log(table.toString());
            for (const one of await openMatters(session, MATTERS_MAX)) {
              const code = one.code === null ? '' : ` (${one.code})`;
              console.log(
                `${one.policy} ${one.key} ${one.what}, ${one.state} since ${one.since}${code}: ${one.reason}`,
              );
              process.exitCode = 1;
            }
          }),
        ),
    )
    .addCommand(
      new Command('retry')
        .description('let what could not be done be tried again, by the register that runs')
        .argument('[policy]', 'without it, of every policy')
        .action((policy?: string) =>
          inDatabase(async (session) => {
            if (policy !== undefined && !policiesHere().some((one) => one.policy === policy)) {
              throw new Error(`There is no policy ${policy}; register matters list names them.`);
            }
            console.log(`${await tryAgain(session, policy ?? null)} matters are tried again.`);
          }),
        ),
    );

const policiesHere = () => policiesWith(readConfiguration(process.env));

const NOTHING = { waiting: 0, nextFrom: null, open: 0 };
