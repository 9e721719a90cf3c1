import { Body, Get, Inject, Param, Post, Query } from '@nestjs/common';
import type { Event, HistoryCommand } from '#kernel';
import type { Decided, DecisionRequest } from '#platform/event-store';
import {
  AnswersCommand,
  AnswersWith,
  CommandAnswer,
  CommandContext,
  QueryParameters,
  type QueryAnswer,
} from '#platform/http';
import { HistoryEntry } from './answers.ts';
import { Histories } from './history.ts';
import { ConfirmationRequest, CorrectionRequest, RecordParams, RetractionRequest } from './requests.ts';

/** What {@link RecordRoutes} gives to a controller, and what it asks of it. */
export abstract class RecordRoutesBase<E extends Event> {
  protected abstract decideOnHistory(
    id: string,
    command: HistoryCommand<E>,
    request: DecisionRequest,
  ): Promise<Decided>;
}

/**
 * The routes that every kind of record has: its history, and the three commands by which somebody speaks about what
 * was recorded. A controller extends this with the name of its aggregate.
 */
export function RecordRoutes<E extends Event>(aggregate: { readonly name: string }) {
  abstract class Routes extends RecordRoutesBase<E> {
    @Inject(Histories)
    private readonly histories!: Histories;

    /** Every event, when recorded, when valid, by whom, on what source. */
    @Get(':id/history')
    @AnswersWith([HistoryEntry], { isRecord: true })
    history(
      @Param() { id }: RecordParams,
      @Query() parameters: QueryParameters,
    ): Promise<QueryAnswer<readonly HistoryEntry[]>> {
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
      return this.#answer(id, { type: 'Correct', ...body }, context);
    }

    /** Retracts an earlier event, which never happened, or an earlier correction. */
    @Post(':id/retractions')
    @AnswersCommand()
    retract(
      @Param() { id }: RecordParams,
      @Body() body: RetractionRequest,
      @CommandContext() context: CommandContext,
    ): Promise<CommandAnswer> {
      return this.#answer(id, { type: 'Retract', ...body }, context);
    }

    /** Confirms, for an organisation, what a source asserts. */
    @Post(':id/confirmations')
    @AnswersCommand()
    confirm(
      @Param() { id }: RecordParams,
      @Body() body: ConfirmationRequest,
      @CommandContext() context: CommandContext,
    ): Promise<CommandAnswer> {
      return this.#answer(id, { type: 'Confirm', ...body }, context);
    }

    async #answer(id: string, command: HistoryCommand<E>, context: CommandContext): Promise<CommandAnswer> {
      return new CommandAnswer(await this.decideOnHistory(id, command, context));
    }
  }
  return Routes;
}
