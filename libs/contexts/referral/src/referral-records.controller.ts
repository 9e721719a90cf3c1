import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { AnswersCommand, AnswersWith, CommandAnswer, CommandContext, type QueryAnswer } from '#platform/http';
import { CommandRoutes, Histories, HistoryPage, HistoryParameters } from '#platform/records';
import { DecideOnReferral, type ReferralAsked } from './referral.handlers.ts';
import {
  ConfirmReferralRequest,
  CorrectReferralRequest,
  ReferralParams,
  RetractReferralRequest,
} from './referral.requests.ts';

/** What every record has, for referrals: the same routes, which take codes where others take text. */
@ApiTags('referrals')
@Controller('referrals')
export class ReferralRecordsController extends CommandRoutes<ReferralAsked>(
  (...asked) => new DecideOnReferral(...asked),
) {
  constructor(private readonly histories: Histories) {
    super();
  }

  /** Every event, when recorded, when valid, by whom, on what source. */
  @Get(':id/history')
  @AnswersWith(HistoryPage, { isRecord: true })
  history(
    @Param() { id }: ReferralParams,
    @Query() parameters: HistoryParameters,
  ): Promise<QueryAnswer<HistoryPage>> {
    return this.histories.of(`referral-${id}`, parameters);
  }

  /** Corrects a day or a code of an earlier event: it then reads with these changes, in its old place. */
  @Post(':id/corrections')
  @AnswersCommand()
  correct(
    @Param() { id }: ReferralParams,
    @Body() body: CorrectReferralRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.ask(id, { type: 'Correct', ...body }, context);
  }

  /** Retracts an earlier event, which never happened, or an earlier correction. */
  @Post(':id/retractions')
  @AnswersCommand()
  retract(
    @Param() { id }: ReferralParams,
    @Body() body: RetractReferralRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.ask(id, { type: 'Retract', ...body }, context);
  }

  /** Confirms, for an organisation, what a source asserts. */
  @Post(':id/confirmations')
  @AnswersCommand()
  confirm(
    @Param() { id }: ReferralParams,
    @Body() body: ConfirmReferralRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.ask(id, { type: 'Confirm', ...body }, context);
  }
}
