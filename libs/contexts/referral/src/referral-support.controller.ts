import { Body, Controller, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { AnswersCommand, CommandAnswer, CommandContext } from '#platform/http';
import { CommandRoutes } from '#platform/records';
import { DecideOnReferral, type ReferralAsked } from './referral.handlers.ts';
import {
  CaseDirectorRequest,
  CompleteSupportRequest,
  ReferOnRequest,
  ReferralParams,
  ReferralStepRequest,
  ReportExperienceRequest,
} from './referral.requests.ts';

/** The support of a family, who directs it, and what comes back of it. */
@ApiTags('referrals')
@Controller('referrals')
export class ReferralSupportController extends CommandRoutes<ReferralAsked>(
  (...asked) => new DecideOnReferral(...asked),
) {
  /** Records that the support began. */
  @Post(':id/support-starts')
  @AnswersCommand()
  start(
    @Param() { id }: ReferralParams,
    @Body() body: ReferralStepRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.ask(id, { type: 'StartSupport', referralId: id, ...body }, context);
  }

  /** Chooses who directs the case in this situation. */
  @Post(':id/case-directors')
  @AnswersCommand()
  assignCaseDirector(
    @Param() { id }: ReferralParams,
    @Body() body: CaseDirectorRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.ask(id, { type: 'AssignCaseDirector', referralId: id, ...body }, context);
  }

  /** Hands the case direction over. */
  @Post(':id/case-direction-handovers')
  @AnswersCommand()
  handOver(
    @Param() { id }: ReferralParams,
    @Body() body: CaseDirectorRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.ask(id, { type: 'HandOverCaseDirection', referralId: id, ...body }, context);
  }

  /** Records that the family was referred on, by another referral. */
  @Post(':id/onward-referrals')
  @AnswersCommand()
  referOn(
    @Param() { id }: ReferralParams,
    @Body() body: ReferOnRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.ask(id, { type: 'ReferOn', referralId: id, ...body }, context);
  }

  /** Records that the support is completed. */
  @Post(':id/completions')
  @AnswersCommand()
  complete(
    @Param() { id }: ReferralParams,
    @Body() body: CompleteSupportRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.ask(id, { type: 'CompleteSupport', referralId: id, ...body }, context);
  }

  /** Records that the referrer was told what came of it: the loop is closed. */
  @Post(':id/feedback')
  @AnswersCommand()
  giveFeedback(
    @Param() { id }: ReferralParams,
    @Body() body: ReferralStepRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.ask(id, { type: 'GiveFeedback', referralId: id, ...body }, context);
  }

  /** Records how far the family felt supported. */
  @Post(':id/experiences')
  @AnswersCommand()
  reportExperience(
    @Param() { id }: ReferralParams,
    @Body() body: ReportExperienceRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.ask(id, { type: 'ReportExperience', referralId: id, ...body }, context);
  }
}
