import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { decision, decisionFacts } from '#contexts/decision';
import { municipality, MUNICIPALITY_REGISTER, municipalityFacts } from '#contexts/municipality';
import { confirmerFacts, organisation, organisationFacts } from '#contexts/organisation';
import type { HistoryCommand } from '#kernel';
import {
  Decisions,
  OtherRecords,
  type Decided,
  type DecisionRequest,
  type HistoryAsked,
  type WithoutFacts,
} from '#platform/event-store';
import type { CoalitionCommand } from './coalition.commands.ts';
import { coalition } from './coalition.decider.ts';
import type { CoalitionEvent } from './coalition.events.ts';

/** A command as a caller words it: the facts of other streams are looked up here. */
export type CoalitionAsked = WithoutFacts<CoalitionCommand> | HistoryAsked<CoalitionEvent>;

export class DecideOnCoalition extends Command<Decided> {
  constructor(
    readonly coalitionId: string,
    readonly asked: CoalitionAsked,
    readonly request: DecisionRequest,
  ) {
    super();
  }
}

@CommandHandler(DecideOnCoalition)
export class DecideOnCoalitionHandler implements ICommandHandler<DecideOnCoalition> {
  constructor(private readonly decisions: Decisions) {}

  async execute({ coalitionId, asked, request }: DecideOnCoalition): Promise<Decided> {
    const others = new OtherRecords(this.decisions);
    const command = await this.#withFacts(coalitionId, asked, others);
    return this.decisions.decide(coalition, coalitionId, command, others.notedIn(request));
  }

  async #withFacts(
    id: string,
    asked: CoalitionAsked,
    others: OtherRecords,
  ): Promise<CoalitionCommand | HistoryCommand<CoalitionEvent>> {
    switch (asked.type) {
      case 'StartExploration': {
        const facts = {
          municipalities: await others.within(
            municipality,
            MUNICIPALITY_REGISTER,
            municipalityFacts,
            asked.municipalities,
          ),
          organisations: await others.each(organisation, organisationFacts, [asked.initiatedBy]),
        };
        return { ...asked, facts };
      }
      case 'JoinAsMunicipality':
        return {
          ...asked,
          facts: {
            municipalities: await others.within(municipality, MUNICIPALITY_REGISTER, municipalityFacts, [
              asked.municipality,
            ]),
          },
        };
      case 'JoinAsPartner':
        return {
          ...asked,
          facts: {
            organisations: await others.each(organisation, organisationFacts, [asked.organisationId]),
          },
        };
      case 'AssignRole':
        return {
          ...asked,
          facts: {
            organisations: await others.each(organisation, organisationFacts, [asked.organisationId]),
          },
        };
      case 'FormCoalition': {
        const { state } = await this.decisions.read(coalition, id);
        const sideless = state.partners.filter(({ domain }) => domain === null);
        const ids = sideless.map(({ organisationId }) => organisationId);
        return {
          ...asked,
          facts: { organisations: await others.each(organisation, organisationFacts, ids) },
        };
      }
      case 'HoldAmbitionSession':
        return {
          ...asked,
          facts: {
            organisations: await others.each(organisation, organisationFacts, asked.organisations ?? []),
          },
        };
      case 'AdoptPlanOfAction':
        return { ...asked, facts: { decision: await others.one(decision, decisionFacts, asked.decisionId) } };
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
