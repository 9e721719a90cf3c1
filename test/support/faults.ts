import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { eventually } from './event-stores.ts';
import type { Installation } from './installation.ts';

/** Something that goes wrong, and is over when it resolves; chance says for how long. */
export type Fault = (at: Installation, random: () => number) => Promise<void>;

const MS_MAX = 30_000;
/** A batch is over soon. */
const AMID_BATCH_MS = 10;
const pause = (random: () => number, leastMs: number, mostMs: number): Promise<unknown> =>
  sleep(leastMs + random() * (mostMs - leastMs));

/** The one transaction that writes, if there is one at this moment, is the projector's batch. */
async function amidBatch(at: Installation, act = ''): Promise<void> {
  const sql = `SELECT pid ${act} FROM pg_stat_activity
    WHERE datname = current_database() AND backend_xid IS NOT NULL AND pid <> pg_backend_pid()`;
  await eventually(async () => (await at.ask(sql).catch(() => [])).length > 0, MS_MAX, AMID_BATCH_MS);
}

/** All that goes wrong, and how often. Each leaves the installation as it was, but for processes that are gone. */
export const FAULTS = {
  'the leader is killed': {
    weight: 2,
    run: async (at) => {
      await (await at.leader()).end('SIGKILL');
    },
  },
  'the leader is killed amid a batch': {
    weight: 2,
    run: async (at) => {
      const leader = await at.leader();
      await amidBatch(at);
      await leader.end('SIGKILL');
    },
  },
  'the session of the leader is terminated amid a batch': {
    weight: 2,
    run: async (at) => amidBatch(at, ', pg_terminate_backend(pid)'),
  },
  'the leader is paused, and wakes up when another one leads': {
    weight: 1,
    run: async (at) => {
      const leader = await at.leader();
      leader.signal('SIGSTOP');
      await at.hasOtherLeader(leader).finally(() => leader.signal('SIGCONT'));
    },
  },
  'the leader is paused amid a batch, and wakes up when another one leads': {
    weight: 2,
    run: async (at) => {
      const leader = await at.leader();
      await amidBatch(at);
      leader.signal('SIGSTOP');
      await at.hasOtherLeader(leader).finally(() => leader.signal('SIGCONT'));
    },
  },
  'the standby is killed': {
    weight: 1,
    run: async (at) => {
      await (await at.standby()).end('SIGKILL');
    },
  },
  'PostgreSQL is killed': {
    weight: 3,
    run: async (at, random) => {
      await at.signalPostgres('SIGKILL', { all: random() < 0.5 });
    },
  },
  'PostgreSQL is paused': {
    weight: 2,
    run: async (at, random) => {
      await at.signalPostgres('SIGSTOP', { all: true });
      await pause(random, 300, 2_000);
      await at.signalPostgres('SIGCONT', { all: true });
    },
  },
  'the event store is killed': {
    weight: 3,
    run: async (at, random) => {
      await at.killStore();
      await pause(random, 0, 500);
      await at.startStore(random() < 0.5);
    },
  },
  'the event store is paused': {
    weight: 2,
    run: async (at, random) => {
      at.signalStore('SIGSTOP');
      await pause(random, 300, 2_000);
      at.signalStore('SIGCONT');
    },
  },
  'the API is killed': {
    weight: 2,
    run: async (at, random) => {
      await at.killApi();
      await pause(random, 0, 200);
      await at.startApi();
    },
  },
  'the cable to the event store is cut': {
    weight: 1,
    run: async (at, random) => {
      for (let cuts = 0; cuts < 3; cuts += 1) {
        await pause(random, 0, 200);
        at.cable.cut();
      }
    },
  },
  'deliveries come late': {
    weight: 2,
    run: async (at, random) => {
      for (let stalls = 0; stalls < 3; stalls += 1) {
        at.cable.stall();
        await pause(random, 100, 600);
        at.cable.flow();
        await pause(random, 0, 100);
      }
    },
  },
  'deliveries come twice': {
    weight: 2,
    run: async (at, random) => {
      at.door.onRead = () => ({ each: (frame) => [frame, frame] });
      at.cable.cut(); // What is subscribed now does not come twice.
      await pause(random, 300, 1_000);
      at.door.onRead = () => 'none';
      at.cable.cut();
    },
  },
  'a long transaction is in the way': {
    weight: 2,
    run: async (at, random) => {
      const client = new Client({ connectionString: at.servers.databaseUrl });
      client.on('error', () => undefined);
      await client.connect();
      try {
        await client.query('BEGIN');
        await client.query('LOCK TABLE projection IN SHARE MODE');
        await pause(random, 500, 3_000);
        await client.query('ROLLBACK');
      } finally {
        await client.end().catch(() => undefined);
      }
    },
  },
  'the clock of the event store jumps': {
    weight: 2,
    run: async (at, random) => {
      at.signalStore('SIGUSR2');
      await pause(random, 0, 300);
    },
  },
  'the clock of PostgreSQL jumps': {
    // What it means to the lease, which is all that asks for it: it ended long ago, or ends in an hour.
    weight: 2,
    run: async (at, random) => {
      const jump = random() < 0.5 ? '-' : '+';
      await at.ask(`UPDATE projector SET expires_at = expires_at ${jump} interval '1 hour'`);
    },
  },
} as const satisfies Record<string, { readonly weight: number; readonly run: Fault }>;
export type FaultName = keyof typeof FAULTS;

/** One of them, each as likely as its weight says; of those only whose names hold `FAULT`, where that is set. */
export function anyFault(random: () => number): FaultName {
  const names = (Object.keys(FAULTS) as FaultName[]).filter((name) =>
    name.includes(process.env['FAULT'] ?? ''),
  );
  let at = random() * names.reduce((sum, name) => sum + FAULTS[name].weight, 0);
  return names.find((name) => (at -= FAULTS[name].weight) < 0) ?? names[0] ?? 'PostgreSQL is killed';
}
