import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { IndicatorController } from './indicator.controller.ts';
import { DecideOnIndicatorHandler } from './indicator.handlers.ts';
import {
  IndicatorByIdHandler,
  IndicatorMeasurementsHandler,
  IndicatorRegisterHandler,
} from './read/indicator-register.query.ts';

@Module({
  imports: [CqrsModule],
  controllers: [IndicatorController],
  providers: [
    DecideOnIndicatorHandler,
    IndicatorRegisterHandler,
    IndicatorByIdHandler,
    IndicatorMeasurementsHandler,
  ],
})
export class IndicatorModule {}
