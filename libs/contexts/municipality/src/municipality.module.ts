import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { MunicipalityRecordsController } from './municipality-records.controller.ts';
import { MunicipalityController } from './municipality.controller.ts';
import { DecideOnMunicipalitiesHandler } from './municipality.handlers.ts';
import {
  MunicipalityByCodeHandler,
  MunicipalityRegisterHandler,
} from './read/municipality-register.query.ts';
import { RegionByIdHandler } from './read/region-register.query.ts';
import { RegionController } from './region.controller.ts';

@Module({
  imports: [CqrsModule],
  controllers: [MunicipalityController, RegionController, MunicipalityRecordsController],
  providers: [
    DecideOnMunicipalitiesHandler,
    MunicipalityRegisterHandler,
    MunicipalityByCodeHandler,
    RegionByIdHandler,
  ],
})
export class MunicipalityModule {}
