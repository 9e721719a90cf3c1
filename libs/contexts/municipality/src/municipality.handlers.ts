import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { HistoryCommand } from '#kernel';
import { Decisions, type Decided, type DecisionRequest } from '#platform/event-store';
import { municipality, MUNICIPALITY_REGISTER, type MunicipalityCommand } from './municipality.decider.ts';
import type { MunicipalityEvent } from './municipality.events.ts';

/** A command on the register of municipalities and regions, which is one record. */
export class DecideOnMunicipalities extends Command<Decided> {
  constructor(
    readonly command: MunicipalityCommand | HistoryCommand<MunicipalityEvent>,
    readonly request: DecisionRequest,
  ) {
    super();
  }
}

@CommandHandler(DecideOnMunicipalities)
export class DecideOnMunicipalitiesHandler implements ICommandHandler<DecideOnMunicipalities> {
  constructor(private readonly decisions: Decisions) {}

  execute({ command, request }: DecideOnMunicipalities): Promise<Decided> {
    return this.decisions.decide(municipality, MUNICIPALITY_REGISTER, command, request);
  }
}
