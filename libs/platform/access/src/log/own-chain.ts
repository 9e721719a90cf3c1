import { Client } from 'pg';
import { AccessLog, type Ask } from './access-log.ts';
import type { AccessEntry } from './entry.ts';

/** A connection of the owner of the database: for the command line, by which no role of the register asks. */
export async function withOwner<T>(databaseUrl: string, work: (ask: Ask) => Promise<T>): Promise<T> {
  const client = new Client({
    connectionString: databaseUrl,
    application_name: 'register',
    options: '-c timezone=UTC',
  });
  await client.connect();
  try {
    return await work(async (text, values) => (await client.query<object>(text, [...values])).rows);
  } finally {
    await client.end();
  }
}

/**
 * Does something at the command line that has to be noted: first that it is about to be done, then what came of it.
 * Throws `NotLogged`, and then nothing was done.
 */
export function noting<T>(
  databaseUrl: string,
  entry: Pick<AccessEntry, 'action' | 'operation' | 'purpose' | 'object'>,
  work: (ask: Ask) => Promise<T>,
): Promise<T> {
  return withOwner(databaseUrl, async (ask) => {
    const log = new AccessLog(ask, 'register');
    const note = (outcome: AccessEntry['outcome'], status: number): Promise<void> =>
      log.write({
        ...entry,
        ...{ outcome, status, code: null, actor: null, role: 'operator', responsible: null },
        ...{ origin: 'command line', correlationId: log.process },
      });
    try {
      await note('done', 202); // It is asked for, by whoever has the machine.
      const done = await work(ask);
      await note('done', 200);
      return done;
    } catch (error) {
      await note('failed', 500).catch(() => undefined);
      throw error;
    } finally {
      await log.close();
    }
  });
}
