import type { PoolClient } from 'pg';
import { placeOf, registered, type EngineEnd, type Fed } from './fed.ts';
import type { Finding } from './ledger.ts';
import type { Projection } from './projection.ts';

/** The numbers that were set aside for a read model: those that wait, and all. */
export type Aside = { readonly waiting: number; readonly has: (seq: number) => boolean };

/** What is to be verified, as it was at one moment. */
export type Snapshot = {
  readonly end: EngineEnd;
  readonly fed: readonly Fed[];
  readonly aside: ReadonlyMap<string, Aside>;
  readonly unknown: readonly string[];
  /** What is wrong already with the places that it tells of. */
  readonly finding: Finding | null;
};

/** Looks once at the end of the journal and at all read models; the journal up to there does not change any more. */
export async function snapshotOf(session: PoolClient, projections: readonly Projection[]): Promise<Snapshot> {
  await session.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  try {
    const end = await placeOf(session);
    const fed = await registered(session, projections);
    const known = new Set(fed.map(({ storage }) => storage.name));
    const { rows: all } = await session.query<{ storage: string }>(
      'SELECT storage FROM projection ORDER BY 1',
    );
    const { rows: parked } = await session.query<{ storage: string; seqs: number[]; waiting: number }>(
      `SELECT storage, array_agg(seq::float8) AS seqs, count(*) FILTER (WHERE state = 'waits')::int AS waiting
       FROM parked GROUP BY storage`,
    );
    const aside = new Map(
      parked.map(({ storage, seqs, waiting }): [string, Aside] => {
        const all = new Set(seqs);
        return [storage, { waiting, has: (seq) => all.has(seq) }];
      }),
    );
    const unknown = all.map(({ storage }) => storage).filter((storage) => !known.has(storage));
    return { end, fed, aside, unknown, finding: await findingIn(session, end, fed) };
  } finally {
    await session.query('COMMIT');
  }
}

/** The journal ends where the projector says that it does, and no read model is further. */
async function findingIn(session: PoolClient, end: EngineEnd, fed: readonly Fed[]): Promise<Finding | null> {
  const { rows } = await session.query<{ seq: number; isSame: boolean }>(
    `SELECT j.seq::float8, (j.commit_position, j.prepare_position, j.event_id, j.recorded_at)
         IS NOT DISTINCT FROM (p.commit_position, p.prepare_position, p.event_id, p.recorded_at) AS "isSame"
     FROM projector p, journal j ORDER BY j.seq DESC LIMIT 1`,
  );
  const last = rows[0] ?? { seq: 0, isSame: end.position === null };
  if (last.seq > end.seq) {
    return { seq: end.seq + 1, what: `is inserted in the journal: the projector's place is ${end.seq}` };
  }
  if (last.seq < end.seq) {
    return { seq: last.seq + 1, what: `is missing from the journal: the projector's place is ${end.seq}` };
  }
  if (!last.isSame) return { seq: end.seq, what: "is not the event that the projector's place names" };
  const beyond = fed.find(({ seq }) => seq > end.seq);
  return beyond === undefined
    ? null
    : { seq: beyond.seq, what: `is beyond the journal, and ${beyond.storage.name} says that it is there` };
}
