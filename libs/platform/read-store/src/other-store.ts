import { setTimeout as sleep } from 'node:timers/promises';
import type { PoolClient } from 'pg';
import { eventsAfter, type JournalEvent } from './journal.ts';
import type { Log } from './projector.ts';

/** The event store is not the one that the journal was read from. */
export class OtherStore extends Error {
  constructor(has: string, seq: number, id: string) {
    super(
      `The event store is another one, or was restored to an earlier point: where the journal's last event (number ${seq}) is ${id}, it ${has}. ` +
        'Point EVENTSTORE_URL at the right store, restore it, or give the read side a new, empty database.',
    );
    this.name = 'OtherStore';
  }
}

/** How often, and after how long, a store is asked again that has nothing there: a node that is behind may have answered. */
const TRIES_MAX = 3;
const AGAIN_MS = 500;

/** Throws {@link OtherStore} unless the store has, at the place of the journal's last event (up to `seq`), that very event. */
export async function refuseOtherStore(session: PoolClient, log: Log, seq: number): Promise<void> {
  const { last, before } = await endOf(session, seq);
  if (last === undefined) return;
  const after = before?.position ?? 'start';
  for (let tries = 1; tries <= TRIES_MAX; tries++) {
    if (tries > 1) await sleep(AGAIN_MS);
    for await (const events of log.readAll({ after })) {
      if (events[0]?.id.toLowerCase() === last.id) return;
      throw new OtherStore(`has event ${events[0]?.id ?? 'none'}`, last.seq, last.id);
    }
  }
  throw new OtherStore('has nothing', last.seq, last.id);
}

/** The journal's last event that the store must still have, and the one before it. */
async function endOf(
  session: PoolClient,
  seq: number,
): Promise<{ readonly last?: JournalEvent | undefined; readonly before?: JournalEvent | undefined }> {
  const { rows } = await session.query<{ seq: number }>(
    'SELECT seq::float8 FROM journal WHERE seq <= $1 AND NOT is_destroyed ORDER BY seq DESC LIMIT 1',
    [seq],
  );
  const at = rows[0]?.seq ?? 0;
  const events = await eventsAfter(session, Math.max(0, at - 2), at, 2);
  const numbered = (number: number): JournalEvent | undefined =>
    events.find(({ event }) => event.seq === number)?.event;
  return { last: numbered(at), before: numbered(at - 1) };
}
