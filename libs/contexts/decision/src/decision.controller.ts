import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import {
  AnswersCommand,
  AnswersWith,
  CommandAnswer,
  CommandContext,
  QueryParameters,
  type QueryAnswer,
} from '#platform/http';
import { recordIdFor, RecordParams, RecordRoutes } from '#platform/records';
import { decision } from './decision.decider.ts';
import type { DecisionEvent } from './decision.events.ts';
import { DecideOnDecision, type DecisionAsked } from './decision.handlers.ts';
import {
  ConditionParams,
  DecisionParameters,
  FailConditionRequest,
  MeetConditionRequest,
  NameConditionRequest,
  ProposeDecisionRequest,
  PublishDecisionRequest,
  ReferToCouncilRequest,
  RejectDecisionRequest,
  TakeDecisionRequest,
  WithdrawDecisionRequest,
  WithholdDecisionRequest,
} from './decision.requests.ts';
import { DecisionAnswer, DecisionPage } from './read/decision-register.answers.ts';
import { DecisionById, DecisionRegister } from './read/decision-register.query.ts';

@ApiTags('decisions')
@Controller('decisions')
export class DecisionController extends RecordRoutes<DecisionEvent, DecisionAsked>(
  decision,
  (...asked) => new DecideOnDecision(...asked),
) {
  constructor(private readonly queries: QueryBus) {
    super();
  }

  /** Puts a decision before a body. */
  @Post()
  @AnswersCommand()
  propose(
    @Body() body: ProposeDecisionRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    const decisionId = body.decisionId ?? recordIdFor(context);
    return this.ask(decisionId, { type: 'ProposeDecision', ...body, decisionId }, context);
  }

  /** Takes it, perhaps on conditions. */
  @Post(':id/takings')
  @AnswersCommand()
  take(
    @Param() { id }: RecordParams,
    @Body() body: TakeDecisionRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.ask(id, { type: 'TakeDecision', decisionId: id, ...body }, context);
  }

  /** Rejects what was proposed. */
  @Post(':id/rejections')
  @AnswersCommand()
  reject(
    @Param() { id }: RecordParams,
    @Body() body: RejectDecisionRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.ask(id, { type: 'RejectDecision', decisionId: id, ...body }, context);
  }

  /** Names the bodies whose consent a condition asks for. */
  @Post(':id/conditions/:conditionId/bodies')
  @AnswersCommand()
  nameCondition(
    @Param() { id, conditionId }: ConditionParams,
    @Body() body: NameConditionRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.ask(id, { type: 'NameCondition', decisionId: id, conditionId, ...body }, context);
  }

  /** Records that one of these bodies agreed. */
  @Post(':id/conditions/:conditionId/consents')
  @AnswersCommand()
  meetCondition(
    @Param() { id, conditionId }: ConditionParams,
    @Body() body: MeetConditionRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.ask(id, { type: 'MeetCondition', decisionId: id, conditionId, ...body }, context);
  }

  /** Records that a body refused its consent. */
  @Post(':id/conditions/:conditionId/refusals')
  @AnswersCommand()
  failCondition(
    @Param() { id, conditionId }: ConditionParams,
    @Body() body: FailConditionRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.ask(id, { type: 'FailCondition', decisionId: id, conditionId, ...body }, context);
  }

  /** Lays the matter before the council. */
  @Post(':id/council-referrals')
  @AnswersCommand()
  referToCouncil(
    @Param() { id }: RecordParams,
    @Body() body: ReferToCouncilRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.ask(id, { type: 'ReferToCouncil', decisionId: id, ...body }, context);
  }

  /** Records that it was published. */
  @Post(':id/publications')
  @AnswersCommand()
  publish(
    @Param() { id }: RecordParams,
    @Body() body: PublishDecisionRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.ask(id, { type: 'PublishDecision', decisionId: id, ...body }, context);
  }

  /** Records that it is not published, and why: from then on it is shown to those only whom it concerns. */
  @Post(':id/withholdings')
  @AnswersCommand()
  withhold(
    @Param() { id }: RecordParams,
    @Body() body: WithholdDecisionRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.ask(id, { type: 'WithholdDecision', decisionId: id, ...body }, context);
  }

  /** Withdraws it. */
  @Post(':id/withdrawals')
  @AnswersCommand()
  withdraw(
    @Param() { id }: RecordParams,
    @Body() body: WithdrawDecisionRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.ask(id, { type: 'WithdrawDecision', decisionId: id, ...body }, context);
  }

  /** Decisions, by id, a page at a time. */
  @Get()
  @AnswersWith(DecisionPage)
  list(@Query() parameters: DecisionParameters): Promise<QueryAnswer<DecisionPage>> {
    return this.queries.execute(new DecisionRegister(parameters));
  }

  /** One decision: its points, its conditions and who still has to agree, and from when until when it is effective. */
  @Get(':id')
  @AnswersWith(DecisionAnswer, { isRecord: true })
  one(
    @Param() { id }: RecordParams,
    @Query() parameters: QueryParameters,
  ): Promise<QueryAnswer<DecisionAnswer>> {
    return this.queries.execute(new DecisionById(id, parameters));
  }
}
