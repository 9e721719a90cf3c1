import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { OrganisationController } from './organisation.controller.ts';
import { DecideOnOrganisationHandler } from './organisation.handlers.ts';
import { OrganisationByIdHandler, OrganisationRegisterHandler } from './read/organisation-register.query.ts';

@Module({
  imports: [CqrsModule],
  controllers: [OrganisationController],
  providers: [DecideOnOrganisationHandler, OrganisationRegisterHandler, OrganisationByIdHandler],
})
export class OrganisationModule {}
