import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { coalition, coalitionFacts, type CoalitionFacts } from '#contexts/coalition';
import {
  municipality,
  MUNICIPALITY_REGISTER,
  municipalityFacts,
  type MunicipalityFacts,
} from '#contexts/municipality';
import { organisation, organisationFacts, type OrganisationFacts } from '#contexts/organisation';
import type { Command as Asking, Decider, Event, HistoryCommand } from '#kernel';
import { Decisions, type BasedOn, type Decided, type DecisionRequest } from '#platform/event-store';
import type { DecisionCommand } from './decision.commands.ts';
import { decision } from './decision.decider.ts';
import type { DecisionEvent } from './decision.events.ts';

type WithoutFacts<C> = C extends { readonly facts: unknown } ? Omit<C, 'facts'> : C;
/** A command as a caller words it: the facts of other streams are looked up here. */
export type DecisionAsked = WithoutFacts<DecisionCommand> | HistoryCommand<DecisionEvent>;

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
    const others = new Others(this.decisions);
    const command = await this.#withFacts(decisionId, asked, others);
    const { basedOn } = others;
    return this.decisions.decide(decision, decisionId, command, {
      ...request,
      ...(basedOn.length > 0 && { basedOn }),
    });
  }

  async #withFacts(
    id: string,
    asked: DecisionAsked,
    others: Others,
  ): Promise<DecisionCommand | HistoryCommand<DecisionEvent>> {
    switch (asked.type) {
      case 'ProposeDecision': {
        const facts = {
          municipalities: await others.municipalities([asked.municipality]),
          coalition: await others.coalition(asked.coalitionId),
        };
        return { ...asked, facts };
      }
      case 'TakeDecision': {
        const { state } = await this.decisions.read(decision, id);
        const bodies = (asked.conditions ?? []).flatMap((condition) => condition.bodies);
        const own = { municipality: state.proposed?.said.municipality };
        const responsible = { organisationId: asked.responsibleOrganisation };
        return { ...asked, facts: await others.named([own, responsible, ...bodies]) };
      }
      case 'NameCondition':
        return { ...asked, facts: await others.named(asked.bodies) };
      default:
        return asked;
    }
  }
}

/** What other records say now, and which of them were asked. */
class Others {
  readonly basedOn: BasedOn[] = [];

  constructor(private readonly decisions: Decisions) {}

  async municipalities(codes: readonly (string | undefined)[]): Promise<MunicipalityFacts[]> {
    const named = codes.filter((code) => code !== undefined);
    if (named.length === 0) return [];
    const register = await this.#read(municipality, MUNICIPALITY_REGISTER);
    return named.map((code) => municipalityFacts(code, register));
  }

  organisations(ids: readonly (string | undefined)[]): Promise<OrganisationFacts[]> {
    const named = new Set(ids.filter((id) => id !== undefined));
    return Promise.all(
      [...named].map(async (id) => organisationFacts(id, await this.#read(organisation, id))),
    );
  }

  async coalition(id: string | undefined): Promise<CoalitionFacts | null> {
    return id === undefined ? null : coalitionFacts(id, await this.#read(coalition, id));
  }

  /** Of the municipalities and organisations that bodies name. */
  async named(
    bodies: readonly {
      readonly municipality?: string | undefined;
      readonly organisationId?: string | undefined;
    }[],
  ) {
    return {
      municipalities: await this.municipalities(bodies.map((body) => body.municipality)),
      organisations: await this.organisations(bodies.map(({ organisationId }) => organisationId)),
    };
  }

  async #read<C extends Asking, S, E extends Event>(decider: Decider<C, S, E>, id: string): Promise<S> {
    const { state, basedOn } = await this.decisions.read(decider, id);
    this.basedOn.push(basedOn);
    return state;
  }
}
