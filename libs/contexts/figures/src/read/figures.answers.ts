import { ApiProperty } from '@nestjs/swagger';
import type { IsoDate } from '#kernel';
import { Parts, type Part } from '../figures.content.ts';

const COUNT = { type: 'integer', nullable: true } as const;
const SHARE = { type: 'number', nullable: true, minimum: 0, maximum: 1 } as const;

/** Referrals that were sent, as they stood on the day that they were counted. */
const COUNTS: Readonly<Record<Part, string>> = {
  sentInFirstMonth: 'Sent in the first month of the quarter.',
  sentInSecondMonth: 'Sent in the second.',
  sentInThirdMonth: 'Sent in the third.',
  accepted: 'The recipient took the family on.',
  notAccepted: 'It did not, or not yet.',
  acceptedInTerm: 'Of those that were accepted: answered within the term of the agreement, if it sets one.',
  acceptedLate: 'Answered later.',
  declined: 'Of those that were not accepted: the recipient declined.',
  notDeclined: 'It did not answer, or they ended otherwise.',
  started: 'Of those that were accepted: the support began.',
  notStarted: 'It did not, or not yet.',
  startedInTerm: 'Of those that started: within the term of the agreement, if it sets one.',
  startedLate: 'Later.',
  completed: 'Of those that started: the support ended as it was meant to.',
  notCompleted: 'It goes on, or ended otherwise.',
  loopClosed: 'The referrer was told what came of it.',
  loopOpen: 'It was not, or not yet.',
  feedbackInTerm: 'Of those of whom it was told: within the term of the agreement, if it sets one.',
  feedbackLate: 'Later.',
};

/** How many; null: hidden, since a small number could be found else. */
export class ReferralCountsAnswer implements Readonly<Record<Part, number | null>> {
  readonly sentInFirstMonth!: number | null;
  readonly sentInSecondMonth!: number | null;
  readonly sentInThirdMonth!: number | null;
  readonly accepted!: number | null;
  readonly notAccepted!: number | null;
  readonly acceptedInTerm!: number | null;
  readonly acceptedLate!: number | null;
  readonly declined!: number | null;
  readonly notDeclined!: number | null;
  readonly started!: number | null;
  readonly notStarted!: number | null;
  readonly startedInTerm!: number | null;
  readonly startedLate!: number | null;
  readonly completed!: number | null;
  readonly notCompleted!: number | null;
  readonly loopClosed!: number | null;
  readonly loopOpen!: number | null;
  readonly feedbackInTerm!: number | null;
  readonly feedbackLate!: number | null;
}
for (const part of Parts)
  ApiProperty({ ...COUNT, description: COUNTS[part] })(ReferralCountsAnswer.prototype, part);

/** Shares of counts that are shown, from 0 to 1; null: hidden. */
export class ReferralSharesAnswer {
  @ApiProperty({ ...SHARE, description: 'Of those sent: accepted.' })
  readonly accepted!: number | null;
  @ApiProperty({ ...SHARE, description: 'Of those accepted: answered within the term of the agreement.' })
  readonly acceptedInTerm!: number | null;
  @ApiProperty({ ...SHARE, description: 'Of those accepted: started.' })
  readonly started!: number | null;
  @ApiProperty({ ...SHARE, description: 'Of those started: within the term of the agreement.' })
  readonly startedInTerm!: number | null;
  @ApiProperty({ ...SHARE, description: 'Of those started: completed.' })
  readonly completed!: number | null;
  @ApiProperty({ ...SHARE, description: 'Of those sent: the referrer was told (loop closed).' })
  readonly loopClosed!: number | null;
  @ApiProperty({ ...SHARE, description: 'Of those told: within the term of the agreement.' })
  readonly feedbackInTerm!: number | null;
}

export class QuantilesAnswer {
  @ApiProperty({ ...COUNT, description: 'Half took no longer; null: hidden.' })
  readonly median!: number | null;
  @ApiProperty({ ...COUNT, description: 'Nine in ten took no longer; null: hidden.' })
  readonly p90!: number | null;
}

/** Working days of the Netherlands, from sending. */
export class WorkingDaysAnswer {
  @ApiProperty({ type: QuantilesAnswer })
  readonly toAcceptance!: QuantilesAnswer;
  @ApiProperty({ type: QuantilesAnswer })
  readonly toStart!: QuantilesAnswer;
  @ApiProperty({ type: QuantilesAnswer })
  readonly toFeedback!: QuantilesAnswer;
}

export class ReferralFiguresAnswer {
  @ApiProperty({ type: 'integer', description: 'Referrals that were sent in the quarter.' })
  readonly sent!: number;
  @ApiProperty({ type: ReferralCountsAnswer })
  readonly counts!: ReferralCountsAnswer;
  @ApiProperty({ type: ReferralSharesAnswer })
  readonly shares!: ReferralSharesAnswer;
  @ApiProperty({ type: WorkingDaysAnswer })
  readonly workingDays!: WorkingDaysAnswer;
}

export class MunicipalityFiguresAnswer {
  @ApiProperty({ example: 'GM0114' })
  readonly municipality!: string;
  @ApiProperty({ type: ReferralFiguresAnswer })
  readonly figures!: ReferralFiguresAnswer;
}

export class RouteFiguresAnswer {
  @ApiProperty()
  readonly agreementId!: string;
  @ApiProperty({ type: 'integer' })
  readonly sent!: number;
}

export class ReleaseAnswer {
  @ApiProperty({ example: '2026-Q1' })
  readonly period!: string;
  @ApiProperty({ format: 'date', description: 'What had become of them at the end of this day.' })
  readonly countedOn!: IsoDate;
  @ApiProperty({ type: 'integer', description: 'Of fewer people nothing is shown.' })
  readonly threshold!: number;
  @ApiProperty({
    type: ReferralFiguresAnswer,
    nullable: true,
    description: 'All municipalities together; null: hidden, there are too few in all.',
  })
  readonly region!: ReferralFiguresAnswer | null;
  @ApiProperty({ type: [MunicipalityFiguresAnswer], description: 'Those that can be shown.' })
  readonly municipalities!: readonly MunicipalityFiguresAnswer[];
  @ApiProperty({ type: [RouteFiguresAnswer], description: 'Agreements under which they were sent.' })
  readonly routes!: readonly RouteFiguresAnswer[];
  @ApiProperty({ ...COUNT, description: 'Sent under all other agreements; null: hidden, or none.' })
  readonly sentOtherwise!: number | null;
}

export class ReleasePage {
  @ApiProperty({ type: [ReleaseAnswer], description: 'The latest quarter first.' })
  readonly releases!: readonly ReleaseAnswer[];
  @ApiProperty({ type: String, nullable: true, description: 'The cursor of the next page; null: the last.' })
  readonly next!: string | null;
}
