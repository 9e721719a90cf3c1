import type { IsoDate } from '#kernel';
import { caseDirectorOf, last, type ReferralState } from './referral.state.ts';

/** As what an organisation has to do with a referral. */
export type ReferralPart = 'referrer' | 'recipient' | 'caseDirector';

/** As what an organisation may look at a referral on a day: a recipient not before it was sent, a case director while it directs. */
export function partsIn(state: ReferralState, organisation: string, day: IsoDate): ReadonlySet<ReferralPart> {
  const prepared = last(state, 'referral.Prepared')?.data;
  const sentOn = last(state, 'referral.Sent')?.data.on;
  const parts = new Set<ReferralPart>();
  if (prepared?.referrer === organisation) parts.add('referrer');
  if (prepared?.recipient === organisation && sentOn !== undefined && sentOn <= day) parts.add('recipient');
  if (caseDirectorOf(state)?.data.organisationId === organisation) parts.add('caseDirector');
  return parts;
}
