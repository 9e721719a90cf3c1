import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startEmbeddedEventStore } from '#platform/embedded-event-store';
import { canonicalText, EventStore } from '#platform/event-store';
import { testDatabase } from '#test/support/postgres';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import { v7 as uuid } from 'uuid';
import { Projector } from './index.ts';
import { openEngine } from './specimen-engine.ts';
import { houseRegister } from './specimen.ts';

/** The whole road: appended through the client, told by the store, journaled, folded, read. */
describe('the projector behind the event store', () => {
  const closing: (() => Promise<unknown>)[] = [];
  let dataDir: string;
  beforeAll(async () => {
    dataDir = await mkdtemp(path.join(tmpdir(), 'event-store-'));
  });
  afterAll(async () => {
    for (const close of closing.reverse()) await close();
    await rm(dataDir, { recursive: true, force: true });
  });

  it('shows what was appended, and knows the store again after a restart', async () => {
    const server = await startEmbeddedEventStore({ dataDir });
    closing.push(() => server.stop());
    const database = await testDatabase();
    const log = EventStore.connect(server.connectionString);
    closing.push(() => log.close());
    const reader = await openEngine(database.url, []);
    closing.push(() => reader.close());
    const append = (houseId: string) =>
      log.append(`house-${houseId}`, -1, [
        {
          ...{ id: uuid(), type: 'house.Built', metadata: canonicalText({ actor: 'clerk' }) },
          data: canonicalText({ houseId, street: 'Dorpsstraat', valueEur: 1 }),
        },
      ]);
    for (const houseId of ['a', 'b']) {
      const projector = new Projector({
        ...{ url: database.url, log, projections: [houseRegister], upcasters: {} },
        isSoleOwner: true,
      });
      projector.start();
      const { position } = await append(houseId);
      expect(await reader.readStore.waitFor(position, 10_000)).toBe(true);
      await projector.stop();
    }
    const client = new Client({ connectionString: database.url });
    await client.connect();
    closing.push(() => client.end());
    const { rows } = await client.query('SELECT seq::int, stream, metadata FROM journal ORDER BY seq');
    expect(rows).toEqual([
      { seq: 1, stream: 'house-a', metadata: '{"actor":"clerk"}' },
      { seq: 2, stream: 'house-b', metadata: '{"actor":"clerk"}' },
    ]);
  });
});
