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
import { PageParameters, recordIdFor, RecordParams, RecordRoutes } from '#platform/records';
import { programme } from './programme.decider.ts';
import type { ProgrammeEvent } from './programme.events.ts';
import { DecideOnProgramme, type ProgrammeAsked } from './programme.handlers.ts';
import {
  EndProgrammeRequest,
  GrantFundingRequest,
  MeetObligationRequest,
  MissObligationRequest,
  SetObligationRequest,
  SharePracticeRequest,
  StartProgrammeRequest,
} from './programme.requests.ts';
import { ProgrammeAnswer, ProgrammePage } from './read/programme-register.answers.ts';
import { ProgrammeById, ProgrammeRegister } from './read/programme-register.query.ts';

@ApiTags('programmes')
@Controller('programmes')
export class ProgrammeController extends RecordRoutes<ProgrammeEvent, ProgrammeAsked>(
  programme,
  (...asked) => new DecideOnProgramme(...asked),
) {
  constructor(private readonly queries: QueryBus) {
    super();
  }

  /** Records that a programme began. */
  @Post()
  @AnswersCommand()
  start(
    @Body() body: StartProgrammeRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    const programmeId = body.programmeId ?? recordIdFor(context);
    return this.ask(programmeId, { type: 'StartProgramme', ...body, programmeId }, context);
  }

  /** Records that it ended, whatever end had been set. */
  @Post(':id/endings')
  @AnswersCommand()
  end(
    @Param() { id }: RecordParams,
    @Body() body: EndProgrammeRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.ask(id, { type: 'EndProgramme', programmeId: id, ...body }, context);
  }

  /** Records that money was granted, with the obligations that it brings. */
  @Post(':id/grants')
  @AnswersCommand()
  grant(
    @Param() { id }: RecordParams,
    @Body() body: GrantFundingRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.ask(id, { type: 'GrantFunding', programmeId: id, ...body }, context);
  }

  /** Records an obligation that comes with no grant. */
  @Post(':id/obligations')
  @AnswersCommand()
  oblige(
    @Param() { id }: RecordParams,
    @Body() body: SetObligationRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.ask(id, { type: 'SetObligation', programmeId: id, ...body }, context);
  }

  /** Records that an obligation was met. */
  @Post(':id/fulfilments')
  @AnswersCommand()
  meet(
    @Param() { id }: RecordParams,
    @Body() body: MeetObligationRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.ask(id, { type: 'MeetObligation', programmeId: id, ...body }, context);
  }

  /** Records that an obligation was not met by the day on which it was due. */
  @Post(':id/omissions')
  @AnswersCommand()
  miss(
    @Param() { id }: RecordParams,
    @Body() body: MissObligationRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.ask(id, { type: 'MissObligation', programmeId: id, ...body }, context);
  }

  /** Records that a practice was published. */
  @Post(':id/practices')
  @AnswersCommand()
  share(
    @Param() { id }: RecordParams,
    @Body() body: SharePracticeRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.ask(id, { type: 'SharePractice', programmeId: id, ...body }, context);
  }

  /** All programmes, and the grants and obligations that stand on their own. */
  @Get()
  @AnswersWith(ProgrammePage)
  list(@Query() parameters: PageParameters): Promise<QueryAnswer<ProgrammePage>> {
    return this.queries.execute(new ProgrammeRegister(parameters));
  }

  /** One programme. */
  @Get(':id')
  @AnswersWith(ProgrammeAnswer, { isRecord: true })
  one(
    @Param() { id }: RecordParams,
    @Query() parameters: QueryParameters,
  ): Promise<QueryAnswer<ProgrammeAnswer>> {
    return this.queries.execute(new ProgrammeById(id, parameters));
  }
}
