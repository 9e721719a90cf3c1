import type { PoolClient } from 'pg';
import type { JournalEnd } from './journal.ts';
import { positionText, PLACE_CHANNEL } from './place-watch.ts';

/** Another projector leads (again); nothing of this transaction may stand. */
export class LeaseLost extends Error {
  constructor() {
    super('another projector has taken the lease');
    this.name = 'LeaseLost';
  }
}

/** How long a lease holds without a sign of life, and how often a holder that has nothing to do gives one. */
export const LEASE_MS = 3_000;
export const RENEW_MS = 1_000;
/** How often one that waits for the lease looks whether it is free. */
export const STANDBY_MS = 500;

/** How long a holder may say nothing in the middle of a transaction. */
const SILENCE_MS = 2_000;

/**
 * Ends the session of a holder that fell silent in the middle of a message, or of taking an answer: it is paused or cut
 * off. The time limits of its session do not see that, since a statement counts as under way until all of it has come.
 */
const END_SILENT = `SELECT pg_terminate_backend(a.pid) FROM pg_stat_activity a
  WHERE a.datname = current_database() AND a.pid <> pg_backend_pid() AND a.usename = current_user
    AND a.wait_event IN ('ClientRead', 'ClientWrite') AND a.xact_start IS NOT NULL
    AND a.state_change < clock_timestamp() - $1 * interval '1 millisecond'
    AND EXISTS (SELECT FROM pg_locks l WHERE l.pid = a.pid AND l.granted
      AND l.relation = 'projector'::regclass AND l.mode = 'RowExclusiveLock')
    AND EXISTS (SELECT FROM projector WHERE expires_at < clock_timestamp())`;

/**
 * The right to write, one holder at a time. Every transaction begins with a statement that locks the one row of
 * `projector`, checks the epoch and renews the lease: a holder that lost it, however long it slept, writes nothing.
 */
export class Lease {
  private constructor(
    readonly epoch: string,
    private readonly session: PoolClient,
  ) {}

  /**
   * The lease (again, where this holder lost its connection), or who holds it and since when. `atOnce` takes it from
   * whoever holds it: for the sole owner of an embedded database, whose predecessor is certainly gone.
   */
  static async acquire(session: PoolClient, holder: string, atOnce: boolean): Promise<Lease | string> {
    const { rows } = await session.query<{ epoch: string }>(
      `UPDATE projector SET epoch = epoch + 1, holder = $1, held_since = clock_timestamp(),
         expires_at = clock_timestamp() + $2 * interval '1 millisecond'
       WHERE is_only IN (
         SELECT is_only FROM projector WHERE $3 OR holder = $1 OR expires_at < clock_timestamp()
           -- The clock has gone back since.
           OR expires_at > clock_timestamp() + $2 * interval '2 milliseconds'
         -- A row that is locked is held by one who is alive, or whom PostgreSQL will end: it is not waited for.
         FOR UPDATE SKIP LOCKED
       ) RETURNING epoch`,
      [holder, LEASE_MS, atOnce],
    );
    const epoch = rows[0]?.epoch;
    if (epoch !== undefined) return new Lease(epoch, session);
    await session.query(END_SILENT, [SILENCE_MS]);
    const held = await session.query<{ by: string }>(
      `SELECT holder || ' since ' || to_char(held_since AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS by FROM projector`,
    );
    return held.rows[0]?.by ?? 'somebody';
  }

  /** First statement of a transaction, or a sign of life of its own. Throws {@link LeaseLost}. */
  async renew(): Promise<void> {
    const { rowCount } = await this.session.query({
      name: 'lease-renew',
      text: `UPDATE projector SET expires_at = clock_timestamp() + $2 * interval '1 millisecond' WHERE epoch = $1`,
      values: [this.epoch, LEASE_MS],
    });
    if (rowCount !== 1) throw new LeaseLost();
  }

  /** First statement of a transaction that moves the place; those who wait for it hear so at its commit. Throws {@link LeaseLost}. */
  async moveTo(end: JournalEnd & { readonly id: string }, from: number): Promise<void> {
    const { rowCount } = await this.session.query({
      name: 'lease-move',
      text: `UPDATE projector SET seq = $3, commit_position = $4, prepare_position = $5, event_id = $6, recorded_at = $7,
          expires_at = clock_timestamp() + $2 * interval '1 millisecond'
        WHERE epoch = $1 AND seq = $8 RETURNING pg_notify($9, $10)`,
      values: [
        this.epoch,
        LEASE_MS,
        end.seq,
        end.position?.commit,
        end.position?.prepare,
        end.id,
        end.recordedAt,
        from,
        PLACE_CHANNEL,
        end.position === null ? '' : positionText(end.position),
      ],
    });
    if (rowCount !== 1) throw new LeaseLost();
  }

  /** Lets the next one lead at once. */
  async release(): Promise<void> {
    await this.session.query(
      `UPDATE projector SET expires_at = '-infinity', holder = NULL WHERE epoch = $1`,
      [this.epoch],
    );
  }
}
