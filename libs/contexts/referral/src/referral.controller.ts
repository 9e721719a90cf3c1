import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import {
  AnswersCommand,
  AnswersWith,
  CommandAnswer,
  CommandContext,
  CurrentCaller,
  organisationOf,
  QueryParameters,
  type Caller,
  type QueryAnswer,
} from '#platform/http';
import { CommandRoutes } from '#platform/records';
import { DecideOnReferral, type ReferralAsked } from './referral.handlers.ts';
import {
  CancelReferralRequest,
  EscalateReferralRequest,
  PrepareReferralRequest,
  RecordConsentRequest,
  ReferralBoardParameters,
  ReferralParams,
  ReferralStepRequest,
} from './referral.requests.ts';
import { ReferralAnswer, ReferralPage } from './read/referral-board.answers.ts';
import { ReferralBoard, ReferralById } from './read/referral-board.query.ts';

/** Referrals, as the referrer makes them: nothing is sent without consent. */
@ApiTags('referrals')
@Controller('referrals')
export class ReferralController extends CommandRoutes<ReferralAsked>(
  (...asked) => new DecideOnReferral(...asked),
) {
  constructor(private readonly queries: QueryBus) {
    super();
  }

  /** Prepares a referral, along the route of an agreement in force; nothing is sent. */
  @Post()
  @AnswersCommand()
  prepare(
    @Body() body: PrepareReferralRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.ask(body.referralId, { type: 'PrepareReferral', ...body }, context);
  }

  /** Records that the family agreed. */
  @Post(':id/consents')
  @AnswersCommand()
  recordConsent(
    @Param() { id }: ReferralParams,
    @Body() body: RecordConsentRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.ask(id, { type: 'RecordConsent', referralId: id, ...body }, context);
  }

  /** Records that the family did not agree: a normal end. */
  @Post(':id/consent-refusals')
  @AnswersCommand()
  refuseConsent(
    @Param() { id }: ReferralParams,
    @Body() body: ReferralStepRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.ask(id, { type: 'RefuseConsent', referralId: id, ...body }, context);
  }

  /** Records that the family took its consent back: the referral stops. */
  @Post(':id/consent-withdrawals')
  @AnswersCommand()
  withdrawConsent(
    @Param() { id }: ReferralParams,
    @Body() body: ReferralStepRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.ask(id, { type: 'WithdrawConsent', referralId: id, ...body }, context);
  }

  /** Sends it, along a route that is looked at again. */
  @Post(':id/dispatches')
  @AnswersCommand()
  send(
    @Param() { id }: ReferralParams,
    @Body() body: ReferralStepRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.ask(id, { type: 'SendReferral', referralId: id, ...body }, context);
  }

  /** Has it taken up at a higher level. */
  @Post(':id/escalations')
  @AnswersCommand()
  escalate(
    @Param() { id }: ReferralParams,
    @Body() body: EscalateReferralRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.ask(id, { type: 'EscalateReferral', referralId: id, ...body }, context);
  }

  /** Calls it off. */
  @Post(':id/cancellations')
  @AnswersCommand()
  cancel(
    @Param() { id }: ReferralParams,
    @Body() body: CancelReferralRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.ask(id, { type: 'CancelReferral', referralId: id, ...body }, context);
  }

  /** Marks it as one that should never have been entered. */
  @Post(':id/errors')
  @AnswersCommand()
  enterInError(
    @Param() { id }: ReferralParams,
    @Body() body: ReferralStepRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.ask(id, { type: 'EnterInError', referralId: id, ...body }, context);
  }

  /** The board of one organisation: the referrals that it sent, got or directs, by id, a page at a time. */
  @Get()
  @AnswersWith(ReferralPage)
  list(
    @Query() parameters: ReferralBoardParameters,
    @CurrentCaller() caller: Caller,
  ): Promise<QueryAnswer<ReferralPage>> {
    return this.queries.execute(new ReferralBoard(parameters, organisationOf(caller)));
  }

  /** One referral: where it stands, its terms, and what happened. */
  @Get(':id')
  @AnswersWith(ReferralAnswer, { isRecord: true })
  one(
    @Param() { id }: ReferralParams,
    @Query() parameters: QueryParameters,
    @CurrentCaller() caller: Caller,
  ): Promise<QueryAnswer<ReferralAnswer>> {
    return this.queries.execute(new ReferralById(id, parameters, organisationOf(caller)));
  }
}
