import { Body, Get, Inject, Param, Post, Query } from '@nestjs/common';
import { CommandBus, type Command } from '@nestjs/cqrs';
import type { Event } from '#kernel';
import type { Decided, DecisionRequest, HistoryAsked } from '#platform/event-store';
import { AnswersCommand, AnswersWith, CommandAnswer, CommandContext, type QueryAnswer } from '#platform/http';
import { HistoryPage } from './answers.ts';
import { Histories } from './history.ts';
import {
  ConfirmationRequest,
  CorrectionRequest,
  HistoryParameters,
  RecordParams,
  RetractionRequest,
} from './requests.ts';

/** The command that carries what is asked about one record, and the request that it came with. */
type Carrying<A> = (id: string, asked: A, request: DecisionRequest) => Command<Decided>;

/** What every controller of commands needs: to send what is asked about a record, and to answer what it came to. */
export function CommandRoutes<A>(carrying: Carrying<A>) {
  abstract class Routes {
    @Inject(CommandBus)
    private readonly commands!: CommandBus;

    protected async ask(id: string, asked: A, context: CommandContext): Promise<CommandAnswer> {
      return new CommandAnswer(await this.commands.execute(carrying(id, asked, context)));
    }
  }
  return Routes;
}

/**
 * The routes that every kind of record has: its history, and the three commands by which somebody speaks about what
 * was recorded. A controller extends this with the name of its aggregate.
 */
export function RecordRoutes<E extends Event, A>(
  aggregate: { readonly name: string },
  carrying: Carrying<A | HistoryAsked<E>>,
) {
  abstract class Routes extends CommandRoutes(carrying) {
    @Inject(Histories)
    private readonly histories!: Histories;

    /** Every event, when recorded, when valid, by whom, on what source. */
    @Get(':id/history')
    @AnswersWith(HistoryPage, { isRecord: true })
    history(
      @Param() { id }: RecordParams,
      @Query() parameters: HistoryParameters,
    ): Promise<QueryAnswer<HistoryPage>> {
      return this.histories.of(`${aggregate.name}-${id}`, parameters);
    }

    /** Corrects an earlier event: it then reads with these changes, in its old place. */
    @Post(':id/corrections')
    @AnswersCommand()
    correct(
      @Param() { id }: RecordParams,
      @Body() body: CorrectionRequest,
      @CommandContext() context: CommandContext,
    ): Promise<CommandAnswer> {
      return this.ask(id, { type: 'Correct', ...body }, context);
    }

    /** Retracts an earlier event, which never happened, or an earlier correction. */
    @Post(':id/retractions')
    @AnswersCommand()
    retract(
      @Param() { id }: RecordParams,
      @Body() body: RetractionRequest,
      @CommandContext() context: CommandContext,
    ): Promise<CommandAnswer> {
      return this.ask(id, { type: 'Retract', ...body }, context);
    }

    /** Confirms, for an organisation, what a source asserts. */
    @Post(':id/confirmations')
    @AnswersCommand()
    confirm(
      @Param() { id }: RecordParams,
      @Body() body: ConfirmationRequest,
      @CommandContext() context: CommandContext,
    ): Promise<CommandAnswer> {
      return this.ask(id, { type: 'Confirm', ...body }, context);
    }
  }
  return Routes;
}
