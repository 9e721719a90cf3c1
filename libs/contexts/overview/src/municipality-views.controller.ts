import { Controller, Get, Param, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { AnswersWith, type QueryAnswer } from '#platform/http';
import { DecisionPage } from '#read/decision';
import {
  MunicipalityParams,
  OverviewParameters,
  PlaceAgreementsParameters,
  PlaceDecisionsParameters,
  PlacePageParameters,
  TimelineParameters,
} from './overview.requests.ts';
import { PlaceIndicatorsAnswer } from './read/indicator-figures.answers.ts';
import {
  AdoptionMatrixAnswer,
  MunicipalityOverviewAnswer,
  PlaceAgreementsAnswer,
  PlaceCoalitionsAnswer,
  PlaceProgrammesAnswer,
  TimelineAnswer,
} from './read/overview.answers.ts';
import { MunicipalityOverview } from './read/overview.query.ts';
import { AdoptionMatrix, PlaceAgreements } from './read/place-agreements.query.ts';
import { PlaceCoalitions } from './read/place-coalitions.query.ts';
import { PlaceDecisions } from './read/place-decisions.query.ts';
import { PlaceIndicators } from './read/place-indicators.query.ts';
import { PlaceProgrammes } from './read/place-programmes.query.ts';
import { Timeline } from './read/timeline.query.ts';

@ApiTags('overviews')
@Controller('municipalities/:code')
export class MunicipalityViewsController {
  constructor(private readonly queries: QueryBus) {}

  /** What stands for a municipality: coalitions, partners, decisions, agreements, and what only sources tell. */
  @Get('overview')
  @AnswersWith(MunicipalityOverviewAnswer)
  overview(
    @Param() { code }: MunicipalityParams,
    @Query() parameters: OverviewParameters,
  ): Promise<QueryAnswer<MunicipalityOverviewAnswer>> {
    return this.queries.execute(new MunicipalityOverview(code, parameters));
  }

  /** The coalitions of a municipality: who takes part, who holds which role and who works on what. */
  @Get('coalitions')
  @AnswersWith(PlaceCoalitionsAnswer)
  coalitions(
    @Param() { code }: MunicipalityParams,
    @Query() parameters: PlacePageParameters,
  ): Promise<QueryAnswer<PlaceCoalitionsAnswer>> {
    return this.queries.execute(new PlaceCoalitions({ code }, parameters));
  }

  /** The decisions of the bodies of a municipality and of its coalitions: effective, conditional, and whom they wait for. */
  @Get('decisions')
  @AnswersWith(DecisionPage)
  decisions(
    @Param() { code }: MunicipalityParams,
    @Query() parameters: PlaceDecisionsParameters,
  ): Promise<QueryAnswer<DecisionPage>> {
    return this.queries.execute(new PlaceDecisions({ code }, parameters));
  }

  /** The agreements that cover a municipality, with the answer of each municipality. */
  @Get('agreements')
  @AnswersWith(PlaceAgreementsAnswer)
  agreements(
    @Param() { code }: MunicipalityParams,
    @Query() parameters: PlaceAgreementsParameters,
  ): Promise<QueryAnswer<PlaceAgreementsAnswer>> {
    return this.queries.execute(new PlaceAgreements({ code }, parameters));
  }

  /** The adoption matrix: agreements of a level above municipal, and what each municipality answered. */
  @Get('adoptions')
  @AnswersWith(AdoptionMatrixAnswer)
  adoptions(
    @Param() { code }: MunicipalityParams,
    @Query() parameters: PlaceAgreementsParameters,
  ): Promise<QueryAnswer<AdoptionMatrixAnswer>> {
    return this.queries.execute(new AdoptionMatrix({ code }, parameters));
  }

  /** Money and duties: programmes with their grants and obligations, and what each municipality did with them. */
  @Get('programmes')
  @AnswersWith(PlaceProgrammesAnswer)
  programmes(
    @Param() { code }: MunicipalityParams,
    @Query() parameters: PlacePageParameters,
  ): Promise<QueryAnswer<PlaceProgrammesAnswer>> {
    return this.queries.execute(new PlaceProgrammes({ code }, parameters));
  }

  /** The indicators of a municipality, beside those of the regions that it is in. */
  @Get('indicators')
  @AnswersWith(PlaceIndicatorsAnswer)
  indicators(
    @Param() { code }: MunicipalityParams,
    @Query() parameters: PlacePageParameters,
  ): Promise<QueryAnswer<PlaceIndicatorsAnswer>> {
    return this.queries.execute(new PlaceIndicators({ code }, parameters));
  }

  /** Everything that happened, by the day on which it happened; with `validOn`: what may have happened by then. */
  @Get('timeline')
  @AnswersWith(TimelineAnswer)
  timeline(
    @Param() { code }: MunicipalityParams,
    @Query() parameters: TimelineParameters,
  ): Promise<QueryAnswer<TimelineAnswer>> {
    return this.queries.execute(new Timeline({ code }, parameters));
  }
}
