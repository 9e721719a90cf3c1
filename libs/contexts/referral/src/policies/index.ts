import { whenTermPassesThenReferralIsOverdue } from './when-term-passes-then-referral-is-overdue.policy.ts';

export const policies = [...whenTermPassesThenReferralIsOverdue];
