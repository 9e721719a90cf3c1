import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { HistoryCommand } from '#kernel';
import { municipality, MUNICIPALITY_REGISTER, municipalityFacts } from '#contexts/municipality';
import { confirmerFacts, organisation } from '#contexts/organisation';
import {
  Decisions,
  OtherRecords,
  type Decided,
  type DecisionRequest,
  type HistoryAsked,
} from '#platform/event-store';
import {
  indicator,
  type DefineIndicator,
  type IndicatorCommand,
  type MeasureIndicator,
} from './indicator.decider.ts';
import type { IndicatorEvent } from './indicator.events.ts';

/** A command as a caller words it: what the register knows of the municipality is looked up here. */
export type IndicatorAsked = DefineIndicator | Omit<MeasureIndicator, 'place'> | HistoryAsked<IndicatorEvent>;

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
    const others = new OtherRecords(this.decisions);
    const command = await this.#withFacts(asked, others);
    return this.decisions.decide(indicator, indicatorId, command, others.notedIn(request));
  }

  async #withFacts(
    asked: IndicatorAsked,
    others: OtherRecords,
  ): Promise<IndicatorCommand | HistoryCommand<IndicatorEvent>> {
    switch (asked.type) {
      case 'MeasureIndicator': {
        const register = await others.read(municipality, MUNICIPALITY_REGISTER);
        return { ...asked, place: municipalityFacts(asked.municipality, register) };
      }
      case 'Confirm':
        return {
          ...asked,
          facts: confirmerFacts(asked.organisationId, await others.read(organisation, asked.organisationId)),
        };
      default:
        return asked;
    }
  }
}
