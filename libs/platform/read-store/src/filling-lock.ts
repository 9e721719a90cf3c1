import type { PoolClient } from 'pg';

/** First half of the advisory locks by which one session at a time brings a generation up. */
const FILLING_LOCK = 4_711_002;

/** Keeps others from bringing up a generation, until this session lets go of it or ends; false where another does. */
export async function lockFilling(session: PoolClient, storage: string): Promise<boolean> {
  const { rows } = await session.query<{ mine: boolean }>(
    'SELECT pg_try_advisory_lock($1, hashtext($2)) AS mine',
    [FILLING_LOCK, storage],
  );
  return rows[0]?.mine === true;
}

export async function unlockFilling(session: PoolClient, storage: string): Promise<void> {
  await session.query('SELECT pg_advisory_unlock($1, hashtext($2))', [FILLING_LOCK, storage]);
}
