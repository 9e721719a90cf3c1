import { Controller, Get, Param, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { AnswersWith, type QueryAnswer } from '#platform/http';
import {
  MunicipalityAgreementsParameters,
  MunicipalityDecisionsParameters,
  MunicipalityParams,
  OverviewParameters,
  RegionParams,
  TimelineParameters,
} from './overview.requests.ts';
import {
  MunicipalityAgreements,
  MunicipalityDecisions,
  MunicipalityTimeline,
} from './read/municipality-lists.query.ts';
import {
  MunicipalityAgreementsAnswer,
  MunicipalityDecisionsAnswer,
  MunicipalityOverviewAnswer,
  RegionOverviewAnswer,
  TimelineAnswer,
} from './read/overview.answers.ts';
import { MunicipalityOverview, RegionOverview } from './read/overview.query.ts';

@ApiTags('overviews')
@Controller()
export class OverviewController {
  constructor(private readonly queries: QueryBus) {}

  /** What stands for a municipality: coalitions, partners, decisions, agreements, and what only sources tell. */
  @Get('municipalities/:code/overview')
  @AnswersWith(MunicipalityOverviewAnswer)
  municipality(
    @Param() { code }: MunicipalityParams,
    @Query() parameters: OverviewParameters,
  ): Promise<QueryAnswer<MunicipalityOverviewAnswer>> {
    return this.queries.execute(new MunicipalityOverview(code, parameters));
  }

  /** The agreements that cover a municipality, with its own answer to each. */
  @Get('municipalities/:code/agreements')
  @AnswersWith(MunicipalityAgreementsAnswer)
  agreements(
    @Param() { code }: MunicipalityParams,
    @Query() parameters: MunicipalityAgreementsParameters,
  ): Promise<QueryAnswer<MunicipalityAgreementsAnswer>> {
    return this.queries.execute(new MunicipalityAgreements(code, parameters));
  }

  /** The decisions of a municipality's bodies and of its coalitions. */
  @Get('municipalities/:code/decisions')
  @AnswersWith(MunicipalityDecisionsAnswer)
  decisions(
    @Param() { code }: MunicipalityParams,
    @Query() parameters: MunicipalityDecisionsParameters,
  ): Promise<QueryAnswer<MunicipalityDecisionsAnswer>> {
    return this.queries.execute(new MunicipalityDecisions(code, parameters));
  }

  /** Everything that happened, by the day on which it happened; with `validOn`: what may have happened by then. */
  @Get('municipalities/:code/timeline')
  @AnswersWith(TimelineAnswer)
  timeline(
    @Param() { code }: MunicipalityParams,
    @Query() parameters: TimelineParameters,
  ): Promise<QueryAnswer<TimelineAnswer>> {
    return this.queries.execute(new MunicipalityTimeline(code, parameters));
  }

  /** What stands for each municipality of a region, and for all of them together. */
  @Get('regions/:id/overview')
  @AnswersWith(RegionOverviewAnswer)
  region(
    @Param() { id }: RegionParams,
    @Query() parameters: OverviewParameters,
  ): Promise<QueryAnswer<RegionOverviewAnswer>> {
    return this.queries.execute(new RegionOverview(id, parameters));
  }
}
