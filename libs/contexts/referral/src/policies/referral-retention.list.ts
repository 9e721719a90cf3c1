import { day, nullable, projection, table, text, type ProjectedFact, type RowOf } from '#platform/read-store';
import { dayOf, onEachStep } from '../referral.state.ts';
import type { ReferralEvent } from '../referral.events.ts';

/** When something last happened to a referral, and what it was about. */
export const ReferralRetentionTable = table({
  columns: {
    referralId: text(),
    /** Null where a source tells what became of it and nobody that it was prepared. */
    topic: nullable(text()),
    lastOn: day(),
    /** The event that tells of that day. */
    because: text(),
  },
  key: ['referralId'],
});
type Row = RowOf<typeof ReferralRetentionTable>;

export const referralRetention = projection<ReferralEvent, typeof ReferralRetentionTable>({
  name: 'referral-retention',
  version: 1,
  table: ReferralRetentionTable,
  when: onEachStep({
    key: ({ event: { data } }: ProjectedFact<ReferralEvent>) => ({ referralId: data.referralId }),
    apply: (row: Row | undefined, { event, recordedAs }: ProjectedFact<ReferralEvent>): Row => {
      const topic = event.type === 'referral.Prepared' ? event.data.topic : (row?.topic ?? null);
      const on = dayOf(event);
      return row === undefined || on > row.lastOn
        ? { topic, lastOn: on, because: recordedAs }
        : { ...row, topic };
    },
  }),
});
