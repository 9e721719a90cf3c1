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
import { PageParameters, recordIdFor, RecordRoutes } from '#platform/records';
import { organisation } from './organisation.decider.ts';
import type { OrganisationEvent } from './organisation.events.ts';
import { DecideOnOrganisation, type OrganisationAsked } from './organisation.handlers.ts';
import {
  CloseOrganisationRequest,
  OrganisationParams,
  RegisterOrganisationRequest,
  RenameOrganisationRequest,
  SucceedOrganisationRequest,
} from './organisation.requests.ts';
import { OrganisationAnswer, OrganisationPage } from './read/organisation-register.answers.ts';
import { OrganisationById, OrganisationRegister } from './read/organisation-register.query.ts';

@ApiTags('organisations')
@Controller('organisations')
export class OrganisationController extends RecordRoutes<OrganisationEvent, OrganisationAsked>(
  organisation,
  (...asked) => new DecideOnOrganisation(...asked),
) {
  constructor(private readonly queries: QueryBus) {
    super();
  }

  /** Registers an organisation. */
  @Post()
  @AnswersCommand()
  register(
    @Body() body: RegisterOrganisationRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    const organisationId = body.organisationId ?? recordIdFor(context);
    return this.ask(organisationId, { type: 'RegisterOrganisation', ...body, organisationId }, context);
  }

  /** Records that it took another name. */
  @Post(':id/renamings')
  @AnswersCommand()
  rename(
    @Param() { id }: OrganisationParams,
    @Body() body: RenameOrganisationRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.ask(id, { type: 'RenameOrganisation', organisationId: id, ...body }, context);
  }

  /** Records that it ceased to exist. */
  @Post(':id/closures')
  @AnswersCommand()
  close(
    @Param() { id }: OrganisationParams,
    @Body() body: CloseOrganisationRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.ask(id, { type: 'CloseOrganisation', organisationId: id, ...body }, context);
  }

  /** Records that another organisation goes on in its place. */
  @Post(':id/successions')
  @AnswersCommand()
  succeed(
    @Param() { id }: OrganisationParams,
    @Body() body: SucceedOrganisationRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.ask(id, { type: 'SucceedOrganisation', organisationId: id, ...body }, context);
  }

  /** All organisations. */
  @Get()
  @AnswersWith(OrganisationPage)
  list(@Query() parameters: PageParameters): Promise<QueryAnswer<OrganisationPage>> {
    return this.queries.execute(new OrganisationRegister(parameters));
  }

  /** One organisation. */
  @Get(':id')
  @AnswersWith(OrganisationAnswer, { isRecord: true })
  one(
    @Param() { id }: OrganisationParams,
    @Query() parameters: QueryParameters,
  ): Promise<QueryAnswer<OrganisationAnswer>> {
    return this.queries.execute(new OrganisationById(id, parameters));
  }
}
