import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { DecisionController } from './decision.controller.ts';
import { DecideOnDecisionHandler } from './decision.handlers.ts';
import { DecisionByIdHandler, DecisionRegisterHandler } from './read/decision-register.query.ts';

@Module({
  imports: [CqrsModule],
  controllers: [DecisionController],
  providers: [DecideOnDecisionHandler, DecisionRegisterHandler, DecisionByIdHandler],
})
export class DecisionModule {}
