import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { AgreementLifeController } from './agreement-life.controller.ts';
import { AgreementController } from './agreement.controller.ts';
import { DecideOnAgreementHandler } from './agreement.handlers.ts';
import { AgreementByIdHandler, AgreementRegisterHandler } from './read/agreement-register.query.ts';

@Module({
  imports: [CqrsModule],
  controllers: [AgreementController, AgreementLifeController],
  providers: [DecideOnAgreementHandler, AgreementRegisterHandler, AgreementByIdHandler],
})
export class AgreementModule {}
