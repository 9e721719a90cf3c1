import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { ReferralAnsweringController } from './referral-answering.controller.ts';
import { ReferralRecordsController } from './referral-records.controller.ts';
import { ReferralSupportController } from './referral-support.controller.ts';
import { ReferralController } from './referral.controller.ts';
import { DecideOnReferralHandler } from './referral.handlers.ts';
import { ReferralBoardHandler, ReferralByIdHandler } from './read/referral-board.query.ts';

@Module({
  imports: [CqrsModule],
  controllers: [
    ReferralController,
    ReferralAnsweringController,
    ReferralSupportController,
    ReferralRecordsController,
  ],
  providers: [DecideOnReferralHandler, ReferralBoardHandler, ReferralByIdHandler],
})
export class ReferralModule {}
