import { Body, Controller, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { AnswersCommand, CommandAnswer, CommandContext } from '#platform/http';
import { CommandRoutes, RecordParams } from '#platform/records';
import { DecideOnAgreement, type AgreementAsked } from './agreement.handlers.ts';
import {
  AdoptAgreementRequest,
  ConfirmAsSuccessorRequest,
  ExtendAgreementRequest,
  PublishAgreementRequest,
  RefuseAdoptionRequest,
  ReviewAgreementRequest,
  SupersedeAgreementRequest,
  TerminateAgreementRequest,
  WithholdAgreementRequest,
} from './agreement.requests.ts';

/** What becomes of an agreement once it stands: adopted, reviewed, extended, ended, published. */
@ApiTags('agreements')
@Controller('agreements')
export class AgreementLifeController extends CommandRoutes<AgreementAsked>(
  (...asked) => new DecideOnAgreement(...asked),
) {
  /** Adopts, for a municipality, an agreement of a level above its own; perhaps with a deviation, for a reason. */
  @Post(':id/adoptions')
  @AnswersCommand()
  adopt(
    @Param() { id }: RecordParams,
    @Body() { deviation, reason, ...body }: AdoptAgreementRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    const adopting = { agreementId: id, ...body };
    if (deviation === undefined && reason === undefined) {
      return this.ask(id, { type: 'AdoptAgreement', ...adopting }, context);
    }
    // Whichever of the two is missing, the decision says so.
    const differing = { deviation: deviation ?? '', reason: reason ?? '' };
    return this.ask(id, { type: 'AdoptWithDeviation', ...adopting, ...differing }, context);
  }

  /** Refuses, for a municipality, to adopt it. */
  @Post(':id/refusals')
  @AnswersCommand()
  refuse(
    @Param() { id }: RecordParams,
    @Body() body: RefuseAdoptionRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.ask(id, { type: 'RefuseAdoption', agreementId: id, ...body }, context);
  }

  /** Finds that it does not concern a municipality. */
  @Post(':id/inapplicabilities')
  @AnswersCommand()
  declareNotApplicable(
    @Param() { id }: RecordParams,
    @Body() body: RefuseAdoptionRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.ask(id, { type: 'DeclareNotApplicable', agreementId: id, ...body }, context);
  }

  /** Confirms, after a merger, what the new municipality took over from an old one. */
  @Post(':id/successor-confirmations')
  @AnswersCommand()
  confirmAsSuccessor(
    @Param() { id }: RecordParams,
    @Body() body: ConfirmAsSuccessorRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.ask(id, { type: 'ConfirmAsSuccessor', agreementId: id, ...body }, context);
  }

  /** Records a review. */
  @Post(':id/reviews')
  @AnswersCommand()
  review(
    @Param() { id }: RecordParams,
    @Body() body: ReviewAgreementRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.ask(id, { type: 'ReviewAgreement', agreementId: id, ...body }, context);
  }

  /** Agrees on a later last day. */
  @Post(':id/extensions')
  @AnswersCommand()
  extend(
    @Param() { id }: RecordParams,
    @Body() body: ExtendAgreementRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.ask(id, { type: 'ExtendAgreement', agreementId: id, ...body }, context);
  }

  /** Ends it. */
  @Post(':id/terminations')
  @AnswersCommand()
  terminate(
    @Param() { id }: RecordParams,
    @Body() body: TerminateAgreementRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.ask(id, { type: 'TerminateAgreement', agreementId: id, ...body }, context);
  }

  /** Puts another agreement in its place. */
  @Post(':id/supersessions')
  @AnswersCommand()
  supersede(
    @Param() { id }: RecordParams,
    @Body() body: SupersedeAgreementRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.ask(id, { type: 'SupersedeAgreement', agreementId: id, ...body }, context);
  }

  /** Records that it was published. */
  @Post(':id/publications')
  @AnswersCommand()
  publish(
    @Param() { id }: RecordParams,
    @Body() body: PublishAgreementRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.ask(id, { type: 'PublishAgreement', agreementId: id, ...body }, context);
  }

  /** Withholds it from publication, on a named ground. */
  @Post(':id/withholdings')
  @AnswersCommand()
  withhold(
    @Param() { id }: RecordParams,
    @Body() body: WithholdAgreementRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.ask(id, { type: 'WithholdFromPublication', agreementId: id, ...body }, context);
  }
}
