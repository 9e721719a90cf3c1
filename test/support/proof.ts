import { createHash } from 'node:crypto';
import { upcasters } from '#contexts/all';
import { isEnclosure, type Upcasters } from '#kernel';
import { EventStore, type LogEvent } from '#platform/event-store';
import { Projector, tablesOf } from '#platform/read-store';
import { projections } from '#projections/all';
import { eventually } from './event-stores.ts';
import { testDatabase } from './postgres.ts';
import { logOf, rowsOf, type Servers } from './register.ts';

const CAUGHT_UP_MS_MAX = 60_000;
const SHOWN_MAX = 3;
const LOOKS_MAX = 5;

const TABLES = [
  'journal',
  'ledger_node',
  ...projections.flatMap(({ storage, table }) => tablesOf(storage, table)),
];

type Journaled = {
  readonly seq: string;
  readonly commit: string;
  readonly prepare: string;
  readonly stream: string;
  readonly revision: string;
  readonly id: string;
  readonly type: string;
  readonly data: string;
  readonly metadata: string;
  readonly leaf: Buffer;
};
type Given = { readonly name: string; readonly count: number; readonly hash: string };

/** Waits until the journal has that many events; that they are the right ones is another question. */
async function hasCome(databaseUrl: string, count: number): Promise<void> {
  const sql = 'SELECT seq::int AS n FROM projector';
  await eventually(
    async () => ((await rowsOf<{ n: number }>(databaseUrl, sql).catch(() => []))[0]?.n ?? 0) >= count,
    CAUGHT_UP_MS_MAX,
  );
}

/** Waits for the projector, and answers what the store then holds. */
export async function settledLog({ databaseUrl, eventStoreUrl }: Servers): Promise<readonly LogEvent[]> {
  const log = await logOf(eventStoreUrl);
  await hasCome(databaseUrl, log.length);
  return log;
}

/**
 * What `look` finds in the settled log. The register records by itself what has fallen due, so that the log may grow
 * while it is looked at: then what was found is looked for once more.
 */
export async function flawsWhenSettled(
  servers: Servers,
  look: (log: readonly LogEvent[]) => Promise<readonly string[]>,
): Promise<readonly string[]> {
  for (let looks = 1; ; looks += 1) {
    const log = await settledLog(servers);
    const flaws = await look(log);
    if (flaws.length === 0 || looks === LOOKS_MAX) return flaws;
    const { length } = await logOf(servers.eventStoreUrl);
    if (length === log.length) return flaws;
    process.stderr.write(`the log grew from ${log.length} to ${length} events while it was looked at\n`);
  }
}

/** Where the journal is not the log, or a projection was not given what the journal has; each in a sentence. */
export async function flawsIn(databaseUrl: string, log: readonly LogEvent[]): Promise<string[]> {
  const [journal, given] = await Promise.all([
    rowsOf<Journaled>(
      databaseUrl,
      `SELECT seq, commit_position AS commit, prepare_position AS prepare, stream, revision, event_id AS id, type, data,
         metadata, leaf_hash AS leaf FROM journal ORDER BY seq`,
    ),
    rowsOf<Given>(
      databaseUrl,
      `SELECT name, events_count::int AS count, encode(running_hash, 'hex') AS hash FROM projection WHERE is_live`,
    ),
  ]);
  const flaws: string[] = [];
  if (journal.length !== log.length) {
    flaws.push(`the journal has ${journal.length} events, and the log ${log.length}`);
  }
  const wrong = journal.findIndex((event, index) => inJournal(event) !== inLog(log[index], index + 1));
  if (wrong >= 0) {
    flaws.push(
      `number ${wrong + 1} is ${inJournal(journal[wrong])}, and the log has ${inLog(log[wrong], wrong + 1)}`,
    );
  }
  for (const { name, count, hash } of dueBy(journal)) {
    const had = given.find((one) => one.name === name);
    if (had?.count === count && had.hash === hash) continue;
    flaws.push(`${name} was given ${had?.count} events (${had?.hash}), and was due ${count} (${hash})`);
  }
  return flaws;
}

const inJournal = (event: Journaled | undefined): string =>
  event === undefined
    ? 'nothing'
    : [
        ...[event.seq, event.commit, event.prepare, event.stream, event.revision],
        ...[event.id, event.type, event.data, event.metadata],
      ].join(' ');
const inLog = (event: LogEvent | undefined, seq: number): string =>
  event === undefined
    ? 'nothing'
    : [
        ...[seq, event.position.commit, event.position.prepare, event.stream, event.revision],
        ...[event.id, event.type, event.data, event.metadata],
      ].join(' ');

/** What each projection was to be given, from the journal: `h = SHA-256(h ‖ seq ‖ leaf hash)`, seq in 8 bytes. */
function dueBy(journal: readonly Journaled[]): Given[] {
  const told = journal.map(({ seq, type, leaf }) => {
    const number = Buffer.alloc(8);
    number.writeBigUInt64BE(BigInt(seq));
    return { type, proof: Buffer.concat([number, leaf]) };
  });
  return projections.map(({ name, isGiven, isGivenEnclosed }): Given => {
    const heard = told.filter(({ type }) => (isEnclosure(type) ? isGivenEnclosed(type) : isGiven(type)));
    const hash = heard.reduce(
      (running, { proof }) => createHash('sha256').update(running).update(proof).digest(),
      Buffer.alloc(32),
    );
    return { name, count: heard.length, hash: hash.toString('hex') };
  });
}

/** A database that is filled from the event store alone, as often as it is asked to, and from nothing each time. */
export class Replay {
  private constructor(
    private readonly url: string,
    private readonly reads: Upcasters,
  ) {}

  /** `reads`: with the keys, where referrals are sealed. */
  static async open(reads: Upcasters = upcasters): Promise<Replay> {
    return new Replay((await testDatabase()).url, reads);
  }

  /**
   * Where a database holds other rows than a fresh replay of the log makes: in the journal, in a read model, or among
   * its versions. Each table in a sentence, with some of the rows that only one of them has.
   */
  async differences(databaseUrl: string, eventStoreUrl: string, count: number): Promise<string[]> {
    await this.#fill(eventStoreUrl, count);
    const [there, here] = await Promise.all([fingerprints(databaseUrl), fingerprints(this.url)]);
    const different = TABLES.filter((table) => there.get(table) !== here.get(table));
    return Promise.all(
      different.map(async (table) => {
        const [found, made] = await Promise.all([rowsIn(databaseUrl, table), rowsIn(this.url, table)]);
        return `${table} has ${only(found, made)}, and a replay ${only(made, found)}`;
      }),
    );
  }

  async #fill(eventStoreUrl: string, count: number): Promise<void> {
    await this.#empty();
    const log = EventStore.connect(eventStoreUrl);
    const projector = new Projector({
      url: this.url,
      log,
      projections,
      upcasters: this.reads,
      isSoleOwner: true,
    });
    try {
      projector.start();
      await hasCome(this.url, count);
      await eventually(() => projector.state.kind === 'running', CAUGHT_UP_MS_MAX);
    } catch (error) {
      const { kind, reason } = projector.state;
      throw new Error(`the replay of ${count} events is ${kind}: ${reason}`, { cause: error });
    } finally {
      await projector.stop();
      await log.close();
    }
  }

  /** As it was before the first event; the tables stay, since making them takes longer than filling them. */
  async #empty(): Promise<void> {
    const [made] = await rowsOf<{ there: boolean }>(
      this.url,
      `SELECT to_regclass('journal') IS NOT NULL AS there`,
    );
    if (made?.there !== true) return;
    await rowsOf(
      this.url,
      `DO $$ BEGIN
        ${TABLES.map((table) => `DELETE FROM ${table};`).join(' ')}
        UPDATE projector SET seq = 0, commit_position = NULL, prepare_position = NULL, event_id = NULL, recorded_at = NULL;
        UPDATE projection SET seq = 0, events_count = 0, running_hash = decode(repeat('00', 32), 'hex');
      END $$`,
    );
  }
}

/** A hash of all rows of each table, in no order. */
async function fingerprints(url: string): Promise<ReadonlyMap<string, string>> {
  const each = TABLES.map(
    (table) =>
      `SELECT '${table}' AS name, count(*) || ' ' || md5(coalesce(string_agg(row, E'\\n' ORDER BY row), '')) AS hash
       FROM (SELECT t::text AS row FROM ${table} t) rows`,
  );
  const rows = await rowsOf<{ name: string; hash: string }>(url, each.join(' UNION ALL '));
  return new Map(rows.map(({ name, hash }) => [name, hash]));
}

const rowsIn = async (url: string, table: string): Promise<ReadonlySet<string>> =>
  new Set(
    (await rowsOf<{ row: string }>(url, `SELECT t::text AS row FROM ${table} t`)).map(({ row }) => row),
  );

function only(these: ReadonlySet<string>, those: ReadonlySet<string>): string {
  const rows = [...these].filter((row) => !those.has(row));
  return rows.length === 0 ? 'nothing else' : `${rows.length} others: ${rows.slice(0, SHOWN_MAX).join('; ')}`;
}
