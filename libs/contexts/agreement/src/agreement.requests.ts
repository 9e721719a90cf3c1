import type { z } from 'zod';
import { type Certainty, type Hash, type Level, Levels, type PartialDate } from '#kernel';
import {
  IsAgreedEnd,
  IsEnumField,
  IsGmCode,
  IsHashField,
  IsIdField,
  IsName,
  IsPart,
  IsPartialDateField,
  IsText,
  IsUrlField,
  IsWholeNumber,
} from '#platform/http';
import { PageParameters } from '#platform/records';
import {
  AgreementKinds,
  DocumentShape,
  PhaseShape,
  ScopeShape,
  TermsShape,
  TopicShape,
  type AgreementKind,
  type Scope,
  type Terms,
} from './agreement.content.ts';
import { ReviewOutcomes, type ReviewOutcome } from './agreement.events.ts';

type Document = z.output<typeof DocumentShape>;
type AgreedEnd = PartialDate | 'open';

const IsTerms = (): PropertyDecorator => IsPart(TermsShape, { optional: true, says: 'What was agreed.' });
const AreDocuments = (): PropertyDecorator =>
  IsPart(DocumentShape, { optional: true, list: { min: 0, max: 50 } });
const IsReviewInterval = (): PropertyDecorator =>
  IsWholeNumber({ min: 1, max: 600 }, { optional: true, says: 'Every how many months it is reviewed.' });
const IsDecisionId = (): PropertyDecorator =>
  IsIdField({ optional: true, says: 'The decision under which this is done.' });

export class DraftAgreementRequest {
  @IsIdField({ optional: true, says: 'Chosen by the caller; without it the register makes one.' })
  readonly agreementId?: string;
  @IsEnumField(AgreementKinds)
  readonly kind!: AgreementKind;
  @IsName()
  readonly title!: string;
  @IsPart(TopicShape, { list: { min: 0, max: 50 } })
  readonly topics!: string[];
  @IsEnumField(PhaseShape.options, { list: { min: 0, max: 3 } })
  readonly phases!: z.output<typeof PhaseShape>[];
  @IsPart(ScopeShape, { says: 'Whom it covers; national without names: everybody.' })
  readonly scope!: Scope;
  @IsIdField({ optional: true, list: { min: 0, max: 400 }, says: 'Who has to sign.' })
  readonly parties?: string[];
  @IsIdField({ optional: true, says: 'The wider agreement that this one narrows.' })
  readonly parentAgreementId?: string;
  @IsTerms()
  readonly terms?: Terms;
  @IsReviewInterval()
  readonly reviewEveryMonths?: number;
  @AreDocuments()
  readonly documents?: Document[];
  @IsPartialDateField({ optional: true, says: 'Without it, it holds from the last signature on.' })
  readonly agreedFrom?: PartialDate;
  @IsAgreedEnd({ optional: true, says: 'The last day, or open.' })
  readonly agreedUntil?: AgreedEnd;
  @IsDecisionId()
  readonly decisionId?: string;
  @IsPartialDateField()
  readonly on!: PartialDate;
}

export class SubmitAgreementRequest {
  @IsIdField({ optional: true, list: { min: 1, max: 400 }, says: 'Without it: the parties of the draft.' })
  readonly to?: string[];
  @IsPartialDateField()
  readonly on!: PartialDate;
}

export class SignAgreementRequest {
  @IsIdField()
  readonly organisationId!: string;
  @IsName({ says: 'On whose behalf.' })
  readonly capacity!: string;
  @IsName({ says: 'The function of the official who signs; no name.' })
  readonly function!: string;
  @IsPartialDateField()
  readonly on!: PartialDate;
  @IsHashField({ says: 'The content that is signed, as the agreement shows it.' })
  readonly contentHash!: Hash;
  @IsDecisionId()
  readonly decisionId?: string;
}

/** A party that declines to sign, or leaves. */
export class LeaveAgreementRequest {
  @IsIdField()
  readonly organisationId!: string;
  @IsPartialDateField()
  readonly on!: PartialDate;
  @IsText({ optional: true })
  readonly reason?: string;
}

export class BringIntoEffectRequest {
  @IsPartialDateField({ says: 'The first day.' })
  readonly on!: PartialDate;
  @IsAgreedEnd({ optional: true, says: 'The last day, or open.' })
  readonly until?: AgreedEnd;
}

class AnswerOfMunicipality {
  @IsGmCode()
  readonly municipality!: string;
  @IsPartialDateField()
  readonly on!: PartialDate;
  @IsDecisionId()
  readonly decisionId?: string;
}

export class AdoptAgreementRequest extends AnswerOfMunicipality {
  @IsText({ optional: true, says: 'In what the municipality deviates; needs a reason.' })
  readonly deviation?: string;
  @IsText({ optional: true, says: 'Why it deviates.' })
  readonly reason?: string;
}

/** A municipality that refuses, or finds that the agreement does not concern it. */
export class RefuseAdoptionRequest extends AnswerOfMunicipality {
  @IsText({ optional: true })
  readonly reason?: string;
}

export class ConfirmAsSuccessorRequest extends AnswerOfMunicipality {
  @IsGmCode({ says: 'The municipality that merged into this one.' })
  readonly predecessor!: string;
}

export class ReviewAgreementRequest {
  @IsPartialDateField()
  readonly on!: PartialDate;
  @IsEnumField(ReviewOutcomes)
  readonly outcome!: ReviewOutcome;
  @IsText({ optional: true })
  readonly findings?: string;
}

export class AmendAgreementRequest {
  @IsTerms()
  readonly terms?: Terms;
  @IsReviewInterval()
  readonly reviewEveryMonths?: number;
  @AreDocuments()
  readonly documents?: Document[];
  @IsPartialDateField({ optional: true })
  readonly agreedFrom?: PartialDate;
  @IsAgreedEnd({ optional: true, says: 'The last day, or open.' })
  readonly agreedUntil?: AgreedEnd;
  @IsPartialDateField()
  readonly on!: PartialDate;
}

export class ExtendAgreementRequest {
  @IsAgreedEnd({ says: 'The new last day, or open.' })
  readonly until!: AgreedEnd;
  @IsPartialDateField()
  readonly on!: PartialDate;
}

export class TerminateAgreementRequest {
  @IsPartialDateField({ says: 'The last day.' })
  readonly on!: PartialDate;
  @IsText({ optional: true, says: 'The notice that was given.' })
  readonly notice?: string;
  @IsIdField({ optional: true, says: 'The party that terminated it.' })
  readonly by?: string;
}

export class SupersedeAgreementRequest {
  @IsIdField({ says: 'The agreement that takes its place.' })
  readonly by!: string;
  @IsPartialDateField({ says: 'The first day of the other one.' })
  readonly on!: PartialDate;
}

export class PublishAgreementRequest {
  @IsPartialDateField()
  readonly on!: PartialDate;
  @IsUrlField({ optional: true })
  readonly url?: string;
}

export class WithholdAgreementRequest {
  @IsName({ says: 'The ground, such as an article of the Woo.' })
  readonly ground!: string;
  @IsPartialDateField()
  readonly on!: PartialDate;
}

const CERTAINTIES = ['yes', 'no', 'uncertain'] as const;

const DAYS_MAX = 3660;

/** What a list of agreements may be narrowed to, of whichever place. */
export class AgreementFilters extends PageParameters {
  @IsEnumField(CERTAINTIES, { optional: true, says: 'Whether it is in force on the day asked for.' })
  readonly inForce?: Certainty;
  @IsEnumField(CERTAINTIES, { optional: true, says: 'Whether its review was due before the day asked for.' })
  readonly reviewOverdue?: Certainty;
  @IsEnumField(['signature', 'adoption'], {
    optional: true,
    says: 'What it waits for: parties that have not signed, or municipalities that have not answered.',
  })
  readonly awaiting?: 'signature' | 'adoption';
  @IsWholeNumber(
    { min: 0, max: DAYS_MAX, fromText: true },
    { optional: true, says: 'In force, for certain or perhaps, and at its end within so many days.' },
  )
  readonly expiringWithinDays?: number;
  @IsEnumField(['yes', 'no'], {
    optional: true,
    says: 'Whether only a source tells of it, confirmed by nobody.',
  })
  readonly unconfirmed?: 'yes' | 'no';
  @IsEnumField(Levels, { optional: true })
  readonly level?: Level;
  @IsEnumField(AgreementKinds, { optional: true })
  readonly kind?: AgreementKind;
}

export class AgreementParameters extends AgreementFilters {
  @IsGmCode({ optional: true, says: 'Only what covers this municipality.' })
  readonly municipality?: string;
}
