import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { HistoryCommand } from '#kernel';
import { municipality, MUNICIPALITY_REGISTER, municipalityFacts } from '#contexts/municipality';
import { Decisions, type Decided, type DecisionRequest } from '#platform/event-store';
import { indicator, type DefineIndicator, type MeasureIndicator } from './indicator.decider.ts';
import type { IndicatorEvent } from './indicator.events.ts';

/** A command as a caller words it: what the register knows of the municipality is looked up here. */
export type IndicatorAsked =
  DefineIndicator | Omit<MeasureIndicator, 'place'> | HistoryCommand<IndicatorEvent>;

export class DecideOnIndicator extends Command<Decided> {
  constructor(
    readonly indicatorId: string,
    readonly asked: IndicatorAsked,
    readonly request: DecisionRequest,
  ) {
    super();
  }
}

@CommandHandler(DecideOnIndicator)
export class DecideOnIndicatorHandler implements ICommandHandler<DecideOnIndicator> {
  constructor(private readonly decisions: Decisions) {}

  async execute({ indicatorId, asked, request }: DecideOnIndicator): Promise<Decided> {
    if (asked.type !== 'MeasureIndicator') {
      return this.decisions.decide(indicator, indicatorId, asked, request);
    }
    const { state, basedOn } = await this.decisions.read(municipality, MUNICIPALITY_REGISTER);
    const command = { ...asked, place: municipalityFacts(asked.municipality, state) };
    return this.decisions.decide(indicator, indicatorId, command, { ...request, basedOn: [basedOn] });
  }
}
