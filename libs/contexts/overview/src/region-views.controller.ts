import { Controller, Get, Param, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { AnswersWith, type QueryAnswer } from '#platform/http';
import { DecisionPage } from '#read/decision';
import {
  RegionParams,
  OverviewParameters,
  PlaceAgreementsParameters,
  PlaceDecisionsParameters,
  PlacePageParameters,
  TimelineParameters,
} from './overview.requests.ts';
import { PlaceIndicatorsAnswer } from './read/indicator-figures.answers.ts';
import {
  AdoptionMatrixAnswer,
  RegionOverviewAnswer,
  PlaceAgreementsAnswer,
  PlaceCoalitionsAnswer,
  PlaceProgrammesAnswer,
  TimelineAnswer,
} from './read/overview.answers.ts';
import { RegionOverview } from './read/overview.query.ts';
import { AdoptionMatrix, PlaceAgreements } from './read/place-agreements.query.ts';
import { PlaceCoalitions } from './read/place-coalitions.query.ts';
import { PlaceDecisions } from './read/place-decisions.query.ts';
import { PlaceIndicators } from './read/place-indicators.query.ts';
import { PlaceProgrammes } from './read/place-programmes.query.ts';
import { Timeline } from './read/timeline.query.ts';

@ApiTags('overviews')
@Controller('regions/:id')
export class RegionViewsController {
  constructor(private readonly queries: QueryBus) {}

  /** What stands for each municipality of a region, and for all of them together. */
  @Get('overview')
  @AnswersWith(RegionOverviewAnswer)
  overview(
    @Param() { id }: RegionParams,
    @Query() parameters: OverviewParameters,
  ): Promise<QueryAnswer<RegionOverviewAnswer>> {
    return this.queries.execute(new RegionOverview(id, parameters));
  }

  /** The coalitions of a region: who takes part, who holds which role and who works on what. */
  @Get('coalitions')
  @AnswersWith(PlaceCoalitionsAnswer)
  coalitions(
    @Param() { id }: RegionParams,
    @Query() parameters: PlacePageParameters,
  ): Promise<QueryAnswer<PlaceCoalitionsAnswer>> {
    return this.queries.execute(new PlaceCoalitions({ regionId: id }, parameters));
  }

  /** The decisions of the bodies of a region and of its coalitions: effective, conditional, and whom they wait for. */
  @Get('decisions')
  @AnswersWith(DecisionPage)
  decisions(
    @Param() { id }: RegionParams,
    @Query() parameters: PlaceDecisionsParameters,
  ): Promise<QueryAnswer<DecisionPage>> {
    return this.queries.execute(new PlaceDecisions({ regionId: id }, parameters));
  }

  /** The agreements that cover a region, with the answer of each municipality. */
  @Get('agreements')
  @AnswersWith(PlaceAgreementsAnswer)
  agreements(
    @Param() { id }: RegionParams,
    @Query() parameters: PlaceAgreementsParameters,
  ): Promise<QueryAnswer<PlaceAgreementsAnswer>> {
    return this.queries.execute(new PlaceAgreements({ regionId: id }, parameters));
  }

  /** The adoption matrix: agreements of a level above municipal, and what each municipality answered. */
  @Get('adoptions')
  @AnswersWith(AdoptionMatrixAnswer)
  adoptions(
    @Param() { id }: RegionParams,
    @Query() parameters: PlaceAgreementsParameters,
  ): Promise<QueryAnswer<AdoptionMatrixAnswer>> {
    return this.queries.execute(new AdoptionMatrix({ regionId: id }, parameters));
  }

  /** Money and duties: programmes with their grants and obligations, and what each municipality did with them. */
  @Get('programmes')
  @AnswersWith(PlaceProgrammesAnswer)
  programmes(
    @Param() { id }: RegionParams,
    @Query() parameters: PlacePageParameters,
  ): Promise<QueryAnswer<PlaceProgrammesAnswer>> {
    return this.queries.execute(new PlaceProgrammes({ regionId: id }, parameters));
  }

  /** The indicators of a region. */
  @Get('indicators')
  @AnswersWith(PlaceIndicatorsAnswer)
  indicators(
    @Param() { id }: RegionParams,
    @Query() parameters: PlacePageParameters,
  ): Promise<QueryAnswer<PlaceIndicatorsAnswer>> {
    return this.queries.execute(new PlaceIndicators({ regionId: id }, parameters));
  }

  /** Everything that happened, by the day on which it happened; with `validOn`: what may have happened by then. */
  @Get('timeline')
  @AnswersWith(TimelineAnswer)
  timeline(
    @Param() { id }: RegionParams,
    @Query() parameters: TimelineParameters,
  ): Promise<QueryAnswer<TimelineAnswer>> {
    return this.queries.execute(new Timeline({ regionId: id }, parameters));
  }
}
