import type { Policy } from '#platform/policies';
import { policies as agreementPolicies } from '#policies/agreement';
import { policies as decisionPolicies } from '#policies/decision';
import { policiesWith as referralPoliciesWith, type Retention } from '#policies/referral';

/** Every policy, for whoever leads; `retention`: how long referrals are kept. */
export const policiesWith = ({ retention }: { readonly retention: Retention }): readonly Policy[] => [
  ...agreementPolicies,
  ...decisionPolicies,
  ...referralPoliciesWith(retention),
];
