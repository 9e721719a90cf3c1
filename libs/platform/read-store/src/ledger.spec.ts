import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Frontier, provesConsistency, provesInclusion } from '#platform/ledger';
import { testDatabase, type TestDatabase } from '#test/support/postgres';
import { openEngine, type OpenEngine } from './specimen-engine.ts';
import { logOf } from './specimen.ts';

const ALL = 700;
const events = logOf(
  Array.from({ length: ALL }, (_, at) => ({
    stream: `note-${at % 7}`,
    event: { type: 'note.Written', data: { at } },
  })),
);

describe('the audit ledger', () => {
  let database: TestDatabase;
  const open: OpenEngine[] = [];
  const start = async (): Promise<OpenEngine> => {
    const opened = await openEngine(database.url, []);
    open.push(opened);
    return opened;
  };
  const end = async (): Promise<void> => {
    await Promise.all(open.splice(0).map((one) => one.close()));
  };
  const leavesOf = async ({ query }: OpenEngine): Promise<Buffer[]> =>
    (await query('SELECT leaf_hash FROM journal ORDER BY seq')).map((row) => row['leaf_hash'] as Buffer);
  const nodesOf = async ({ query }: OpenEngine) =>
    (await query('SELECT level, index::int FROM ledger_node ORDER BY 1, 2')).map(
      ({ level, index }) => `${String(level)}/${String(index)}`,
    );

  beforeEach(async () => {
    database = await testDatabase();
  });
  afterEach(async () => {
    await end();
    await database.drop();
  });

  it('grows with the journal, in whatever batches, and under whoever leads', async () => {
    const one = await start();
    await one.engine.apply(events.slice(0, 255));
    expect(await nodesOf(one)).toEqual([]);
    await one.engine.apply(events.slice(255, 256));
    expect(await nodesOf(one)).toEqual(['1/0']);
    await one.engine.apply(events.slice(256, 300));
    await end();
    const other = await start();
    await other.engine.apply(events.slice(300));
    expect(await nodesOf(other)).toEqual(['1/0', '1/1']);
    const leaves = await leavesOf(other);
    for (const size of [0, 1, 255, 256, 257, 300, 512, ALL]) {
      const { root } = Frontier.EMPTY.with(leaves.slice(0, size)).frontier;
      expect([size, await other.readStore.ledger.tree().root(size)]).toEqual([size, root]);
    }
  });

  it('proves what is in it, and that it was only added to', async () => {
    const { engine, readStore } = await start();
    await engine.apply(events);
    const { ledger } = readStore;
    const [tree, size] = [ledger.tree(), await ledger.size()];
    const root = await tree.root(size);
    for (const seq of [1, 2, 256, 257, 513, ALL]) {
      const leaf = await ledger.leaf(seq);
      const path = await tree.inclusion(seq - 1, size);
      expect(leaf !== null && provesInclusion({ leaf, index: seq - 1, size, root }, path)).toBe(true);
      const was = { size: seq, root: await tree.root(seq) };
      expect(provesConsistency(was, { size, root }, await tree.consistency(seq, size))).toBe(true);
    }
    expect(await ledger.leaf(ALL + 1)).toBeNull();
  });

  it('is made up for a journal that is older than it', async () => {
    const one = await start();
    await one.engine.apply(events);
    const root = await one.readStore.ledger.tree().root(ALL);
    await one.query('DELETE FROM ledger_node');
    await end();
    const other = await start();
    expect(await nodesOf(other)).toEqual(['1/0', '1/1']);
    expect(await other.readStore.ledger.tree().root(ALL)).toEqual(root);
  });

  it('keeps what was signed, and is only added to', async () => {
    const { readStore, query } = await start();
    const signed = { root: Buffer.alloc(32, 1), note: 'note', verifier: 'key' };
    for (const size of [3, 5, 9]) await readStore.ledger.keep({ ...signed, size });
    await readStore.ledger.keep({ ...signed, size: 9, note: 'another' });
    expect(await readStore.ledger.lastCheckpoint()).toMatchObject({ ...signed, size: 9 });
    expect((await readStore.ledger.checkpoints(9, 5)).map(({ size }) => size)).toEqual([5, 3]);
    expect(await readStore.ledger.checkpointOf(5)).toMatchObject({ size: 5 });
    expect(await readStore.ledger.checkpointOf(6)).toBeNull();
    for (const change of [
      "UPDATE checkpoint SET note = ''",
      'DELETE FROM checkpoint',
      'TRUNCATE checkpoint',
    ]) {
      await expect(query(change)).rejects.toThrow(/only ever added to/);
    }
  });
});
