import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '#platform/clock';
import type { Decisions, EventLog } from '#platform/event-store';
import { REGISTER } from '#platform/policies';
import { asOwner, type ReadStore } from '#platform/read-store';
import {
  countedOn,
  figures,
  quarterOf,
  quartersToRelease,
  REFERRAL_FIGURES,
  releaseOf,
} from '#contexts/figures';
import { daysOf } from '#contexts/indicator';
import { flowOn } from '#contexts/referral';
import { registerBegan } from '#read/figures';
import { sentWithin } from '#read/referral';

const VISIBLE_MS_MAX = 2_000;
const EVERY_MS = 3_600_000;
const AGAIN_MS = 60_000;

export type Releasing = {
  /** The database of the journal. */
  readonly url: string;
  readonly log: Pick<EventLog, 'lastPosition'>;
  readonly decisions: Decisions;
  readonly clock: Clock;
  /** Of fewer people nothing is shown. */
  readonly threshold: number;
};

/**
 * Releases the figures of every quarter that is due, from the one on in which the register began, and answers which. Throws
 * where they cannot be counted now: the journal is behind the log, or referrals are set aside.
 */
export const releaseDue = (releasing: Releasing): Promise<readonly string[]> =>
  asOwner(releasing.url, (readStore) => releaseFrom(readStore, releasing));

async function releaseFrom(
  readStore: ReadStore,
  { log, decisions, clock, threshold }: Releasing,
): Promise<readonly string[]> {
  const end = await log.lastPosition();
  if (end === null) return [];
  if (!(await readStore.waitFor(end, VISIBLE_MS_MAX))) throw new Error('the journal is behind the log');
  const { rows } = await readStore.read(undefined, (view) => ({ began: registerBegan(view) }));
  const [began] = rows.began;
  if (began === undefined) return [];
  const today = clock.today();
  const { state } = await decisions.read(figures, REFERRAL_FIGURES);
  const due = quartersToRelease(quarterOf(began.day), today).filter(
    (quarter) => !state.released.has(quarter),
  );
  for (const quarter of due) {
    const found = await readStore.read(undefined, (view) => ({
      sent: sentWithin(view, daysOf(quarter)),
    }));
    if (found.parked > 0) throw new Error(`${found.parked} events of referrals are set aside`);
    const flows = found.rows.sent.map((referral) => flowOn(countedOn(quarter), referral));
    const release = releaseOf(
      flows.filter((flow) => flow !== null),
      quarter,
      threshold,
    );
    await decisions.decide(
      figures,
      REFERRAL_FIGURES,
      { type: 'ReleaseFigures', release, today },
      {
        caller: REGISTER,
        sourceSystem: 'policy',
        correlationId: `figures-${quarter}`,
      },
    );
  }
  return due;
}

/** Releases what is due, at once and every hour, until the signal aborts. */
export async function keepReleased(
  releasing: Releasing,
  signal: AbortSignal,
  onFailure: (error: unknown) => void,
): Promise<void> {
  while (!signal.aborted) {
    const isDone = await releaseDue(releasing).then(
      () => true,
      (error: unknown) => {
        onFailure(error);
        return false;
      },
    );
    await sleep(isDone ? EVERY_MS : AGAIN_MS, undefined, { signal }).catch(() => undefined);
  }
}
