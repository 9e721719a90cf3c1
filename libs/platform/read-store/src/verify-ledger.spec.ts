import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Signer } from '#platform/ledger';
import { chance } from '#test/support/chance';
import { testDatabase, WRITTEN_COLUMNS, type TestDatabase } from '#test/support/postgres';
import { eventsNumbered, leafHash } from './journal.ts';
import { openEngine, type OpenEngine } from './specimen-engine.ts';
import { logOf } from './specimen.ts';
import { verifyLedger } from './verify-ledger.ts';

/** More than a tile of the tree, and a tail that no tree head has come to yet. */
const ALL = 300;
const SIGNED = [40, 256, 290] as const;
const MUTATIONS = Number(process.env['LEDGER_MUTATIONS'] ?? 25);

const pem = Signer.newKey();
const signer = Signer.of('register.example/ledger', pem);
let database: TestDatabase;
let opened: OpenEngine;

const verified = () => verifyLedger({ url: database.url, verifier: signer.verifier });
const run = (text: string, values: readonly unknown[] = []) => opened.query(text, values);
const sign = async (size: number, by = signer): Promise<void> => {
  const { ledger } = opened.readStore;
  const root = await ledger.tree().root(size);
  const { verifier } = by;
  await ledger.keep({ size, root, note: by.checkpoint(size, root), verifier: verifier.toString() });
};
/** Somebody who owns the database does as they like. */
const unguarded = async (text: string, values: readonly unknown[] = []): Promise<void> => {
  await run('ALTER TABLE checkpoint DISABLE TRIGGER ALL');
  await run(text, values);
  await run('ALTER TABLE checkpoint ENABLE TRIGGER ALL');
};

/** What is found while something is done, which is undone afterwards. */
async function findingWhile(change: () => Promise<unknown>): Promise<string | null> {
  const written = new Map<string, string>();
  for (const table of ['journal', 'projector', 'ledger_node', 'checkpoint']) {
    const [found] = await run(WRITTEN_COLUMNS, [table]);
    written.set(table, String(found?.['columns']));
    await run(`CREATE TABLE kept_${table} AS SELECT ${written.get(table)} FROM ${table}`);
  }
  try {
    await change();
    const { finding } = await verified();
    return finding === null ? null : `${finding.seq} ${finding.what}`;
  } finally {
    for (const [table, columns] of written) {
      await unguarded(`DELETE FROM ${table}`);
      await run(`INSERT INTO ${table} (${columns}) TABLE kept_${table}`);
      await run(`DROP TABLE kept_${table}`);
    }
  }
}

/** Changes an event so that it comes to its leaf hash again. */
async function rewrite(seq: number, set: string): Promise<void> {
  await run(`UPDATE journal SET ${set} WHERE seq = $1`, [seq]);
  const runner = opened.session;
  const [changed] = await eventsNumbered(runner, [seq]);
  if (changed === undefined) throw new Error('there is no such event');
  await run('UPDATE journal SET leaf_hash = $2 WHERE seq = $1', [seq, leafHash(changed.event)]);
}

describe('the ledger, verified', () => {
  beforeAll(async () => {
    database = await testDatabase();
    opened = await openEngine(database.url, []);
    const events = logOf(
      Array.from({ length: ALL }, (_, at) => ({
        stream: `note-${at % 5}`,
        event: { type: 'note.Written', data: { at, text: 'Zo is het afgesproken.' } },
      })),
    );
    await opened.engine.apply(events);
    for (const size of SIGNED) await sign(size);
    // Whoever alters a journal takes the constraints away first.
    const constraints =
      await run(`SELECT conname AS name FROM pg_constraint WHERE conrelid = 'journal'::regclass
    AND contype IN ('c', 'u', 'p')`);
    for (const { name } of constraints) await run(`ALTER TABLE journal DROP CONSTRAINT ${String(name)}`);
    await run('DROP INDEX IF EXISTS journal_recorded_at');
  });
  afterAll(async () => {
    await opened.close();
    await database.drop();
  });

  it('is what was signed', async () => {
    const { seq, root, checkpoints, finding } = await verified();
    expect({ seq, checkpoints, finding }).toEqual({ seq: ALL, checkpoints: SIGNED.length, finding: null });
    expect(root).toEqual(await opened.readStore.ledger.tree().root(ALL));
  });

  it.each([
    ["data = replace(data, 'afgesproken', 'besproken')"],
    ['metadata = \'{"actor":"somebody"}\''],
    ["type = 'note.Drawn'"],
    ["recorded_at = recorded_at + interval '1 microsecond'"],
    ['revision = revision + 100'],
    ["stream = 'note-9'"],
    ["event_id = '00000000-0000-4000-8000-000000000000'"],
    ['commit_position = commit_position + 100000'],
    ['is_json = NOT is_json'],
    ["leaf_hash = decode(repeat('ab', 32), 'hex')"],
  ])('names the number where %s', async (set) => {
    expect(await findingWhile(() => run(`UPDATE journal SET ${set} WHERE seq = 77`))).toMatch(
      /^77 is altered in the journal/,
    );
    expect(await findingWhile(() => run(`UPDATE journal SET ${set} WHERE seq = ${ALL}`))).toMatch(
      /^300 is altered/,
    );
  });

  it('names what was rewritten, hash and all: at the next node of the tree, or at the next thing that was signed', async () => {
    const set = "data = replace(data, 'afgesproken', 'besproken')";
    expect(await findingWhile(() => rewrite(12, set))).toMatch(
      /^40 is the end of a journal that is not the one/,
    );
    expect(await findingWhile(() => rewrite(77, set))).toMatch(/^1 to 256 are not what the tree/);
    expect(await findingWhile(() => rewrite(270, set))).toMatch(
      /^290 is the end of a journal that is not the one/,
    );
  });

  it('names what is not there any more, and what has come between', async () => {
    expect(await findingWhile(() => run('DELETE FROM journal WHERE seq = 51'))).toBe(
      '51 is missing from the journal',
    );
    expect(await findingWhile(() => run('DELETE FROM journal WHERE seq > 280'))).toBe(
      '281 is missing from the journal',
    );
    const cut = async (): Promise<void> => {
      await run('DELETE FROM journal WHERE seq > 280');
      await run('UPDATE projector SET seq = 280');
    };
    expect(await findingWhile(cut)).toBe('281 is missing from the journal: 290 events were signed');
    const swap = (from: number, to: number) => async (): Promise<void> => {
      await run('UPDATE journal SET seq = -seq WHERE seq IN ($1, $2)', [from, to]);
      await run('UPDATE journal SET seq = CASE -seq WHEN $1 THEN $2 ELSE $1 END WHERE seq < 0', [from, to]);
    };
    expect(await findingWhile(swap(60, 61))).toMatch(/^60 is altered/);
    const insert = async (): Promise<void> => {
      await run('UPDATE journal SET seq = -seq - 1 WHERE seq >= 100');
      await run('UPDATE journal SET seq = -seq WHERE seq < 0');
      await run(`INSERT INTO journal (seq, commit_position, prepare_position, stream, revision, event_id, type, recorded_at,
          is_json, data, metadata, leaf_hash)
        SELECT 100, commit_position + 1, prepare_position + 1, 'note-77', 0, gen_random_uuid(), type,
          recorded_at - interval '0', is_json, data, metadata, leaf_hash FROM journal WHERE seq = 99`);
    };
    expect(await findingWhile(insert)).toMatch(/^100 is altered/);
  });

  it('names what is said to be destroyed, and nobody certified', async () => {
    const gone = "UPDATE journal SET data = '', metadata = '', is_destroyed = true WHERE seq = 88";
    expect(await findingWhile(() => run(gone))).toMatch(
      /^88 was taken out of the journal, and no certificate/,
    );
  });

  it('names a tree that is not that of the journal', async () => {
    const node = "UPDATE ledger_node SET hash = decode(repeat('cd', 32), 'hex')";
    expect(await findingWhile(() => run(node))).toMatch(/^1 to 256 are not what the tree/);
    expect(await findingWhile(() => run('DELETE FROM ledger_node'))).toMatch(/^1 to 256/);
  });

  it('takes what was signed by the same key under another name', async () => {
    const renamed = Signer.of('register.example/renamed', pem);
    await sign(295, renamed);
    expect(await verified()).toMatchObject({ finding: null, checkpoints: SIGNED.length + 1 });
    await unguarded('DELETE FROM checkpoint WHERE size = 295');
  });

  it('names what was signed otherwise', async () => {
    const other = Signer.of('register.example/ledger', Signer.newKey());
    const root = Buffer.alloc(32, 7);
    const told = `UPDATE checkpoint SET root = $1, note = $2, verifier = $3 WHERE size = 256`;
    const rewritten = (note: string, verifier: string) => () => unguarded(told, [root, note, verifier]);
    const [own, foreign] = [signer.verifier.toString(), other.verifier.toString()];
    expect(await findingWhile(rewritten(other.checkpoint(256, root), foreign))).toMatch(
      /^256 .+ another key/,
    );
    expect(await findingWhile(rewritten(other.checkpoint(256, root), own))).toMatch(
      /^256 .+ has not signed it/,
    );
    expect(await findingWhile(rewritten(signer.checkpoint(255, root), own))).toMatch(
      /^256 .+ tells otherwise/,
    );
    expect(await findingWhile(rewritten(signer.checkpoint(256, root), own))).toMatch(/^256 .+ not the one/);
    const forged = signer.checkpoint(256, root).replace('256\n', '257\n');
    expect(await findingWhile(rewritten(forged, own))).toMatch(/^256 .+ forged, or its text was changed/);
    expect(await findingWhile(rewritten(signer.checkpoint(256, root), 'no key'))).toMatch(
      /^256 .+ otherwise/,
    );
  });

  it('misses none of some random changes of a byte', async () => {
    const random = chance('ledger mutations');
    const missed: string[] = [];
    for (let count = 0; count < MUTATIONS; count += 1) {
      const seq = 1 + Math.floor(random() * ALL);
      const column = ['data', 'metadata', 'type', 'stream'][Math.floor(random() * 4)] ?? 'data';
      const at = Math.floor(random() * 12);
      const change = (): Promise<unknown> =>
        run(
          `UPDATE journal SET ${column} = overlay(${column} PLACING chr(ascii(substr(${column} || '            ', $2 + 1, 1)) # 1)
             FROM $2 + 1 FOR 1) WHERE seq = $1`,
          [seq, at],
        );
      const found = await findingWhile(change);
      if (found?.startsWith(`${seq} is altered`) !== true)
        missed.push(`${column} of ${seq} at ${at}: ${found ?? 'nothing'}`);
    }
    expect(missed).toEqual([]);
  }, 600_000);
});
