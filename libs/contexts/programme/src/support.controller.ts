import { Body, Controller, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { AnswersCommand, CommandAnswer, CommandContext } from '#platform/http';
import { CommandRoutes, RecordParams } from '#platform/records';
import { DecideOnProgramme, type ProgrammeAsked } from './programme.handlers.ts';
import {
  EnrolInSupportRequest,
  SetGoalRequest,
  SupportFindingsRequest,
  SupportStepRequest,
} from './programme.requests.ts';

/** The support of municipalities by a programme: each step a resource of its own. */
@ApiTags('programmes')
@Controller('programmes')
export class SupportController extends CommandRoutes<ProgrammeAsked>(
  (...asked) => new DecideOnProgramme(...asked),
) {
  /** Records that a municipality takes part, with an adviser. */
  @Post(':id/enrolments')
  @AnswersCommand()
  enrol(
    @Param() { id }: RecordParams,
    @Body() body: EnrolInSupportRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.ask(id, { type: 'EnrolInSupport', programmeId: id, ...body }, context);
  }

  /** Records that the situation in the municipality was analysed. */
  @Post(':id/analyses')
  @AnswersCommand()
  analyse(
    @Param() { id }: RecordParams,
    @Body() body: SupportFindingsRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.ask(id, { type: 'AnalyseSituation', programmeId: id, ...body }, context);
  }

  /** Records that the municipality set itself a goal. */
  @Post(':id/goals')
  @AnswersCommand()
  setGoal(
    @Param() { id }: RecordParams,
    @Body() body: SetGoalRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.ask(id, { type: 'SetGoal', programmeId: id, ...body }, context);
  }

  /** Records that a day was set on which to look at the goals. */
  @Post(':id/planned-follow-ups')
  @AnswersCommand()
  planFollowUp(
    @Param() { id }: RecordParams,
    @Body() body: SupportStepRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.ask(id, { type: 'PlanFollowUp', programmeId: id, ...body }, context);
  }

  /** Records that it was looked at what became of the goals. */
  @Post(':id/follow-ups')
  @AnswersCommand()
  followUp(
    @Param() { id }: RecordParams,
    @Body() body: SupportFindingsRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.ask(id, { type: 'DoFollowUp', programmeId: id, ...body }, context);
  }

  /** Records that the support ended. */
  @Post(':id/support-closures')
  @AnswersCommand()
  close(
    @Param() { id }: RecordParams,
    @Body() body: SupportStepRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.ask(id, { type: 'CloseSupport', programmeId: id, ...body }, context);
  }
}
