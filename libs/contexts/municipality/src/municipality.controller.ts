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
import { DecideOnMunicipalities } from './municipality.handlers.ts';
import {
  MunicipalityListParameters,
  MunicipalityParams,
  RegisterMunicipalityRequest,
  RenameMunicipalityRequest,
  ReorganiseMunicipalitiesRequest,
} from './municipality.requests.ts';
import { MunicipalityAnswer, MunicipalityPage } from './read/municipality-register.answers.ts';
import { MunicipalityByCode, MunicipalityRegister } from './read/municipality-register.query.ts';

@ApiTags('municipalities')
@Controller()
export class MunicipalityController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  /** Registers a municipality code. */
  @Post('municipalities')
  @AnswersCommand()
  async register(
    @Body() body: RegisterMunicipalityRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    const command = { type: 'RegisterMunicipality', ...body } as const;
    return new CommandAnswer(await this.commands.execute(new DecideOnMunicipalities(command, context)));
  }

  /** Records that a municipality took another name and kept its code. */
  @Post('municipalities/:code/renamings')
  @AnswersCommand()
  async rename(
    @Param() { code }: MunicipalityParams,
    @Body() body: RenameMunicipalityRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    const command = { type: 'RenameMunicipality', code, ...body } as const;
    return new CommandAnswer(await this.commands.execute(new DecideOnMunicipalities(command, context)));
  }

  /** Records that municipalities merged into one, or that a part of one went to another. */
  @Post('reorganisations')
  @AnswersCommand()
  async reorganise(
    @Body() body: ReorganiseMunicipalitiesRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    const command = { type: 'ReorganiseMunicipalities', ...body } as const;
    return new CommandAnswer(await this.commands.execute(new DecideOnMunicipalities(command, context)));
  }

  /** All municipality codes, those that have ended too. */
  @Get('municipalities')
  @AnswersWith(MunicipalityPage)
  list(@Query() parameters: MunicipalityListParameters): Promise<QueryAnswer<MunicipalityPage>> {
    return this.queries.execute(new MunicipalityRegister(parameters));
  }

  /** One municipality: its names, its reorganisations, and who holds its land now. */
  @Get('municipalities/:code')
  @AnswersWith(MunicipalityAnswer, { isRecord: true })
  one(
    @Param() { code }: MunicipalityParams,
    @Query() parameters: QueryParameters,
  ): Promise<QueryAnswer<MunicipalityAnswer>> {
    return this.queries.execute(new MunicipalityByCode(code, parameters));
  }
}
