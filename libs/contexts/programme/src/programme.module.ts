import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { ProgrammeController } from './programme.controller.ts';
import { DecideOnProgrammeHandler } from './programme.handlers.ts';
import { ProgrammeByIdHandler, ProgrammeRegisterHandler } from './read/programme-register.query.ts';
import { SupportController } from './support.controller.ts';

@Module({
  imports: [CqrsModule],
  controllers: [ProgrammeController, SupportController],
  providers: [DecideOnProgrammeHandler, ProgrammeRegisterHandler, ProgrammeByIdHandler],
})
export class ProgrammeModule {}
