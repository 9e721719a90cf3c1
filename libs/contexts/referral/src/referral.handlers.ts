import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { agreement, agreementFacts } from '#contexts/agreement';
import {
  byBordersOf,
  municipality,
  MUNICIPALITY_REGISTER,
  municipalityFacts,
  predecessorsOf,
} from '#contexts/municipality';
import {
  confirmerFacts,
  organisation,
  organisationFacts,
  type OrganisationState,
} from '#contexts/organisation';
import { DISTANT_FUTURE, type HistoryCommand, type IsoDate } from '#kernel';
import {
  Decisions,
  OtherRecords,
  type Decided,
  type DecisionRequest,
  type HistoryAsked,
  type WithoutFacts,
} from '#platform/event-store';
import type { PartyFacts, ReferralCommand, RouteFacts } from './referral.commands.ts';
import { referral } from './referral.decider.ts';
import type { ReferralEvent } from './referral.events.ts';
import { last } from './referral.state.ts';

/** A command as a caller words it: the facts of other streams are looked up here. */
export type ReferralAsked = WithoutFacts<ReferralCommand> | HistoryAsked<ReferralEvent>;

export class DecideOnReferral extends Command<Decided> {
  constructor(
    readonly referralId: string,
    readonly asked: ReferralAsked,
    readonly request: DecisionRequest,
  ) {
    super();
  }
}

@CommandHandler(DecideOnReferral)
export class DecideOnReferralHandler implements ICommandHandler<DecideOnReferral> {
  constructor(private readonly decisions: Decisions) {}

  async execute({ referralId, asked, request }: DecideOnReferral): Promise<Decided> {
    const others = new OtherRecords(this.decisions);
    const command = await this.#withFacts(referralId, asked, others);
    return this.decisions.decide(referral, referralId, command, others.notedIn(request));
  }

  async #withFacts(
    id: string,
    asked: ReferralAsked,
    others: OtherRecords,
  ): Promise<ReferralCommand | HistoryCommand<ReferralEvent>> {
    switch (asked.type) {
      case 'PrepareReferral':
        return { ...asked, facts: await routeFacts(asked, asked.municipality, others) };
      case 'SendReferral': {
        const prepared = last((await this.decisions.read(referral, id)).state, 'referral.Prepared');
        const facts = prepared === null ? null : await successorFacts(prepared.data, asked.on, others);
        return { ...asked, facts };
      }
      case 'RecordConsent':
        return { ...asked, facts: { organisation: await party(asked.informedBy, others) } };
      case 'AssignCaseDirector':
        return { ...asked, facts: { organisation: await party(asked.organisationId, others) } };
      case 'HandOverCaseDirection':
        return { ...asked, facts: { organisation: await party(asked.organisationId, others) } };
      case 'EscalateReferral':
        return { ...asked, facts: { organisation: await party(asked.to, others) } };
      case 'ReferOn': {
        const isKnown = (await others.read(referral, asked.onwardReferralId)).steps.length > 0;
        return { ...asked, facts: { isKnown } };
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

/** The route of a referral, by the ids of what it goes through. */
type Route = {
  readonly agreementId: string;
  readonly municipality: string;
  readonly referrer: string;
  readonly recipient: string;
};

async function routeFacts(route: Route, code: string, others: OtherRecords): Promise<RouteFacts> {
  const { agreementId, referrer, recipient } = route;
  const register = await others.read(municipality, MUNICIPALITY_REGISTER);
  const codes = [code, ...predecessorsOf(DISTANT_FUTURE, code, register)];
  return {
    agreement: agreementFacts(agreementId, await others.read(agreement, agreementId)),
    municipality: code,
    municipalities: codes.map((one) => municipalityFacts(one, register)),
    parties: await others.each(organisation, partyFacts, [referrer, recipient]),
  };
}

/** The route as it is on a day, in the municipality that then holds the land of the one it was prepared in. */
async function successorFacts(prepared: Route, on: IsoDate, others: OtherRecords): Promise<RouteFacts> {
  const register = await others.read(municipality, MUNICIPALITY_REGISTER);
  return routeFacts(prepared, byBordersOf(on, prepared.municipality, register), others);
}

const party = async (id: string, others: OtherRecords): Promise<PartyFacts> =>
  partyFacts(id, await others.read(organisation, id));

const partyFacts = (organisationId: string, state: OrganisationState): PartyFacts => ({
  ...organisationFacts(organisationId, state),
  kind: state.status === 'absent' ? null : state.registration.said.kind,
});
