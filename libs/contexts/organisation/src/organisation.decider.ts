import { isDecided, sameJson, type Command, type Decider, type PartialDate } from '#kernel';
import {
  organisationCatalogue,
  type Domain,
  type Identifier,
  type OrganisationEvent,
  type OrganisationKind,
} from './organisation.events.ts';
import { organisationRejections, reject } from './organisation.guards.ts';
import {
  evolve,
  NO_ORGANISATION,
  type OrganisationFacts,
  type OrganisationState,
  type Registered,
} from './organisation.state.ts';

// Commands

export type RegisterOrganisation = Command<'RegisterOrganisation'> & {
  readonly organisationId: string;
  readonly name: string;
  readonly kind: OrganisationKind;
  readonly domain: Domain;
  readonly identifiers?: readonly Identifier[];
};
export type RenameOrganisation = Command<'RenameOrganisation'> & {
  readonly organisationId: string;
  readonly name: string;
  readonly on: PartialDate;
};
export type CloseOrganisation = Command<'CloseOrganisation'> & {
  readonly organisationId: string;
  readonly on: PartialDate;
  readonly reason?: string;
};
export type SucceedOrganisation = Command<'SucceedOrganisation'> & {
  readonly organisationId: string;
  readonly by: string;
  readonly on: PartialDate;
  /** What the register knows of the successor. */
  readonly successor: Pick<OrganisationFacts, 'known'>;
};
export type OrganisationCommand =
  RegisterOrganisation | RenameOrganisation | CloseOrganisation | SucceedOrganisation;

// Decide

function decide(command: OrganisationCommand, organisation: OrganisationState): readonly OrganisationEvent[] {
  if (command.type === 'RegisterOrganisation') {
    return register(command, organisation);
  }
  if (organisation.status === 'absent') return reject('organisation.absent', 'organisationId');
  switch (command.type) {
    case 'RenameOrganisation': {
      const { type: _, ...data } = command;
      if (isDecided(organisation.name, command.name)) return [];
      mustGoOn(organisation);
      return [{ type: 'organisation.Renamed', data }];
    }
    case 'CloseOrganisation': {
      const { type: _, ...data } = command;
      const { ended } = organisation;
      if (ended?.perSource === false && ended.lastDay === command.on) return [];
      mustGoOn(organisation);
      return [{ type: 'organisation.Closed', data }];
    }
    case 'SucceedOrganisation': {
      const { type: _, successor, ...data } = command;
      const { ended } = organisation;
      if (ended?.perSource === false && sameJson(ended.successor, { by: command.by, on: command.on }))
        return [];
      if (command.by === command.organisationId) return reject('organisation.succeeds-itself', 'by');
      mustGoOn(organisation);
      if (!successor.known) return reject('organisation.successor-absent', 'by');
      return [{ type: 'organisation.Succeeded', data }];
    }
  }
}

function register(
  command: RegisterOrganisation,
  organisation: OrganisationState,
): readonly OrganisationEvent[] {
  const { type: _, identifiers, ...rest } = command;
  const data = identifiers === undefined ? rest : { ...rest, identifiers: [...identifiers] };
  if (organisation.status === 'registered') {
    const { registration } = organisation;
    if (isDecided(registration, data)) return []; // Asked twice, decided once.
    if (!sameJson(registration.said, data)) return reject('organisation.exists', 'organisationId');
  }
  const schemes = identifiers?.map(({ scheme }) => scheme) ?? [];
  schemes.forEach((scheme, index) => {
    if (schemes.indexOf(scheme) < index) {
      reject('organisation.same-scheme', `identifiers.${index}.scheme`, scheme);
    }
  });
  return [{ type: 'organisation.Registered.v2', data }];
}

/** An end that only a source tells bars nothing. */
function mustGoOn({ ended }: Registered): void {
  if (ended?.perSource === false) reject('organisation.closed', 'organisationId');
}

export const organisation: Decider<OrganisationCommand, OrganisationState, OrganisationEvent> = {
  name: 'organisation',
  events: organisationCatalogue,
  rejections: organisationRejections,
  initial: NO_ORGANISATION,
  decide,
  evolve,
};
