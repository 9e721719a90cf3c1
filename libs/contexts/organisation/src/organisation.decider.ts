import { rejector, sameJson, type Command, type Decider, type PartialDate, type Start } from '#kernel';
import {
  organisationCatalogue,
  type Domain,
  type Identifier,
  type OrganisationEvent,
  type OrganisationKind,
} from './organisation.events.ts';

// Commands

export type RegisterOrganisation = Command<'RegisterOrganisation'> & {
  readonly organisationId: string;
  readonly name: string;
  readonly kind: OrganisationKind;
  readonly domain: Domain;
  readonly identifier?: Identifier;
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
export type OrganisationCommand = RegisterOrganisation | RenameOrganisation | CloseOrganisation;

export const organisationRejections = {
  'organisation.absent': { kind: 'absent', says: 'The register has no organisation with this id.' },
  'organisation.exists': { kind: 'conflict', says: 'Another organisation is registered with this id.' },
  'organisation.closed': { kind: 'conflict', says: 'The organisation has ceased to exist.' },
} as const;
const reject = rejector(organisationRejections);

// State

export type OrganisationState =
  | { readonly status: 'absent' }
  | {
      readonly status: 'registered';
      /** What it was registered with, to tell a repetition from another organisation. */
      readonly registration: object;
      readonly name: string;
      readonly domain: Domain;
      readonly closedOn: Start | null;
    };

// Decide

function decide(command: OrganisationCommand, organisation: OrganisationState): readonly OrganisationEvent[] {
  if (command.type === 'RegisterOrganisation') {
    const { type: _, ...data } = command;
    if (organisation.status === 'absent') return [{ type: 'organisation.Registered', data }];
    if (sameJson(organisation.registration, data)) return []; // Asked twice, decided once.
    return reject('organisation.exists', 'organisationId');
  }
  if (organisation.status === 'absent') return reject('organisation.absent', 'organisationId');
  switch (command.type) {
    case 'RenameOrganisation': {
      const { type: _, ...data } = command;
      if (organisation.name === command.name) return [];
      if (organisation.closedOn !== null) return reject('organisation.closed', 'organisationId');
      return [{ type: 'organisation.Renamed', data }];
    }
    case 'CloseOrganisation': {
      const { type: _, ...data } = command;
      if (organisation.closedOn === command.on) return [];
      if (organisation.closedOn !== null) return reject('organisation.closed', 'organisationId');
      return [{ type: 'organisation.Closed', data }];
    }
  }
}

// Evolve

function evolve(organisation: OrganisationState, event: OrganisationEvent): OrganisationState {
  if (event.type === 'organisation.Registered') {
    const { name, domain } = event.data;
    return { status: 'registered', registration: event.data, name, domain, closedOn: null };
  }
  if (organisation.status === 'absent') return organisation; // Its registration was retracted.
  switch (event.type) {
    case 'organisation.Renamed':
      return { ...organisation, name: event.data.name };
    case 'organisation.Closed':
      return { ...organisation, closedOn: event.data.on };
  }
}

export const organisation: Decider<OrganisationCommand, OrganisationState, OrganisationEvent> = {
  name: 'organisation',
  events: organisationCatalogue,
  rejections: organisationRejections,
  initial: { status: 'absent' },
  decide,
  evolve,
};
