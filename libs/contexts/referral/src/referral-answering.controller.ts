import { Body, Controller, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { AnswersCommand, CommandAnswer, CommandContext } from '#platform/http';
import { CommandRoutes } from '#platform/records';
import { DecideOnReferral, type ReferralAsked } from './referral.handlers.ts';
import {
  AppointmentRequest,
  AttemptContactRequest,
  DeclineReferralRequest,
  ReferralParams,
  ReferralStepRequest,
} from './referral.requests.ts';

/** What the recipient answers to a referral, and how it reaches the family. */
@ApiTags('referrals')
@Controller('referrals')
export class ReferralAnsweringController extends CommandRoutes<ReferralAsked>(
  (...asked) => new DecideOnReferral(...asked),
) {
  /** Records that the recipient has it. */
  @Post(':id/receptions')
  @AnswersCommand()
  receive(
    @Param() { id }: ReferralParams,
    @Body() body: ReferralStepRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.ask(id, { type: 'ReceiveReferral', referralId: id, ...body }, context);
  }

  /** Takes the family on. */
  @Post(':id/acceptances')
  @AnswersCommand()
  accept(
    @Param() { id }: ReferralParams,
    @Body() body: ReferralStepRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.ask(id, { type: 'AcceptReferral', referralId: id, ...body }, context);
  }

  /** Does not take the family on. */
  @Post(':id/declines')
  @AnswersCommand()
  decline(
    @Param() { id }: ReferralParams,
    @Body() body: DeclineReferralRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.ask(id, { type: 'DeclineReferral', referralId: id, ...body }, context);
  }

  /** Puts the family on the waiting list. */
  @Post(':id/waiting-list-entries')
  @AnswersCommand()
  waitlist(
    @Param() { id }: ReferralParams,
    @Body() body: ReferralStepRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.ask(id, { type: 'WaitlistReferral', referralId: id, ...body }, context);
  }

  /** Records that somebody tried to reach the family, in vain. */
  @Post(':id/contact-attempts')
  @AnswersCommand()
  attemptContact(
    @Param() { id }: ReferralParams,
    @Body() body: AttemptContactRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.ask(id, { type: 'AttemptContact', referralId: id, ...body }, context);
  }

  /** Closes it, since the family could not be reached in three attempts or more. */
  @Post(':id/unreached-closures')
  @AnswersCommand()
  closeUnreached(
    @Param() { id }: ReferralParams,
    @Body() body: ReferralStepRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.ask(id, { type: 'CloseUnreached', referralId: id, ...body }, context);
  }

  /** Makes an appointment with the family. */
  @Post(':id/appointments')
  @AnswersCommand()
  planAppointment(
    @Param() { id }: ReferralParams,
    @Body() body: AppointmentRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.ask(id, { type: 'PlanAppointment', referralId: id, ...body }, context);
  }

  /** Records that the family did not come. */
  @Post(':id/missed-appointments')
  @AnswersCommand()
  missAppointment(
    @Param() { id }: ReferralParams,
    @Body() body: AppointmentRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.ask(id, { type: 'MissAppointment', referralId: id, ...body }, context);
  }

  /** Calls an appointment off. */
  @Post(':id/cancelled-appointments')
  @AnswersCommand()
  cancelAppointment(
    @Param() { id }: ReferralParams,
    @Body() body: AppointmentRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.ask(id, { type: 'CancelAppointment', referralId: id, ...body }, context);
  }
}
