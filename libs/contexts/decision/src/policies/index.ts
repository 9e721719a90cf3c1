import { whenLastBodyAgreesThenDecisionIsEffective } from './when-last-body-agrees-then-decision-is-effective.policy.ts';

export const policies = [whenLastBodyAgreesThenDecisionIsEffective];
