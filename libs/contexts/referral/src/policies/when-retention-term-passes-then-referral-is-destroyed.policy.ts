import { boundsOf, DISTANT_FUTURE, monthsAfter } from '#kernel';
import { destroyingPolicy, type Policy } from '#platform/policies';
import { referralRetention, type ReferralRetentionTable } from './referral-retention.list.ts';

/** How many months a referral is kept after the last thing that happened to it: by its topic, or else. */
export type Retention = { readonly months: number; readonly byTopic: ReadonlyMap<string, number> };

export const whenRetentionTermPassesThenReferralIsDestroyed = ({ months, byTopic }: Retention): Policy =>
  destroyingPolicy<typeof ReferralRetentionTable>({
    name: 'when-retention-term-passes-then-referral-is-destroyed',
    says: 'When nothing has happened to a referral for as many months as its topic is kept, it is destroyed.',
    list: referralRetention,
    settings: [months, ...[...byTopic].map((pair) => pair.join('=')).sort()].join(','),
    matterOf: ({ topic, lastOn, because }) => {
      const kept = (topic === null ? undefined : byTopic.get(topic)) ?? months;
      const dueFrom = boundsOf(monthsAfter(lastOn, kept)).latest;
      return dueFrom >= DISTANT_FUTURE ? null : { what: lastOn, dueFrom, because };
    },
    ground: 'termPassed',
    streamOf: ({ referralId }) => `referral-${referralId}`,
  });
