import { setTimeout as sleep } from 'node:timers/promises';
import type { PoolClient } from 'pg';
import { eventsAfter } from './journal.ts';
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

/** Throws {@link OtherStore} unless the store has, at the place of the journal's last event (`seq`), that very event. */
export async function refuseOtherStore(session: PoolClient, log: Log, seq: number): Promise<void> {
  const [before, last] = await eventsAfter(session, Math.max(0, seq - 2), seq, 2).then((found) =>
    seq === 1 ? [undefined, found[0]?.event] : [found[0]?.event, found[1]?.event],
  );
  if (last === undefined) return;
  const after = before?.position ?? 'start';
  for (let tries = 1; tries <= TRIES_MAX; tries++) {
    if (tries > 1) await sleep(AGAIN_MS);
    for await (const events of log.readAll({ after })) {
      if (events[0]?.id.toLowerCase() === last.id) return;
      throw new OtherStore(`has event ${events[0]?.id ?? 'none'}`, seq, last.id);
    }
  }
  throw new OtherStore('has nothing', seq, last.id);
}
