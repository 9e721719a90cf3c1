import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { decision, decisionFacts } from '#contexts/decision';
import {
  municipality,
  MUNICIPALITY_REGISTER,
  municipalityFacts,
  predecessorsOf,
} from '#contexts/municipality';
import { confirmerFacts, organisation, organisationFacts } from '#contexts/organisation';
import { DISTANT_FUTURE, type HistoryCommand } from '#kernel';
import {
  Decisions,
  OtherRecords,
  type Decided,
  type DecisionRequest,
  type HistoryAsked,
  type WithoutFacts,
} from '#platform/event-store';
import type { AgreementCommand } from './agreement.commands.ts';
import { agreement } from './agreement.decider.ts';
import type { AgreementEvent } from './agreement.events.ts';
import { agreementFacts } from './agreement.facts.ts';

/** A command as a caller words it: the facts of other streams are looked up here. */
export type AgreementAsked = WithoutFacts<AgreementCommand> | HistoryAsked<AgreementEvent>;

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
    const others = new OtherRecords(this.decisions);
    const command = await this.#withFacts(agreementId, asked, others);
    return this.decisions.decide(agreement, agreementId, command, others.notedIn(request));
  }

  async #withFacts(
    id: string,
    asked: AgreementAsked,
    others: OtherRecords,
  ): Promise<AgreementCommand | HistoryCommand<AgreementEvent>> {
    switch (asked.type) {
      case 'DraftAgreement': {
        const { scope, parties = [], terms, decisionId, parentAgreementId: parent } = asked;
        const facts = {
          municipalities: await others.within(
            municipality,
            MUNICIPALITY_REGISTER,
            municipalityFacts,
            scope.municipalities,
          ),
          organisations: await others.each(organisation, organisationFacts, [...parties, terms?.taskLead]),
          decision: await others.one(decision, decisionFacts, decisionId),
          parent: await others.one(agreement, agreementFacts, parent),
        };
        return { ...asked, facts };
      }
      case 'SubmitAgreement': {
        const { state } = await this.decisions.read(agreement, id);
        const to = asked.to ?? state.versions.at(-1)?.content.parties ?? [];
        return { ...asked, facts: { organisations: await others.each(organisation, organisationFacts, to) } };
      }
      case 'SignAgreement':
        return { ...asked, facts: { decision: await others.one(decision, decisionFacts, asked.decisionId) } };
      case 'AccedeToAgreement': {
        const facts = {
          organisations: await others.each(organisation, organisationFacts, [asked.organisationId]),
          decision: await others.one(decision, decisionFacts, asked.decisionId),
        };
        return { ...asked, facts };
      }
      case 'AmendAgreement':
        return {
          ...asked,
          facts: {
            organisations: await others.each(organisation, organisationFacts, [asked.terms?.taskLead]),
          },
        };
      case 'AdoptAgreement':
        return { ...asked, facts: await adopting(asked, others) };
      case 'AdoptWithDeviation':
        return { ...asked, facts: await adopting(asked, others) };
      case 'RefuseAdoption':
        return { ...asked, facts: await adopting(asked, others) };
      case 'DeclareNotApplicable':
        return { ...asked, facts: await adopting(asked, others) };
      case 'ConfirmAsSuccessor':
        return { ...asked, facts: await adopting(asked, others) };
      case 'SupersedeAgreement': {
        const successor = agreementFacts(asked.by, await others.read(agreement, asked.by));
        return { ...asked, facts: { successor } };
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

/** Of a municipality that answers, of all that ever merged into it, and of the decision that it names. */
async function adopting(
  asked: { readonly municipality: string; readonly decisionId?: string | undefined },
  others: OtherRecords,
) {
  const register = await others.read(municipality, MUNICIPALITY_REGISTER);
  const codes = [asked.municipality, ...predecessorsOf(DISTANT_FUTURE, asked.municipality, register)];
  return {
    municipalities: codes.map((code) => municipalityFacts(code, register)),
    decision: await others.one(decision, decisionFacts, asked.decisionId),
  };
}
