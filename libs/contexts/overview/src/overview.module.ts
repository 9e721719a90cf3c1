import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { DeskController } from './desk.controller.ts';
import { OverviewController } from './overview.controller.ts';
import { DeskHandler } from './read/desk.query.ts';
import {
  MunicipalityAgreementsHandler,
  MunicipalityDecisionsHandler,
  MunicipalityTimelineHandler,
} from './read/municipality-lists.query.ts';
import { MunicipalityOverviewHandler, RegionOverviewHandler } from './read/overview.query.ts';

@Module({
  imports: [CqrsModule],
  controllers: [OverviewController, DeskController],
  providers: [
    MunicipalityOverviewHandler,
    RegionOverviewHandler,
    MunicipalityAgreementsHandler,
    MunicipalityDecisionsHandler,
    MunicipalityTimelineHandler,
    DeskHandler,
  ],
})
export class OverviewModule {}
