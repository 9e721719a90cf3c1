import { Command } from 'commander';
import { exportAccessLog, noting } from '#platform/access';
import { InstantShape } from '#platform/http';
import { withStores } from './stores.ts';

type Between = { readonly from?: string; readonly until?: string };

function instant(text: string | undefined, option: string): string | undefined {
  if (text === undefined) return undefined;
  const parsed = InstantShape.safeParse(text);
  if (!parsed.success) throw new Error(`${option}: ${parsed.error.issues[0]?.message ?? 'is no instant'}`);
  return parsed.data;
}

/** `register access-log` */
export const accessLogCommand = (): Command =>
  new Command('access-log').description('who did or saw what').addCommand(
    new Command('export')
      .description('every entry as a line of JSON, with its place in the chain of its process')
      .option('--from <instant>', 'from this instant on, such as 2026-03-01T00:00:00Z')
      .option('--until <instant>', 'before this instant')
      .action((between: Between) => {
        const from = instant(between.from, '--from');
        const until = instant(between.until, '--until');
        const what = { action: 'E', operation: 'access-log export', purpose: 'access log: export' } as const;
        return withStores(({ databaseUrl }) =>
          noting(databaseUrl, { ...what, object: null }, async (ask) => {
            for await (const line of exportAccessLog(ask, { from, until })) console.log(line);
          }),
        );
      }),
  );
