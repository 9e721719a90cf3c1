import {
  AssertedShape,
  ConfirmationShape,
  defineEvent,
  EventIdShape,
  IdShape,
  IsoDateShape,
  SOURCE_CHANGED,
} from '#kernel';
import { z } from 'zod';
import {
  CancelReasons,
  CaseDirectorFunctions,
  ConsentCategories,
  ConsentPurposes,
  DeclineReasons,
  ReferralPhases,
  RevisionReasons,
  SupportOutcomes,
} from './referral.content.ts';
import { ReferralPrepared, referralEvents, ReferralTermsShape } from './referral.events.ts';

/*
 * How a referral speaks about its own past: as every record does, but in codes. What a decision looked up in other
 * records (parties, agreement, municipality) cannot be corrected: such a referral is entered in error.
 */

/** Which collection and which row of it; a row number has at most seven digits, so that it is no citizen number. */
const SourceRowShape = z.strictObject({
  collection: IdShape,
  record: z.string().regex(/^[a-z]{1,16}-\d{1,7}$/, 'must be a word and a number, such as row-12'),
});
/** The fields that may be corrected. */
export const ReferralChangesShape = z
  .strictObject({
    on: IsoDateShape,
    appointmentOn: IsoDateShape,
    phase: z.enum(ReferralPhases),
    purpose: z.enum(ConsentPurposes),
    categories: z.array(z.enum(ConsentCategories)).min(1),
    terms: ReferralTermsShape,
    reason: z.enum([...DeclineReasons, ...CancelReasons]),
    outcome: z.enum(SupportOutcomes),
    feltSupported: z.int().min(1).max(5),
    claims: AssertedShape.shape.claims,
    source: SourceRowShape,
  })
  .partial();

const target = '018f4e7a-0000-7000-8000-000000000001';
export const ReferralRecordedFromSource = defineEvent('referral.RecordedFromSource', {
  says: 'A source asserts that these things happened; nobody has confirmed it yet.',
  data: { claims: AssertedShape.shape.claims, source: SourceRowShape },
  example: {
    claims: [{ type: ReferralPrepared.type, data: ReferralPrepared.example }],
    source: { collection: 'referrals-of-2024', record: 'row-1' },
  },
});
export const ReferralConfirmedByParty = defineEvent('referral.ConfirmedByParty', {
  says: 'An organisation confirmed what a source asserts.',
  data: { ...ConfirmationShape.shape, function: z.enum(CaseDirectorFunctions).optional() },
  example: { confirms: target, organisationId: 'icare-jgz', on: '2026-11-05' },
});
export const ReferralCorrected = defineEvent('referral.Corrected', {
  says: 'An earlier event said something wrong; it now reads with these changes, in its old place.',
  data: {
    corrects: EventIdShape,
    changes: ReferralChangesShape,
    reason: z.enum([...RevisionReasons, SOURCE_CHANGED]),
  },
  example: { corrects: target, changes: { on: '2026-11-04' }, reason: 'slip' },
});
export const ReferralRetracted = defineEvent('referral.Retracted', {
  says: 'An earlier event never happened, or an earlier correction was wrong; the history reads without it.',
  data: { retracts: EventIdShape, reason: z.enum(RevisionReasons) },
  example: { retracts: target, reason: 'mistake' },
});

export const referralCatalogue = [
  ...referralEvents,
  ReferralRecordedFromSource,
  ReferralConfirmedByParty,
  ReferralCorrected,
  ReferralRetracted,
];
