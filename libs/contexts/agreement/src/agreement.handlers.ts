import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { decision, decisionFacts, type DecisionFacts } from '#contexts/decision';
import {
  municipality,
  MUNICIPALITY_REGISTER,
  municipalityFacts,
  predecessorsOf,
  type MunicipalityFacts,
} from '#contexts/municipality';
import { organisation, organisationFacts, type OrganisationFacts } from '#contexts/organisation';
import {
  DISTANT_FUTURE,
  type Command as Asking,
  type Decider,
  type Event,
  type HistoryCommand,
} from '#kernel';
import { Decisions, type BasedOn, type Decided, type DecisionRequest } from '#platform/event-store';
import type { AgreementCommand } from './agreement.commands.ts';
import { agreement } from './agreement.decider.ts';
import type { AgreementEvent } from './agreement.events.ts';
import { agreementFacts, type AgreementFacts } from './agreement.facts.ts';

type WithoutFacts<C> = C extends { readonly facts: unknown } ? Omit<C, 'facts'> : C;
/** A command as a caller words it: the facts of other streams are looked up here. */
export type AgreementAsked = WithoutFacts<AgreementCommand> | HistoryCommand<AgreementEvent>;

export class DecideOnAgreement extends Command<Decided> {
  constructor(
    readonly agreementId: string,
    readonly asked: AgreementAsked,
    readonly request: DecisionRequest,
  ) {
    super();
  }
}

@CommandHandler(DecideOnAgreement)
export class DecideOnAgreementHandler implements ICommandHandler<DecideOnAgreement> {
  constructor(private readonly decisions: Decisions) {}

  async execute({ agreementId, asked, request }: DecideOnAgreement): Promise<Decided> {
    const others = new Others(this.decisions);
    const command = await this.#withFacts(agreementId, asked, others);
    const { basedOn } = others;
    return this.decisions.decide(agreement, agreementId, command, {
      ...request,
      ...(basedOn.length > 0 && { basedOn }),
    });
  }

  async #withFacts(
    id: string,
    asked: AgreementAsked,
    others: Others,
  ): Promise<AgreementCommand | HistoryCommand<AgreementEvent>> {
    switch (asked.type) {
      case 'DraftAgreement': {
        const { scope, parties = [], terms, decisionId, parentAgreementId: parent } = asked;
        const facts = {
          municipalities: await others.municipalities(scope.municipalities),
          organisations: await others.organisations([...parties, terms?.taskLead]),
          decision: await others.decision(decisionId),
          parent: parent === undefined ? null : await others.agreement(parent),
        };
        return { ...asked, facts };
      }
      case 'SubmitAgreement': {
        const { state } = await this.decisions.read(agreement, id);
        const to = asked.to ?? state.versions.at(-1)?.content.parties ?? [];
        return { ...asked, facts: { organisations: await others.organisations(to) } };
      }
      case 'SignAgreement':
        return { ...asked, facts: { decision: await others.decision(asked.decisionId) } };
      case 'AccedeToAgreement': {
        const facts = {
          organisations: await others.organisations([asked.organisationId]),
          decision: await others.decision(asked.decisionId),
        };
        return { ...asked, facts };
      }
      case 'AmendAgreement':
        return { ...asked, facts: { organisations: await others.organisations([asked.terms?.taskLead]) } };
      case 'AdoptAgreement':
        return { ...asked, facts: await others.adopting(asked) };
      case 'AdoptWithDeviation':
        return { ...asked, facts: await others.adopting(asked) };
      case 'RefuseAdoption':
        return { ...asked, facts: await others.adopting(asked) };
      case 'DeclareNotApplicable':
        return { ...asked, facts: await others.adopting(asked) };
      case 'ConfirmAsSuccessor':
        return { ...asked, facts: await others.adopting(asked) };
      case 'SupersedeAgreement':
        return { ...asked, facts: { successor: await others.agreement(asked.by) } };
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

  async agreement(id: string): Promise<AgreementFacts> {
    return agreementFacts(id, await this.#read(agreement, id));
  }

  /** Of a municipality that answers, of all that ever merged into it, and of the decision that it names. */
  async adopting(asked: { readonly municipality: string; readonly decisionId?: string | undefined }) {
    const register = await this.#read(municipality, MUNICIPALITY_REGISTER);
    const codes = [asked.municipality, ...predecessorsOf(DISTANT_FUTURE, asked.municipality, register)];
    return {
      municipalities: codes.map((code) => municipalityFacts(code, register)),
      decision: await this.decision(asked.decisionId),
    };
  }

  async #read<C extends Asking, S, E extends Event>(decider: Decider<C, S, E>, id: string): Promise<S> {
    const { state, basedOn } = await this.decisions.read(decider, id);
    this.basedOn.push(basedOn);
    return state;
  }
}
