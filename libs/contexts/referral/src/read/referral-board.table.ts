import type { IsoDate, Provenance } from '#kernel';
import { day, json, list, nullable, table, text, texts } from '#platform/read-store';
import type { Due } from '../referral-terms.state.ts';
import type { Standing } from '../referral-status.state.ts';
import type { ReferralStep } from '../referral.state.ts';

/** Referrals: codes and days only. What a question compares with a day stands beside the steps that it follows from. */
export const ReferralTable = table({
  columns: {
    referralId: text(),
    /** What happened, in the order in which it reads. */
    steps: list<ReferralStep>(),
    /** Null where a source tells what became of it and nobody that it was prepared. */
    preparedOn: nullable(day()),
    sentOn: nullable(day()),
    referrer: nullable(text()),
    recipient: nullable(text()),
    /** From which day on it stood how. */
    standings: json<readonly (Standing & { readonly from: IsoDate })[]>(),
    dues: json<readonly Due[]>(),
    /** From which day on which organisation directs the case. */
    directions: json<readonly { readonly organisationId: string; readonly from: IsoDate }[]>(),
    /** Whom it concerns, or did. */
    parties: texts(),
    provenance: json<Provenance>(),
  },
  key: ['referralId'],
  visibleTo: 'parties',
});

export const PartyRoles = ['referrer', 'recipient', 'caseDirector'] as const;
export type PartyRole = (typeof PartyRoles)[number];

/** Whom a referral concerns, or did: the organisation first, so that nobody asks about more than one. */
export const ReferralPartyTable = table({
  columns: { organisationId: text(), referralId: text(), roles: texts<PartyRole>() },
  key: ['organisationId', 'referralId'],
  visibleTo: 'organisationId',
});
