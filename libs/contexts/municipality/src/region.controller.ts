import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import {
  AnswersCommand,
  AnswersWith,
  CommandAnswer,
  CommandContext,
  QueryParameters,
  type QueryAnswer,
} from '#platform/http';
import type { MunicipalityCommand } from './municipality.decider.ts';
import { DecideOnMunicipalities } from './municipality.handlers.ts';
import {
  EstablishRegionRequest,
  JoinRegionRequest,
  LeaveRegionRequest,
  RegionParams,
} from './municipality.requests.ts';
import { RegionAnswer } from './read/region-register.answers.ts';
import { RegionById } from './read/region-register.query.ts';

@ApiTags('regions')
@Controller('regions')
export class RegionController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  /** Establishes a region. */
  @Post()
  @AnswersCommand()
  establish(
    @Body() body: EstablishRegionRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.decide({ type: 'EstablishRegion', ...body }, context);
  }

  /** Records that a municipality became a member. */
  @Post(':id/memberships')
  @AnswersCommand()
  join(
    @Param() { id }: RegionParams,
    @Body() body: JoinRegionRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.decide({ type: 'JoinRegion', regionId: id, ...body }, context);
  }

  /** Records that a municipality ceased to be a member. */
  @Post(':id/departures')
  @AnswersCommand()
  leave(
    @Param() { id }: RegionParams,
    @Body() body: LeaveRegionRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.decide({ type: 'LeaveRegion', regionId: id, ...body }, context);
  }

  /** One region and its members on the day asked for. */
  @Get(':id')
  @AnswersWith(RegionAnswer, { isRecord: true })
  one(
    @Param() { id }: RegionParams,
    @Query() parameters: QueryParameters,
  ): Promise<QueryAnswer<RegionAnswer>> {
    return this.queries.execute(new RegionById(id, parameters));
  }

  private async decide(command: MunicipalityCommand, context: CommandContext): Promise<CommandAnswer> {
    return new CommandAnswer(await this.commands.execute(new DecideOnMunicipalities(command, context)));
  }
}
