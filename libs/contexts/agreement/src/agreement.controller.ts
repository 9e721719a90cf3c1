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
import { agreement } from './agreement.decider.ts';
import type { AgreementEvent } from './agreement.events.ts';
import { DecideOnAgreement, type AgreementAsked } from './agreement.handlers.ts';
import {
  AgreementParameters,
  AmendAgreementRequest,
  BringIntoEffectRequest,
  DraftAgreementRequest,
  LeaveAgreementRequest,
  SignAgreementRequest,
  SubmitAgreementRequest,
} from './agreement.requests.ts';
import { AgreementAnswer, AgreementPage } from './read/agreement-register.answers.ts';
import { AgreementById, AgreementRegister } from './read/agreement-register.query.ts';

/** Agreements: what they say, who signs, and how a version comes to hold. */
@ApiTags('agreements')
@Controller('agreements')
export class AgreementController extends RecordRoutes<AgreementEvent, AgreementAsked>(
  agreement,
  (...asked) => new DecideOnAgreement(...asked),
) {
  constructor(private readonly queries: QueryBus) {
    super();
  }

  /** Drafts an agreement, as version 1. */
  @Post()
  @AnswersCommand()
  draft(
    @Body() body: DraftAgreementRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    const agreementId = body.agreementId ?? recordIdFor(context);
    return this.ask(agreementId, { type: 'DraftAgreement', ...body, agreementId }, context);
  }

  /** Lays it before the parties that have to sign it. */
  @Post(':id/submissions')
  @AnswersCommand()
  submit(
    @Param() { id }: RecordParams,
    @Body() body: SubmitAgreementRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.ask(id, { type: 'SubmitAgreement', agreementId: id, ...body }, context);
  }

  /** Signs that very version, which takes effect with the last signature. */
  @Post(':id/signatures')
  @AnswersCommand()
  sign(
    @Param() { id }: RecordParams,
    @Body() body: SignAgreementRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.ask(id, { type: 'SignAgreement', agreementId: id, ...body }, context);
  }

  /** Declines to sign this version. */
  @Post(':id/declined-signatures')
  @AnswersCommand()
  decline(
    @Param() { id }: RecordParams,
    @Body() body: LeaveAgreementRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.ask(id, { type: 'DeclineSignature', agreementId: id, ...body }, context);
  }

  /** Brings an agreement that nobody has to sign into effect. */
  @Post(':id/commencements')
  @AnswersCommand()
  bringIntoEffect(
    @Param() { id }: RecordParams,
    @Body() body: BringIntoEffectRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.ask(id, { type: 'BringIntoEffect', agreementId: id, ...body }, context);
  }

  /** Joins the agreement, and signs the version in force. */
  @Post(':id/accessions')
  @AnswersCommand()
  accede(
    @Param() { id }: RecordParams,
    @Body() body: SignAgreementRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.ask(id, { type: 'AccedeToAgreement', agreementId: id, ...body }, context);
  }

  /** Leaves the agreement; the others go on. */
  @Post(':id/withdrawals')
  @AnswersCommand()
  withdraw(
    @Param() { id }: RecordParams,
    @Body() body: LeaveAgreementRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.ask(id, { type: 'WithdrawFromAgreement', agreementId: id, ...body }, context);
  }

  /** Draws up a new version, which must be signed again; the old one holds until then. */
  @Post(':id/amendments')
  @AnswersCommand()
  amend(
    @Param() { id }: RecordParams,
    @Body() body: AmendAgreementRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.ask(id, { type: 'AmendAgreement', agreementId: id, ...body }, context);
  }

  /** Agreements, by id, a page at a time. */
  @Get()
  @AnswersWith(AgreementPage)
  list(@Query() parameters: AgreementParameters): Promise<QueryAnswer<AgreementPage>> {
    return this.queries.execute(new AgreementRegister(parameters));
  }

  /** One agreement: its versions with what is to be signed, who signed, whom it reaches, and from when until when. */
  @Get(':id')
  @AnswersWith(AgreementAnswer, { isRecord: true })
  one(
    @Param() { id }: RecordParams,
    @Query() parameters: QueryParameters,
  ): Promise<QueryAnswer<AgreementAnswer>> {
    return this.queries.execute(new AgreementById(id, parameters));
  }
}
