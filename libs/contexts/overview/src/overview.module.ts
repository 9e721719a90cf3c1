import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { DeskController } from './desk.controller.ts';
import { DossierController } from './dossier.controller.ts';
import { FindingsController } from './findings.controller.ts';
import { MunicipalityViewsController } from './municipality-views.controller.ts';
import { ChangesHandler } from './read/changes.query.ts';
import { DeskHandler } from './read/desk.query.ts';
import { DossierHandler } from './read/dossier/dossier.query.ts';
import { FindingsHandler } from './read/findings/findings.query.ts';
import { MunicipalityOverviewHandler, RegionOverviewHandler } from './read/overview.query.ts';
import { AdoptionMatrixHandler, PlaceAgreementsHandler } from './read/place-agreements.query.ts';
import { PlaceCoalitionsHandler } from './read/place-coalitions.query.ts';
import { PlaceDecisionsHandler } from './read/place-decisions.query.ts';
import { PlaceIndicatorsHandler } from './read/place-indicators.query.ts';
import { PlaceProgrammesHandler } from './read/place-programmes.query.ts';
import { TimelineHandler } from './read/timeline.query.ts';
import { TrailHandler } from './read/trail/trail.query.ts';
import { RegionViewsController } from './region-views.controller.ts';
import { TrailController } from './trail.controller.ts';

@Module({
  imports: [CqrsModule],
  controllers: [
    MunicipalityViewsController,
    RegionViewsController,
    DeskController,
    FindingsController,
    TrailController,
    DossierController,
  ],
  providers: [
    MunicipalityOverviewHandler,
    RegionOverviewHandler,
    PlaceCoalitionsHandler,
    PlaceDecisionsHandler,
    PlaceAgreementsHandler,
    AdoptionMatrixHandler,
    PlaceProgrammesHandler,
    PlaceIndicatorsHandler,
    TimelineHandler,
    DeskHandler,
    ChangesHandler,
    FindingsHandler,
    TrailHandler,
    DossierHandler,
  ],
})
export class OverviewModule {}
