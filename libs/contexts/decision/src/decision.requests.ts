import { type Certainty, type PartialDate } from '#kernel';
import {
  IsAgreedEnd,
  IsEnumField,
  IsEur,
  IsGmCode,
  IsIdField,
  IsName,
  IsPart,
  IsPartialDateField,
  IsText,
  IsUrlField,
} from '#platform/http';
import { PageParameters } from '#platform/records';
import {
  ConditionShape,
  ConsentingBodyShape,
  DecisionBodies,
  LegalWeights,
  PaymentShape,
  PointShape,
  ReferenceShape,
  WithdrawalGrounds,
  type Condition,
  type ConsentingBody,
  type DecisionBody,
  type LegalWeight,
  type Payment,
  type Point,
  type Reference,
  type WithdrawalGround,
} from './decision.events.ts';

export class ConditionParams {
  @IsIdField()
  readonly id!: string;
  @IsIdField()
  readonly conditionId!: string;
}

export class ProposeDecisionRequest {
  @IsIdField({ optional: true, says: 'Chosen by the caller; without it the register makes one.' })
  readonly decisionId?: string;
  @IsEnumField(DecisionBodies, { says: 'Who decides.' })
  readonly body!: DecisionBody;
  @IsEnumField(LegalWeights, { optional: true, says: 'Without it, what the body implies.' })
  readonly legalWeight?: LegalWeight;
  @IsName()
  readonly subject!: string;
  @IsIdField({ optional: true })
  readonly coalitionId?: string;
  @IsGmCode({ optional: true })
  readonly municipality?: string;
  @IsPart(PointShape, { list: { min: 0, max: 200 }, says: 'Point by point.' })
  readonly points!: Point[];
  @IsEur({ optional: true, says: 'What the whole decision costs.' })
  readonly amountEur?: number;
  @IsPart(PaymentShape, { optional: true, says: 'How often that is paid, and what kind of amount it is.' })
  readonly payment?: Payment;
  @IsPart(ReferenceShape, {
    optional: true,
    says: 'Where it stands in the case system of the body.',
  })
  readonly reference?: Reference;
  @IsPartialDateField()
  readonly on!: PartialDate;
}

export class TakeDecisionRequest {
  @IsPartialDateField()
  readonly on!: PartialDate;
  @IsPartialDateField({ says: 'The first day; with conditions, at the earliest.' })
  readonly effectiveOn!: PartialDate;
  @IsAgreedEnd({ optional: true, says: 'The last day, or open.' })
  readonly expiresOn?: PartialDate | 'open';
  @IsIdField()
  readonly responsibleOrganisation!: string;
  @IsName({ says: 'The kind of decision (ZGW Besluiten, besluittype).' })
  readonly decisionType!: string;
  @IsPart(ConditionShape, { optional: true, list: { min: 0, max: 50 } })
  readonly conditions?: Condition[];
}

export class RejectDecisionRequest {
  @IsPartialDateField()
  readonly on!: PartialDate;
  @IsText({ optional: true })
  readonly reason?: string;
}

export class NameConditionRequest {
  @IsPart(ConsentingBodyShape, { list: { min: 1, max: 400 } })
  readonly bodies!: ConsentingBody[];
  @IsPartialDateField()
  readonly on!: PartialDate;
}

export class MeetConditionRequest {
  @IsPart(ConsentingBodyShape, {
    says: 'The body that agrees, as the condition names it.',
  })
  readonly by!: ConsentingBody;
  @IsPartialDateField()
  readonly on!: PartialDate;
}

export class FailConditionRequest {
  @IsPart(ConsentingBodyShape, { optional: true, says: 'The body that refuses.' })
  readonly by?: ConsentingBody;
  @IsPartialDateField()
  readonly on!: PartialDate;
  @IsText({ optional: true })
  readonly reason?: string;
}

export class ReferToCouncilRequest {
  @IsPartialDateField()
  readonly on!: PartialDate;
}

export class PublishDecisionRequest {
  @IsPartialDateField()
  readonly on!: PartialDate;
  @IsUrlField({ optional: true })
  readonly url?: string;
}

export class WithholdDecisionRequest {
  @IsName({ says: 'Why it is not published, such as an article of the Woo.' })
  readonly ground!: string;
  @IsPartialDateField()
  readonly on!: PartialDate;
}

export class WithdrawDecisionRequest {
  @IsPartialDateField({ says: 'The first day on which it holds no longer.' })
  readonly on!: PartialDate;
  @IsEnumField(WithdrawalGrounds, { says: 'Why it lapses (ZGW Besluiten, vervalreden).' })
  readonly ground!: WithdrawalGround;
}

/** What a list of decisions may be narrowed to, of whichever place. */
export class DecisionFilters extends PageParameters {
  @IsEnumField(DecisionBodies, { optional: true })
  readonly body?: DecisionBody;
  @IsEnumField(['yes', 'no', 'uncertain'], {
    optional: true,
    says: 'Whether it is effective on the day asked for.',
  })
  readonly effective?: Certainty;
  @IsEnumField(['yes', 'no'], {
    optional: true,
    says: 'Whether it waited for the consent of others on the day asked for.',
  })
  readonly conditional?: 'yes' | 'no';
}

export class DecisionParameters extends DecisionFilters {
  @IsGmCode({ optional: true, says: 'Only decisions for this municipality.' })
  readonly municipality?: string;
  @IsIdField({ optional: true, says: 'Only decisions of, or about, this coalition.' })
  readonly coalition?: string;
}
