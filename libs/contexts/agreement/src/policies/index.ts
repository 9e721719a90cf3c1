import { whenLastDayPassesThenAgreementExpires } from './when-last-day-passes-then-agreement-expires.policy.ts';
import { whenReviewDatePassesThenRecordFinding } from './when-review-date-passes-then-record-finding.policy.ts';

export const policies = [whenLastDayPassesThenAgreementExpires, whenReviewDatePassesThenRecordFinding];
