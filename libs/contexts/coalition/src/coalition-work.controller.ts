import { Body, Controller, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { AnswersCommand, CommandAnswer, CommandContext } from '#platform/http';
import { CommandRoutes, RecordParams } from '#platform/records';
import { DecideOnCoalition, type CoalitionAsked } from './coalition.handlers.ts';
import {
  AdoptAmbitionRequest,
  AdoptPlanOfActionRequest,
  AmbitionParams,
  EndRequest,
  FormWorkingGroupRequest,
  HoldAmbitionSessionRequest,
  JoinWorkingGroupRequest,
  LeaveWorkingGroupRequest,
  RefocusWorkingGroupRequest,
  WorkingGroupParams,
} from './coalition.requests.ts';

/** What a coalition does: sessions, ambitions, working groups and plans. */
@ApiTags('coalitions')
@Controller('coalitions')
export class CoalitionWorkController extends CommandRoutes<CoalitionAsked>(
  (...asked) => new DecideOnCoalition(...asked),
) {
  /** Holds a session to find what the partners want to reach together. */
  @Post(':id/ambition-sessions')
  @AnswersCommand()
  holdAmbitionSession(
    @Param() { id }: RecordParams,
    @Body() body: HoldAmbitionSessionRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.ask(id, { type: 'HoldAmbitionSession', coalitionId: id, ...body }, context);
  }

  /** Makes an ambition its own. */
  @Post(':id/ambitions')
  @AnswersCommand()
  adoptAmbition(
    @Param() { id }: RecordParams,
    @Body() body: AdoptAmbitionRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.ask(id, { type: 'AdoptAmbition', coalitionId: id, ...body }, context);
  }

  /** Gives an ambition up. */
  @Post(':id/ambitions/:ambitionId/abandonments')
  @AnswersCommand()
  dropAmbition(
    @Param() { id, ambitionId }: AmbitionParams,
    @Body() body: EndRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.ask(id, { type: 'DropAmbition', coalitionId: id, ambitionId, ...body }, context);
  }

  /** Forms a working group. */
  @Post(':id/working-groups')
  @AnswersCommand()
  formWorkingGroup(
    @Param() { id }: RecordParams,
    @Body() body: FormWorkingGroupRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.ask(id, { type: 'FormWorkingGroup', coalitionId: id, ...body }, context);
  }

  /** Chooses another focus for a working group. */
  @Post(':id/working-groups/:workingGroupId/focuses')
  @AnswersCommand()
  refocusWorkingGroup(
    @Param() { id, workingGroupId }: WorkingGroupParams,
    @Body() body: RefocusWorkingGroupRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.ask(id, { type: 'RefocusWorkingGroup', coalitionId: id, workingGroupId, ...body }, context);
  }

  /** A partner takes a place in a working group. */
  @Post(':id/working-groups/:workingGroupId/memberships')
  @AnswersCommand()
  joinWorkingGroup(
    @Param() { id, workingGroupId }: WorkingGroupParams,
    @Body() body: JoinWorkingGroupRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.ask(id, { type: 'JoinWorkingGroup', coalitionId: id, workingGroupId, ...body }, context);
  }

  /** A partner gives up its place in a working group. */
  @Post(':id/working-groups/:workingGroupId/departures')
  @AnswersCommand()
  leaveWorkingGroup(
    @Param() { id, workingGroupId }: WorkingGroupParams,
    @Body() body: LeaveWorkingGroupRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.ask(id, { type: 'LeaveWorkingGroup', coalitionId: id, workingGroupId, ...body }, context);
  }

  /** Ends a working group. */
  @Post(':id/working-groups/:workingGroupId/disbandments')
  @AnswersCommand()
  disbandWorkingGroup(
    @Param() { id, workingGroupId }: WorkingGroupParams,
    @Body() body: EndRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.ask(id, { type: 'DisbandWorkingGroup', coalitionId: id, workingGroupId, ...body }, context);
  }

  /** Adopts a version of the plan of action. */
  @Post(':id/plans')
  @AnswersCommand()
  adoptPlan(
    @Param() { id }: RecordParams,
    @Body() body: AdoptPlanOfActionRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.ask(id, { type: 'AdoptPlanOfAction', coalitionId: id, ...body }, context);
  }
}
