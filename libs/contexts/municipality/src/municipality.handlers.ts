import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { confirmerFacts, organisation } from '#contexts/organisation';
import {
  Decisions,
  OtherRecords,
  type Decided,
  type DecisionRequest,
  type HistoryAsked,
} from '#platform/event-store';
import { municipality, MUNICIPALITY_REGISTER, type MunicipalityCommand } from './municipality.decider.ts';
import type { MunicipalityEvent } from './municipality.events.ts';

/** A command on the register of municipalities and regions, which is one record. */
export class DecideOnMunicipalities extends Command<Decided> {
  constructor(
    readonly asked: MunicipalityCommand | HistoryAsked<MunicipalityEvent>,
    readonly request: DecisionRequest,
  ) {
    super();
  }
}

@CommandHandler(DecideOnMunicipalities)
export class DecideOnMunicipalitiesHandler implements ICommandHandler<DecideOnMunicipalities> {
  constructor(private readonly decisions: Decisions) {}

  async execute({ asked, request }: DecideOnMunicipalities): Promise<Decided> {
    if (asked.type !== 'Confirm') {
      return this.decisions.decide(municipality, MUNICIPALITY_REGISTER, asked, request);
    }
    const others = new OtherRecords(this.decisions);
    const { organisationId } = asked;
    const facts = confirmerFacts(organisationId, await others.read(organisation, organisationId));
    const command = { ...asked, facts };
    return this.decisions.decide(municipality, MUNICIPALITY_REGISTER, command, others.notedIn(request));
  }
}
