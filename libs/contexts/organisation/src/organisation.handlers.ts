import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { HistoryCommand } from '#kernel';
import {
  Decisions,
  OtherRecords,
  type Decided,
  type DecisionRequest,
  type HistoryAsked,
} from '#platform/event-store';
import {
  organisation,
  type CloseOrganisation,
  type OrganisationCommand,
  type RegisterOrganisation,
  type RenameOrganisation,
  type SucceedOrganisation,
} from './organisation.decider.ts';
import type { OrganisationEvent } from './organisation.events.ts';
import { confirmerFacts, organisationFacts } from './organisation.state.ts';

/** A command as a caller words it: the facts of other streams are looked up here. */
export type OrganisationAsked =
  | RegisterOrganisation
  | RenameOrganisation
  | CloseOrganisation
  | Omit<SucceedOrganisation, 'successor'>
  | HistoryAsked<OrganisationEvent>;

export class DecideOnOrganisation extends Command<Decided> {
  constructor(
    readonly organisationId: string,
    readonly asked: OrganisationAsked,
    readonly request: DecisionRequest,
  ) {
    super();
  }
}

@CommandHandler(DecideOnOrganisation)
export class DecideOnOrganisationHandler implements ICommandHandler<DecideOnOrganisation> {
  constructor(private readonly decisions: Decisions) {}

  async execute({ organisationId, asked, request }: DecideOnOrganisation): Promise<Decided> {
    const others = new OtherRecords(this.decisions);
    const command = await this.#withFacts(asked, others);
    return this.decisions.decide(organisation, organisationId, command, others.notedIn(request));
  }

  async #withFacts(
    asked: OrganisationAsked,
    others: OtherRecords,
  ): Promise<OrganisationCommand | HistoryCommand<OrganisationEvent>> {
    switch (asked.type) {
      case 'SucceedOrganisation':
        return {
          ...asked,
          successor: organisationFacts(asked.by, await others.read(organisation, asked.by)),
        };
      case 'Confirm': {
        const { organisationId } = asked;
        return {
          ...asked,
          facts: confirmerFacts(organisationId, await others.read(organisation, organisationId)),
        };
      }
      default:
        return asked;
    }
  }
}
