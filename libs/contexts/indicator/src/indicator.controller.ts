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
import { indicator } from './indicator.decider.ts';
import type { IndicatorEvent } from './indicator.events.ts';
import { DecideOnIndicator, type IndicatorAsked } from './indicator.handlers.ts';
import {
  DefineIndicatorRequest,
  MeasureIndicatorRequest,
  MeasurementParameters,
} from './indicator.requests.ts';
import { IndicatorAnswer, IndicatorPage, MeasurementPage } from './read/indicator-register.answers.ts';
import { IndicatorById, IndicatorMeasurements, IndicatorRegister } from './read/indicator-register.query.ts';

@ApiTags('indicators')
@Controller('indicators')
export class IndicatorController extends RecordRoutes<IndicatorEvent, IndicatorAsked>(
  indicator,
  (...asked) => new DecideOnIndicator(...asked),
) {
  constructor(private readonly queries: QueryBus) {
    super();
  }

  /** Records what an indicator counts, and of how many. */
  @Post()
  @AnswersCommand()
  define(
    @Body() body: DefineIndicatorRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    const indicatorId = body.indicatorId ?? recordIdFor(context);
    return this.ask(indicatorId, { type: 'DefineIndicator', ...body, indicatorId }, context);
  }

  /** Records a figure that a source published. */
  @Post(':id/measurements')
  @AnswersCommand()
  measure(
    @Param() { id }: RecordParams,
    @Body() body: MeasureIndicatorRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.ask(id, { type: 'MeasureIndicator', indicatorId: id, ...body }, context);
  }

  /** All indicators: what they count. */
  @Get()
  @AnswersWith(IndicatorPage)
  list(@Query() parameters: PageParameters): Promise<QueryAnswer<IndicatorPage>> {
    return this.queries.execute(new IndicatorRegister(parameters));
  }

  /** One indicator. */
  @Get(':id')
  @AnswersWith(IndicatorAnswer, { isRecord: true })
  one(
    @Param() { id }: RecordParams,
    @Query() parameters: QueryParameters,
  ): Promise<QueryAnswer<IndicatorAnswer>> {
    return this.queries.execute(new IndicatorById(id, parameters));
  }

  /** Its figures, by municipality and period. */
  @Get(':id/measurements')
  @AnswersWith(MeasurementPage)
  measurements(
    @Param() { id }: RecordParams,
    @Query() parameters: MeasurementParameters,
  ): Promise<QueryAnswer<MeasurementPage>> {
    return this.queries.execute(new IndicatorMeasurements(id, parameters));
  }
}
