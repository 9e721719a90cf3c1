import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { FiguresController } from './figures.controller.ts';
import { ReleasedFiguresHandler } from './read/figures.query.ts';

@Module({
  imports: [CqrsModule],
  controllers: [FiguresController],
  providers: [ReleasedFiguresHandler],
})
export class FiguresModule {}
