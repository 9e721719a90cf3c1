import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { FindingController } from './finding.controller.ts';
import { DecideOnFindingHandler } from './finding.handlers.ts';

@Module({
  imports: [CqrsModule],
  controllers: [FindingController],
  providers: [DecideOnFindingHandler],
})
export class FindingModule {}
