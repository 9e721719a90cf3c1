import { z } from 'zod';
import type { IsoDate, Json, PartialDate } from '#kernel';
import {
  IsEnumField,
  IsEventId,
  IsField,
  IsGmCode,
  IsIdField,
  IsIsoDateField,
  IsJsonObject,
  IsPartialDateField,
  IsWholeNumber,
  type FieldOptions,
} from '#platform/http';
import { PageParameters } from '#platform/records';
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
import { ReferralIdShape } from './referral.events.ts';
import { ReferralStatuses, type ReferralStatus } from './referral-status.state.ts';

type OneOf<L extends readonly string[]> = L[number];

const IsReferralId = (options: FieldOptions = {}): PropertyDecorator =>
  IsField(
    {
      code: 'field.not-a-random-id',
      shape: ReferralIdShape,
      must: 'must be a random UUID (version 4 or 7) in lower case',
      schema: { type: 'string', format: 'uuid' },
    },
    options,
  );

export class ReferralParams {
  @IsReferralId()
  readonly id!: string;
}

/** A step of which nothing is told but the day. */
export class ReferralStepRequest {
  @IsIsoDateField()
  readonly on!: IsoDate;
}

export class PrepareReferralRequest extends ReferralStepRequest {
  @IsReferralId({ says: 'Drawn at random by the referrer, who alone knows whom it stands for.' })
  readonly referralId!: string;
  @IsGmCode()
  readonly municipality!: string;
  @IsIdField({ says: 'The agreement that opens the route.' })
  readonly agreementId!: string;
  @IsIdField()
  readonly referrer!: string;
  @IsIdField()
  readonly recipient!: string;
  @IsEnumField(ReferralPhases)
  readonly phase!: OneOf<typeof ReferralPhases>;
  @IsField(
    {
      code: 'field.not-a-code',
      shape: z.string().regex(/^[a-z][a-zA-Z0-9]{0,63}$/),
      must: 'must be one word in camelCase',
      schema: { type: 'string', pattern: '^[a-z][a-zA-Z0-9]{0,63}$', example: 'antenatalHomeVisit' },
    },
    { says: 'A topic that the agreement names.' },
  )
  readonly topic!: string;
  @IsWholeNumber(
    { min: 0, max: 45 },
    { optional: true, says: 'Whole weeks, where the route is for before a number of weeks; not recorded.' },
  )
  readonly gestationalAgeWeeks?: number;
}

export class RecordConsentRequest extends ReferralStepRequest {
  @IsEnumField(ConsentPurposes)
  readonly purpose!: OneOf<typeof ConsentPurposes>;
  @IsEnumField(ConsentCategories, { list: { min: 1, max: ConsentCategories.length } })
  readonly categories!: OneOf<typeof ConsentCategories>[];
  @IsIdField({ says: 'The organisation that told the family what it agreed to.' })
  readonly informedBy!: string;
}

export class DeclineReferralRequest extends ReferralStepRequest {
  @IsEnumField(DeclineReasons)
  readonly reason!: OneOf<typeof DeclineReasons>;
}

export class AttemptContactRequest extends ReferralStepRequest {
  @IsWholeNumber({ min: 1, max: 100 }, { says: 'Which attempt, counted from 1.' })
  readonly attempt!: number;
}

export class AppointmentRequest extends ReferralStepRequest {
  @IsIsoDateField({ says: 'The day of the appointment.' })
  readonly appointmentOn!: IsoDate;
}

export class CaseDirectorRequest extends ReferralStepRequest {
  @IsIdField()
  readonly organisationId!: string;
  @IsEnumField(CaseDirectorFunctions, { says: 'As what; no name.' })
  readonly function!: OneOf<typeof CaseDirectorFunctions>;
}

export class EscalateReferralRequest extends ReferralStepRequest {
  @IsIdField({ says: 'The organisation that takes it up.' })
  readonly to!: string;
}

export class ReferOnRequest extends ReferralStepRequest {
  @IsReferralId({ says: 'The other referral, which has been prepared.' })
  readonly onwardReferralId!: string;
}

export class CompleteSupportRequest extends ReferralStepRequest {
  @IsEnumField(SupportOutcomes)
  readonly outcome!: OneOf<typeof SupportOutcomes>;
}

export class ReportExperienceRequest extends ReferralStepRequest {
  @IsWholeNumber({ min: 1, max: 5 }, { says: 'From 1 (not at all) to 5.' })
  readonly feltSupported!: number;
}

export class CancelReferralRequest extends ReferralStepRequest {
  @IsEnumField(CancelReasons)
  readonly reason!: OneOf<typeof CancelReasons>;
}

export class CorrectReferralRequest {
  @IsEventId({ says: 'The event that said something wrong.' })
  readonly corrects!: string;
  @IsJsonObject({ says: 'The fields of the event that change, whole: days and codes, but no party.' })
  readonly changes!: { readonly [field: string]: Json };
  @IsEnumField(RevisionReasons)
  readonly reason!: OneOf<typeof RevisionReasons>;
}

export class RetractReferralRequest {
  @IsEventId({ says: 'The event that never happened, or the correction that was wrong.' })
  readonly retracts!: string;
  @IsEnumField(RevisionReasons)
  readonly reason!: OneOf<typeof RevisionReasons>;
}

export class ConfirmReferralRequest {
  @IsEventId({ says: 'The assertion that is confirmed.' })
  readonly confirms!: string;
  @IsIdField({ says: 'The organisation that confirms it.' })
  readonly organisationId!: string;
  @IsPartialDateField()
  readonly on!: PartialDate;
}

const ROLES = ['referrer', 'recipient', 'caseDirector'] as const;
const YES_NO = ['yes', 'no'] as const;

/** The board is one organisation's own: it must be named. */
export class ReferralBoardParameters extends PageParameters {
  @IsIdField({ says: 'Whose referrals.' })
  readonly organisationId!: string;
  @IsEnumField(ROLES, { optional: true, says: 'Only those in which it has this role on the day asked for.' })
  readonly role?: OneOf<typeof ROLES>;
  @IsEnumField(ReferralStatuses, { optional: true, says: 'Only those that stand so on the day asked for.' })
  readonly status?: ReferralStatus;
  @IsEnumField(YES_NO, { optional: true, says: 'Whether it goes on, on the day asked for.' })
  readonly open?: OneOf<typeof YES_NO>;
  @IsEnumField(YES_NO, { optional: true, says: 'Whether a term is overdue on the day asked for.' })
  readonly overdue?: OneOf<typeof YES_NO>;
}
