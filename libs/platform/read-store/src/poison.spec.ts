import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '#test/support/postgres';
import { setTimeout as sleep } from 'node:timers/promises';
import { dataSourceOptions, sessionOf } from './data-source.ts';
import { DataSource } from 'typeorm';
import { Engine } from './engine.ts';
import { Projector, sql, type ProjectorState } from './index.ts';
import { Lease, LeaseLost } from './lease.ts';
import { openEngine, type OpenEngine } from './specimen-engine.ts';
import { SpecimenLog } from './specimen-log.ts';
import { houseRegister, houseTrail, logOf } from './specimen.ts';

const built = (houseId: string, street: unknown = 'Dorpsstraat') => ({
  stream: `house-${houseId}`,
  event: { type: 'house.Built', data: { houseId, street, valueEur: 1 } },
});
const foreign = (type: string, data: object) => ({ stream: 'shop-1', event: { type, data } });

describe('an event that cannot be taken', () => {
  let database: TestDatabase;
  let one: OpenEngine;
  beforeEach(async () => {
    database = await testDatabase();
    one = await openEngine(database.url, [houseRegister, houseTrail]);
  });
  afterEach(async () => {
    await one.close();
    await database.drop();
  });
  const houses = async () =>
    (
      await one.readStore.read(undefined, (view) => ({
        h: sql<object>`SELECT house_id FROM ${view.rows(houseRegister)} h ORDER BY house_id`,
      }))
    ).rows.h;

  it('is not one of another application that happens to have a name of ours', async () => {
    const log = logOf([
      foreign('shop.Corrected', {}),
      foreign('shop.Corrected', { corrects: 'x', changes: 'y' }),
      foreign('shop.RecordedFromSource', { claims: 3 }),
      foreign('shop.RecordedFromSource', { claims: [null], source: {} }),
      foreign('Retracted', { why: 1 }),
      foreign('shop.ConfirmedByParty', { confirms: null }),
      built('a'),
    ]);
    await one.engine.apply(log);
    expect(await houses()).toEqual([{ houseId: 'a' }]);
    expect(await one.readStore.place()).toMatchObject({ seq: 7 });
  });

  it('is named, with the projection and the reason, and leaves nothing', async () => {
    const log = logOf([built('a'), { stream: 'house-b', event: built('a').event }]);
    await expect(one.engine.apply(log)).rejects.toThrow(
      /house_register_v1 cannot take event 2 \(house.Built of house-b, id .+\): .* fed by house-a/,
    );
    expect(await one.readStore.place()).toMatchObject({ seq: 0 });
  });

  it('holds up nothing that came before it, and the projector keeps saying why it waits', async () => {
    const seen: ProjectorState[] = [];
    const good = ['a', 'b', 'c', 'd', 'e', 'f'].map((id) => built(id));
    const log = new SpecimenLog(logOf([...good, built('x', null), built('y')]));
    const projector = new Projector({
      ...{
        url: database.url,
        log,
        projections: [houseRegister, houseTrail],
        upcasters: {},
        isSoleOwner: true,
      },
      onState: (state) => seen.push(state),
    });
    projector.start();
    try {
      const isThere = async () => (await houses()).length === good.length;
      for (let tries = 0; tries < 200 && !(await isThere()); tries += 1) await sleep(50);
      expect(await houses()).toHaveLength(good.length);
      seen.length = 0;
      await sleep(1_500);
      const reason: unknown = expect.stringMatching(/house_register_v1 .*event.* 7/);
      expect(projector.state).toMatchObject({ kind: 'waiting', reason });
      expect(seen.filter(({ kind }) => kind !== 'waiting')).toEqual([]);
    } finally {
      await projector.stop();
    }
  });

  it('hides no read model in the name of a lease that is lost', async () => {
    const late = await new DataSource(dataSourceOptions(database.url, 1, 0)).initialize();
    try {
      const runner = late.createQueryRunner();
      const lease = await Lease.acquire(await sessionOf(runner), 'late', true);
      const next = await openEngine(database.url, [houseRegister, houseTrail]);
      await next.close();
      if (!(lease instanceof Lease)) throw new Error(lease);
      await expect(Engine.open(runner, lease, [houseTrail], {})).rejects.toThrow(LeaseLost);
      expect(await houses()).toEqual([]);
    } finally {
      await late.destroy();
    }
  });

  it('gives a lease away that a clock has left far in the future', async () => {
    await one.query(
      `UPDATE projector SET holder = 'gone', expires_at = clock_timestamp() + interval '1 hour'`,
    );
    const other = await new DataSource(dataSourceOptions(database.url, 1, 0)).initialize();
    try {
      const session = await sessionOf(other.createQueryRunner());
      expect(await Lease.acquire(session, 'other', false)).toBeInstanceOf(Lease);
    } finally {
      await other.destroy();
    }
  });
});
