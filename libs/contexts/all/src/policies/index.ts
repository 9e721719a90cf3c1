import type { Policy } from '#platform/policies';
import { policies as agreementPolicies } from '#policies/agreement';
import { policies as decisionPolicies } from '#policies/decision';
import { policies as referralPolicies } from '#policies/referral';

/** Every policy, for whoever leads. */
export const policies: readonly Policy[] = [...agreementPolicies, ...decisionPolicies, ...referralPolicies];
