import type { Policy } from '#platform/policies';
import {
  whenRetentionTermPassesThenReferralIsDestroyed,
  type Retention,
} from './when-retention-term-passes-then-referral-is-destroyed.policy.ts';
import { whenTermPassesThenReferralIsOverdue } from './when-term-passes-then-referral-is-overdue.policy.ts';

export type { Retention };
export const policiesWith = (retention: Retention): readonly Policy[] => [
  ...whenTermPassesThenReferralIsOverdue,
  whenRetentionTermPassesThenReferralIsDestroyed(retention),
];
