import type { IsoDate } from '#kernel';
import type { PoolClient } from 'pg';
import type { Values } from './projection.ts';

/** Something to do, once its day has come. */
export type Matter = {
  /** What is to be done. The same text for the same thing, whenever it is asked: twice is once. */
  readonly what: string;
  /** The first day on which it is to be done. */
  readonly dueFrom: IsoDate;
  /** The id of the event behind it. */
  readonly because: string;
};

/** A matter whose day has come. */
export type Due = Matter & {
  readonly policy: string;
  /** The row of the to-do list, key and all. */
  readonly row: Values;
  /** The key of the row as text. */
  readonly key: string;
  /** How often it was tried in vain. */
  readonly attempts: number;
};

/** What a row of a list comes to for one policy; `matter` is `null` where there is nothing to do (any more). */
export type Told = { readonly policy: string; readonly key: string; readonly matter: Matter | null };

/** What came of a matter. A `refused` one is tried again when its record changes; a `broken` one by itself, later. */
export type Settled =
  | { readonly state: 'done'; readonly reason: string | null }
  | { readonly state: 'refused'; readonly code: string; readonly reason: string }
  | { readonly state: 'broken'; readonly reason: string; readonly againInMs: number };

/** A matter that was tried and still stands open, with what came of it. */
export type OpenMatter = {
  readonly policy: string;
  readonly key: string;
  readonly what: string;
  readonly dueFrom: IsoDate;
  readonly state: Settled['state'];
  readonly code: string | null;
  readonly reason: string;
  readonly attempts: number;
  /** Since when it is so, UTC. */
  readonly since: string;
};

/** The longest that a broken matter waits: one that would wait longer was told so by a clock that has gone back since. */
export const AGAIN_MS_MAX = 3_600_000;

/** Sets, moves and stops timers. What was done stays done as long as it is the same thing. */
export async function setTimers(session: PoolClient, list: string, told: readonly Told[]): Promise<void> {
  if (told.length === 0) return;
  const rows = told.map(({ policy, key, matter }) => ({ policy, key, ...matter }));
  await session.query({
    name: 'timer-stop',
    text: `DELETE FROM timer t USING json_to_recordset($1::json) AS n(policy text, key text, what text)
      WHERE t.policy = n.policy AND t.key = n.key AND t.what IS DISTINCT FROM n.what`,
    values: [JSON.stringify(rows)],
  });
  await session.query({
    name: 'timer-set',
    text: `INSERT INTO timer (policy, list, key, what, because, due_from)
      SELECT policy, $2, key, what, because, "dueFrom" FROM json_to_recordset($1::json)
        AS n(policy text, key text, what text, because text, "dueFrom" date) WHERE what IS NOT NULL
      ON CONFLICT (policy, key) DO UPDATE SET because = EXCLUDED.because, due_from = EXCLUDED.due_from,
        state = CASE WHEN timer.state = 'done' THEN 'done' ELSE 'waiting' END,
        code = NULL, reason = CASE WHEN timer.state = 'done' THEN timer.reason END, attempts = 0, not_before = NULL`,
    values: [JSON.stringify(rows), list],
  });
}

/** The next matters whose day has come by `today`, the oldest first. */
export async function dueBy(session: PoolClient, today: IsoDate, countMax: number): Promise<Due[]> {
  const { rows } = await session.query<Due>({
    name: 'timer-due',
    text: `SELECT t.policy, t.key, t.what, t.because, t.due_from::text AS "dueFrom", t.attempts, r.content AS row
      FROM timer t JOIN to_do_row r USING (list, key)
      WHERE t.state IN ('waiting', 'broken') AND t.due_from <= $1::date
        AND (t.not_before IS NULL OR t.not_before <= clock_timestamp()
          OR t.not_before > clock_timestamp() + $2 * interval '1 millisecond')
      ORDER BY t.due_from, t.policy, t.key LIMIT $3`,
    values: [today, AGAIN_MS_MAX, countMax],
  });
  return rows;
}

/** Notes what came of a matter, unless it is another one by now. */
export async function settle(session: PoolClient, due: Due, settled: Settled): Promise<void> {
  const { state, reason } = settled;
  const code = state === 'refused' ? settled.code : null;
  const againInMs = state === 'broken' ? Math.min(settled.againInMs, AGAIN_MS_MAX) : null;
  await session.query({
    name: 'timer-settle',
    text: `UPDATE timer SET state = $4, code = $5, reason = $6, attempts = attempts + 1, changed_at = clock_timestamp(),
        not_before = clock_timestamp() + $7 * interval '1 millisecond'
      WHERE policy = $1 AND key = $2 AND what = $3`,
    values: [due.policy, due.key, due.what, state, code, reason, againInMs],
  });
}

/** Lets matters that were refused, broke, or came to nothing be tried again now. @returns how many. */
export async function tryAgain(session: Pick<PoolClient, 'query'>, policy: string | null): Promise<number> {
  const { rowCount } = await session.query(
    `UPDATE timer SET state = 'waiting', code = NULL, reason = NULL, not_before = NULL
     WHERE reason IS NOT NULL AND ($1::text IS NULL OR policy = $1)`,
    [policy],
  );
  return rowCount ?? 0;
}

/** What a policy still has to do. */
export type Outstanding = {
  readonly policy: string;
  /** Matters that wait for their day, or are just being done. */
  readonly waiting: number;
  /** The first such day; `null`: nothing waits. */
  readonly nextFrom: IsoDate | null;
  /** Matters that were tried and stand open: see {@link openMatters}. */
  readonly open: number;
};

/** What policies still have to do, by name; those that have nothing to do are left out. */
export async function outstanding(session: Pick<PoolClient, 'query'>): Promise<Outstanding[]> {
  const { rows } = await session.query<Outstanding>(
    `SELECT policy, (count(*) FILTER (WHERE reason IS NULL AND state <> 'done'))::int AS waiting,
       (min(due_from) FILTER (WHERE reason IS NULL AND state <> 'done'))::text AS "nextFrom",
       (count(*) FILTER (WHERE reason IS NOT NULL))::int AS open
     FROM timer GROUP BY policy ORDER BY policy`,
  );
  return rows;
}

/** What was tried and still stands open, the oldest first. */
export async function openMatters(
  session: Pick<PoolClient, 'query'>,
  countMax: number,
): Promise<OpenMatter[]> {
  const { rows } = await session.query<OpenMatter>(
    `SELECT policy, key, what, due_from::text AS "dueFrom", state, code, reason, attempts,
       to_char(changed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS since
     FROM timer WHERE reason IS NOT NULL ORDER BY changed_at LIMIT $1`,
    [countMax],
  );
  return rows;
}
