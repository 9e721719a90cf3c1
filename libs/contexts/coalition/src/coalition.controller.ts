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
import { coalition } from './coalition.decider.ts';
import type { CoalitionEvent } from './coalition.events.ts';
import { DecideOnCoalition, type CoalitionAsked } from './coalition.handlers.ts';
import {
  AnchorCoalitionRequest,
  AssignRoleRequest,
  CoalitionParameters,
  EndRequest,
  EndRoleRequest,
  EnterPhaseRequest,
  FormCoalitionRequest,
  JoinAsMunicipalityRequest,
  JoinAsPartnerRequest,
  LeaveAsMunicipalityRequest,
  LeaveAsPartnerRequest,
  StartExplorationRequest,
} from './coalition.requests.ts';
import { CoalitionAnswer, CoalitionPage } from './read/coalition-roster.answers.ts';
import { CoalitionById, CoalitionRoster } from './read/coalition-roster.query.ts';

/** Coalitions: who is in them, in what role, and how they come to be and end. */
@ApiTags('coalitions')
@Controller('coalitions')
export class CoalitionController extends RecordRoutes<CoalitionEvent, CoalitionAsked>(
  coalition,
  (...asked) => new DecideOnCoalition(...asked),
) {
  constructor(private readonly queries: QueryBus) {
    super();
  }

  /** Begins to explore a coalition. */
  @Post()
  @AnswersCommand()
  startExploration(
    @Body() body: StartExplorationRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    const coalitionId = body.coalitionId ?? recordIdFor(context);
    return this.ask(coalitionId, { type: 'StartExploration', ...body, coalitionId }, context);
  }

  /** A municipality joins. */
  @Post(':id/memberships')
  @AnswersCommand()
  joinAsMunicipality(
    @Param() { id }: RecordParams,
    @Body() body: JoinAsMunicipalityRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.ask(id, { type: 'JoinAsMunicipality', coalitionId: id, ...body }, context);
  }

  /** A municipality leaves. */
  @Post(':id/departures')
  @AnswersCommand()
  leaveAsMunicipality(
    @Param() { id }: RecordParams,
    @Body() body: LeaveAsMunicipalityRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.ask(id, { type: 'LeaveAsMunicipality', coalitionId: id, ...body }, context);
  }

  /** An organisation becomes a partner. */
  @Post(':id/partnerships')
  @AnswersCommand()
  joinAsPartner(
    @Param() { id }: RecordParams,
    @Body() body: JoinAsPartnerRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.ask(id, { type: 'JoinAsPartner', coalitionId: id, ...body }, context);
  }

  /** A partner leaves, and with it its roles and its places in working groups. */
  @Post(':id/partner-departures')
  @AnswersCommand()
  leaveAsPartner(
    @Param() { id }: RecordParams,
    @Body() body: LeaveAsPartnerRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.ask(id, { type: 'LeaveAsPartner', coalitionId: id, ...body }, context);
  }

  /** Gives a role to a holder; of a role for one holder, this is the handover. */
  @Post(':id/role-assignments')
  @AnswersCommand()
  assignRole(
    @Param() { id }: RecordParams,
    @Body() body: AssignRoleRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.ask(id, { type: 'AssignRole', coalitionId: id, ...body }, context);
  }

  /** A holder lays a role down. */
  @Post(':id/role-endings')
  @AnswersCommand()
  endRole(
    @Param() { id }: RecordParams,
    @Body() body: EndRoleRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.ask(id, { type: 'EndRole', coalitionId: id, ...body }, context);
  }

  /** Forms the coalition: at least one municipality, one social and one medical partner. */
  @Post(':id/formations')
  @AnswersCommand()
  form(
    @Param() { id }: RecordParams,
    @Body() body: FormCoalitionRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.ask(id, { type: 'FormCoalition', coalitionId: id, ...body }, context);
  }

  /** Enters a phase. */
  @Post(':id/phases')
  @AnswersCommand()
  enterPhase(
    @Param() { id }: RecordParams,
    @Body() body: EnterPhaseRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.ask(id, { type: 'EnterPhase', coalitionId: id, ...body }, context);
  }

  /** Anchors the work in an arrangement that outlasts the programme. */
  @Post(':id/anchorings')
  @AnswersCommand()
  anchor(
    @Param() { id }: RecordParams,
    @Body() body: AnchorCoalitionRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.ask(id, { type: 'AnchorCoalition', coalitionId: id, ...body }, context);
  }

  /** Ends the coalition, for good. */
  @Post(':id/endings')
  @AnswersCommand()
  end(
    @Param() { id }: RecordParams,
    @Body() body: EndRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.ask(id, { type: 'EndCoalition', coalitionId: id, ...body }, context);
  }

  /** Coalitions, by id, a page at a time. */
  @Get()
  @AnswersWith(CoalitionPage)
  list(@Query() parameters: CoalitionParameters): Promise<QueryAnswer<CoalitionPage>> {
    return this.queries.execute(new CoalitionRoster(parameters));
  }

  /** One coalition: its phase on the day asked for, who is in it, in what role, and what it does. */
  @Get(':id')
  @AnswersWith(CoalitionAnswer, { isRecord: true })
  one(
    @Param() { id }: RecordParams,
    @Query() parameters: QueryParameters,
  ): Promise<QueryAnswer<CoalitionAnswer>> {
    return this.queries.execute(new CoalitionById(id, parameters));
  }
}
