import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { coalition, coalitionFacts } from '#contexts/coalition';
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
import type { DecisionCommand } from './decision.commands.ts';
import { decision } from './decision.decider.ts';
import type { DecisionEvent } from './decision.events.ts';

/** A command as a caller words it: the facts of other streams are looked up here. */
export type DecisionAsked = WithoutFacts<DecisionCommand> | HistoryAsked<DecisionEvent>;

export class DecideOnDecision extends Command<Decided> {
  constructor(
    readonly decisionId: string,
    readonly asked: DecisionAsked,
    readonly request: DecisionRequest,
  ) {
    super();
  }
}

@CommandHandler(DecideOnDecision)
export class DecideOnDecisionHandler implements ICommandHandler<DecideOnDecision> {
  constructor(private readonly decisions: Decisions) {}

  async execute({ decisionId, asked, request }: DecideOnDecision): Promise<Decided> {
    const others = new OtherRecords(this.decisions);
    const command = await this.#withFacts(decisionId, asked, others);
    return this.decisions.decide(decision, decisionId, command, others.notedIn(request));
  }

  async #withFacts(
    id: string,
    asked: DecisionAsked,
    others: OtherRecords,
  ): Promise<DecisionCommand | HistoryCommand<DecisionEvent>> {
    switch (asked.type) {
      case 'ProposeDecision': {
        const facts = {
          municipalities: await others.within(municipality, MUNICIPALITY_REGISTER, municipalityFacts, [
            asked.municipality,
          ]),
          coalition: await others.one(coalition, coalitionFacts, asked.coalitionId),
        };
        return { ...asked, facts };
      }
      case 'TakeDecision': {
        const { state } = await this.decisions.read(decision, id);
        const bodies = (asked.conditions ?? []).flatMap((condition) => condition.bodies);
        const own = { municipality: state.proposed?.said.municipality };
        const responsible = { organisationId: asked.responsibleOrganisation };
        return { ...asked, facts: await named([own, responsible, ...bodies], others) };
      }
      case 'WithholdDecision': {
        const { state } = await this.decisions.read(decision, id);
        return {
          ...asked,
          facts: { coalition: await others.one(coalition, coalitionFacts, state.proposed?.said.coalitionId) },
        };
      }
      case 'NameCondition':
        return { ...asked, facts: await named(asked.bodies, others) };
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

type Named = { readonly municipality?: string | undefined; readonly organisationId?: string | undefined };

/** Of the municipalities and organisations that bodies name. */
async function named(bodies: readonly Named[], others: OtherRecords) {
  const codes = bodies.map((body) => body.municipality);
  const ids = bodies.map(({ organisationId }) => organisationId);
  return {
    municipalities: await others.within(municipality, MUNICIPALITY_REGISTER, municipalityFacts, codes),
    organisations: await others.each(organisation, organisationFacts, ids),
  };
}
