import type { PoolClient } from 'pg';
import type { QueryRunner } from 'typeorm';
import { register } from './fed.ts';
import type { Projection } from './projection.ts';
import { Storage } from './storage.ts';
import { dropTables } from './tables.ts';

/** A generation that took over is kept, and fed, so long for the way back; one of another version so long unfed. */
const FORMER_DAYS = 7;
const OTHER_VERSION_DAYS = 30;

/** A generation as the database lists it. */
type Listed = {
  readonly generation: number;
  readonly isLive: boolean;
  readonly answeredUntil: Date | null;
  readonly parked: number;
};

async function generationsOf(session: PoolClient, { name, version }: Projection): Promise<Listed[]> {
  const { rows } = await session.query<Listed>(
    `SELECT generation, is_live AS "isLive", answered_until AS "answeredUntil", parked_count::float8 AS parked
     FROM projection WHERE name = $1 AND version = $2 ORDER BY generation`,
    [name, version],
  );
  return rows;
}

/** The generation that is on its way to take over: one that a killed rebuild has left, or a new one. */
export async function nextGeneration(
  runner: QueryRunner,
  session: PoolClient,
  projection: Projection,
): Promise<Storage> {
  const known = await generationsOf(session, projection);
  const open = known.find(({ isLive, answeredUntil }) => !isLive && answeredUntil === null);
  if (open !== undefined) return new Storage(projection, open.generation);
  const storage = new Storage(projection, Math.max(0, ...known.map(({ generation }) => generation)) + 1);
  await register(runner, storage, () => Promise.resolve());
  return storage;
}

/** The generation that answered before the one that does. Throws where there is none any more. */
export async function formerGeneration(session: PoolClient, projection: Projection): Promise<Storage> {
  const known = await generationsOf(session, projection);
  const [former] = known
    .filter(({ isLive }) => !isLive)
    .flatMap(({ generation, answeredUntil }) =>
      answeredUntil === null ? [] : [{ generation, answeredUntil }],
    )
    .sort((one, other) => other.answeredUntil.getTime() - one.answeredUntil.getTime());
  if (former === undefined) {
    throw new Error(
      `There is no generation of ${projection.name} before the one that answers: nothing to go back to.`,
    );
  }
  return new Storage(projection, former.generation);
}

/** How many events more are set aside for a generation than for the one that answers. */
export async function parkedMore(session: PoolClient, { projection, generation }: Storage): Promise<number> {
  const known = await generationsOf(session, projection);
  const parkedIn = (one: Listed | undefined): number => one?.parked ?? 0;
  return (
    parkedIn(known.find((one) => one.generation === generation)) -
    parkedIn(known.find(({ isLive }) => isLive))
  );
}

/**
 * Lets generations answer from now on, all of them in one transaction; those that did are kept for the way back.
 * False, and nothing done, as long as one of them is not at the end of the journal.
 */
export async function takeOver(session: PoolClient, storages: readonly Storage[]): Promise<boolean> {
  const names = storages.map(({ name }) => name);
  await session.query('BEGIN');
  try {
    // Nothing moves until it is done: each transaction of the leader begins with this row.
    await session.query('SELECT FROM projector FOR SHARE');
    await session.query(
      `UPDATE projection p SET is_live = false, answered_until = clock_timestamp() FROM projection n
       WHERE n.storage = ANY ($1) AND p.name = n.name AND p.version = n.version AND p.is_live AND p.storage <> n.storage`,
      [names],
    );
    const { rowCount } = await session.query(
      `UPDATE projection SET is_live = true, answered_until = NULL
       WHERE storage = ANY ($1) AND seq = (SELECT seq FROM projector)`,
      [names],
    );
    const isWhole = rowCount === names.length;
    await session.query(isWhole ? 'COMMIT' : 'ROLLBACK');
    return isWhole;
  } catch (error) {
    await session.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

/**
 * Takes away what nobody goes back to: all but the last generation of before, that one too after a week, and
 * versions of which this programme knows nothing when nobody has fed them for a month. `fence` begins the transaction.
 */
export async function dropFormer(
  session: PoolClient,
  projections: readonly Projection[],
  fence: () => Promise<void>,
): Promise<readonly string[]> {
  await session.query('BEGIN');
  try {
    await fence();
    const { rows } = await session.query<{ storage: string }>(
      `DELETE FROM projection p WHERE NOT is_live AND (
           answered_until < clock_timestamp() - $1 * interval '1 day' OR EXISTS (
             SELECT FROM projection o WHERE o.name = p.name AND o.version = p.version AND NOT o.is_live
               AND o.answered_until > p.answered_until
           ))
         OR fed_at < clock_timestamp() - $2 * interval '1 day' AND (name, version) NOT IN (
           SELECT * FROM json_to_recordset($3::json) AS known(name text, version int)
         )
       RETURNING storage`,
      [
        FORMER_DAYS,
        OTHER_VERSION_DAYS,
        JSON.stringify(projections.map(({ name, version }) => ({ name, version }))),
      ],
    );
    for (const { storage } of rows) {
      await dropTables(session, storage);
    }
    await session.query('COMMIT');
    return rows.map(({ storage }) => storage);
  } catch (error) {
    await session.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}
