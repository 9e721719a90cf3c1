import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { HistoryCommand } from '#kernel';
import { Decisions, type Decided, type DecisionRequest } from '#platform/event-store';
import {
  organisation,
  organisationFacts,
  type CloseOrganisation,
  type OrganisationCommand,
  type RegisterOrganisation,
  type RenameOrganisation,
  type SucceedOrganisation,
} from './organisation.decider.ts';
import type { OrganisationEvent } from './organisation.events.ts';

/** A command as a caller words it: the facts of other streams are looked up here. */
export type OrganisationAsked =
  | RegisterOrganisation
  | RenameOrganisation
  | CloseOrganisation
  | Omit<SucceedOrganisation, 'successor'>
  | HistoryCommand<OrganisationEvent>;

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
    if (asked.type !== 'SucceedOrganisation') {
      return this.decisions.decide(organisation, organisationId, asked, request);
    }
    const { state, basedOn } = await this.decisions.read(organisation, asked.by);
    const command: OrganisationCommand = { ...asked, successor: organisationFacts(asked.by, state) };
    return this.decisions.decide(organisation, organisationId, command, { ...request, basedOn: [basedOn] });
  }
}
