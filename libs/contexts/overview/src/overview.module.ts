import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { OverviewController } from './overview.controller.ts';
import {
  MunicipalityAgreementsHandler,
  MunicipalityDecisionsHandler,
  MunicipalityTimelineHandler,
} from './read/municipality-lists.query.ts';
import { MunicipalityOverviewHandler, RegionOverviewHandler } from './read/overview.query.ts';

@Module({
  imports: [CqrsModule],
  controllers: [OverviewController],
  providers: [
    MunicipalityOverviewHandler,
    RegionOverviewHandler,
    MunicipalityAgreementsHandler,
    MunicipalityDecisionsHandler,
    MunicipalityTimelineHandler,
  ],
})
export class OverviewModule {}
