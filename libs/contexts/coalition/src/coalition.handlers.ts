import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { decision, decisionFacts, type DecisionFacts } from '#contexts/decision';
import {
  municipality,
  MUNICIPALITY_REGISTER,
  municipalityFacts,
  type MunicipalityFacts,
} from '#contexts/municipality';
import { organisation, organisationFacts, type OrganisationFacts } from '#contexts/organisation';
import type { Command as Asking, Decider, Event, HistoryCommand } from '#kernel';
import { Decisions, type BasedOn, type Decided, type DecisionRequest } from '#platform/event-store';
import type { CoalitionCommand } from './coalition.commands.ts';
import { coalition } from './coalition.decider.ts';
import type { CoalitionEvent } from './coalition.events.ts';

type WithoutFacts<C> = C extends { readonly facts: unknown } ? Omit<C, 'facts'> : C;
/** A command as a caller words it: the facts of other streams are looked up here. */
export type CoalitionAsked = WithoutFacts<CoalitionCommand> | HistoryCommand<CoalitionEvent>;

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
    const others = new Others(this.decisions);
    const command = await this.#withFacts(coalitionId, asked, others);
    const { basedOn } = others;
    return this.decisions.decide(coalition, coalitionId, command, {
      ...request,
      ...(basedOn.length > 0 && { basedOn }),
    });
  }

  async #withFacts(
    id: string,
    asked: CoalitionAsked,
    others: Others,
  ): Promise<CoalitionCommand | HistoryCommand<CoalitionEvent>> {
    switch (asked.type) {
      case 'StartExploration': {
        const facts = {
          municipalities: await others.municipalities(asked.municipalities),
          organisations: await others.organisations([asked.initiatedBy]),
        };
        return { ...asked, facts };
      }
      case 'JoinAsMunicipality':
        return { ...asked, facts: { municipalities: await others.municipalities([asked.municipality]) } };
      case 'JoinAsPartner':
        return { ...asked, facts: { organisations: await others.organisations([asked.organisationId]) } };
      case 'AssignRole':
        return { ...asked, facts: { organisations: await others.organisations([asked.organisationId]) } };
      case 'FormCoalition': {
        const { state } = await this.decisions.read(coalition, id);
        const sideless = state.partners.filter(({ domain }) => domain === null);
        const ids = sideless.map(({ organisationId }) => organisationId);
        return { ...asked, facts: { organisations: await others.organisations(ids) } };
      }
      case 'HoldAmbitionSession':
        return { ...asked, facts: { organisations: await others.organisations(asked.organisations ?? []) } };
      case 'AdoptPlanOfAction':
        return { ...asked, facts: { decision: await others.decision(asked.decisionId) } };
      default:
        return asked;
    }
  }
}

/** What other records say now, and which of them were asked. */
class Others {
  readonly basedOn: BasedOn[] = [];

  constructor(private readonly decisions: Decisions) {}

  async municipalities(codes: readonly string[]): Promise<MunicipalityFacts[]> {
    const register = await this.#read(municipality, MUNICIPALITY_REGISTER);
    return codes.map((code) => municipalityFacts(code, register));
  }

  organisations(ids: readonly (string | undefined)[]): Promise<OrganisationFacts[]> {
    const named = new Set(ids.filter((id) => id !== undefined));
    return Promise.all(
      [...named].map(async (id) => organisationFacts(id, await this.#read(organisation, id))),
    );
  }

  async decision(id: string | undefined): Promise<DecisionFacts | null> {
    return id === undefined ? null : decisionFacts(id, await this.#read(decision, id));
  }

  async #read<C extends Asking, S, E extends Event>(decider: Decider<C, S, E>, id: string): Promise<S> {
    const { state, basedOn } = await this.decisions.read(decider, id);
    this.basedOn.push(basedOn);
    return state;
  }
}
