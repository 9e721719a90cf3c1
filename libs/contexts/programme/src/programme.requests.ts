import { type End, type Level, Levels, type PartialDate } from '#kernel';
import {
  IsEnd,
  IsEnumField,
  IsEur,
  IsGmCode,
  IsIdField,
  IsName,
  IsObjectOf,
  IsPartialDateField,
  IsText,
  IsUrlField,
  IsWholeNumber,
} from '#platform/http';

export class StartProgrammeRequest {
  @IsIdField({ optional: true, says: 'Chosen by the caller; without it the register makes one.' })
  readonly programmeId?: string;
  @IsName()
  readonly name!: string;
  @IsEnumField(Levels)
  readonly level!: Level;
  @IsPartialDateField({ says: 'The first day.' })
  readonly from!: PartialDate;
  @IsEnd({ says: 'The last day, or open.' })
  readonly until!: End;
}

export class EndProgrammeRequest {
  @IsPartialDateField({ says: 'The last day.' })
  readonly until!: PartialDate;
  @IsText({ optional: true })
  readonly reason?: string;
}

export class ObligationRequest {
  @IsIdField()
  readonly obligationId!: string;
  @IsName({ says: 'What must be done.' })
  readonly kind!: string;
  @IsEnd({ says: 'The day by which, or open: a duty without a term.' })
  readonly dueOn!: End;
}

export class GrantFundingRequest {
  @IsIdField()
  readonly grantId!: string;
  @IsName({ optional: true, says: 'Of a grant that stands on its own.' })
  readonly name?: string;
  @IsEnumField(Levels, { optional: true })
  readonly level?: Level;
  @IsPartialDateField({ optional: true })
  readonly from?: PartialDate;
  @IsEnd({ optional: true })
  readonly until?: End;
  @IsName({ says: 'Who gives the money.' })
  readonly source!: string;
  @IsIdField({ says: 'The organisation that gets it.' })
  readonly to!: string;
  @IsEur()
  readonly amountEur!: number;
  @IsWholeNumber({ min: 1900, max: 2200 }, { list: { min: 0, max: 100 } })
  readonly years!: readonly number[];
  @IsText({ optional: true })
  readonly detail?: string;
  @IsObjectOf(() => ObligationRequest, { list: { min: 0, max: 100 } })
  readonly obligations!: readonly ObligationRequest[];
}

export class SetObligationRequest extends ObligationRequest {
  @IsEnumField(Levels)
  readonly level!: Level;
  @IsPartialDateField()
  readonly from!: PartialDate;
  @IsEnd()
  readonly until!: End;
  @IsText({ optional: true })
  readonly detail?: string;
}

export class MeetObligationRequest {
  @IsIdField()
  readonly obligationId!: string;
  @IsGmCode({ optional: true, says: 'Where a municipality met it.' })
  readonly municipality?: string;
  @IsIdField({ optional: true, says: 'Where an organisation met it.' })
  readonly organisationId?: string;
  @IsPartialDateField()
  readonly on!: PartialDate;
}

export class MissObligationRequest extends MeetObligationRequest {
  @IsText({ optional: true })
  readonly reason?: string;
}

export class SharePracticeRequest {
  @IsName()
  readonly title!: string;
  @IsUrlField()
  readonly url!: string;
  @IsIdField({ optional: true })
  readonly coalitionId?: string;
  @IsPartialDateField()
  readonly on!: PartialDate;
}

export class SupportStepRequest {
  @IsGmCode()
  readonly municipality!: string;
  @IsPartialDateField()
  readonly on!: PartialDate;
}

export class AdviserRequest {
  @IsIdField()
  readonly organisationId!: string;
  @IsName({ optional: true })
  readonly function?: string;
}

export class EnrolInSupportRequest extends SupportStepRequest {
  @IsObjectOf(() => AdviserRequest)
  readonly adviser!: AdviserRequest;
}

export class SupportFindingsRequest extends SupportStepRequest {
  @IsText({ optional: true })
  readonly findings?: string;
}

export class SetGoalRequest extends SupportStepRequest {
  @IsText()
  readonly goal!: string;
}
