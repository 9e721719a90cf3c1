import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { CoalitionWorkController } from './coalition-work.controller.ts';
import { CoalitionController } from './coalition.controller.ts';
import { DecideOnCoalitionHandler } from './coalition.handlers.ts';
import { CoalitionByIdHandler, CoalitionRosterHandler } from './read/coalition-roster.query.ts';

@Module({
  imports: [CqrsModule],
  controllers: [CoalitionController, CoalitionWorkController],
  providers: [DecideOnCoalitionHandler, CoalitionRosterHandler, CoalitionByIdHandler],
})
export class CoalitionModule {}
