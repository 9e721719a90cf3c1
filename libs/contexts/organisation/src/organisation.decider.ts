import {
  lastDayBefore,
  sameJson,
  type Command,
  type Decider,
  type End,
  type PartialDate,
  type Start,
} from '#kernel';
import {
  organisationCatalogue,
  type Domain,
  type Identifier,
  type OrganisationEvent,
  type OrganisationKind,
} from './organisation.events.ts';
import { organisationRejections, reject } from './organisation.guards.ts';

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

// State

export type OrganisationState =
  | { readonly status: 'absent' }
  | {
      readonly status: 'registered';
      /** What it was registered with, to tell a repetition from another organisation. */
      readonly registration: object;
      readonly name: string;
      readonly kind: OrganisationKind;
      readonly domain: Domain;
      /** Its last day; `null` while it exists. */
      readonly closedOn: End | null;
      readonly successor: { readonly by: string; readonly on: Start } | null;
    };

/** What other contexts may know of an organisation. */
export type OrganisationFacts = {
  readonly organisationId: string;
  readonly known: boolean;
  /** Its usual domain; a partnership may name another. */
  readonly domain: Domain | null;
  /** Its last day; `unknown` where it has ended and nobody recorded when. */
  readonly closedOn: End | null;
};

/** What the register knows of `organisationId`, from the state of its stream. */
export function organisationFacts(organisationId: string, state: OrganisationState): OrganisationFacts {
  return state.status === 'absent'
    ? { organisationId, known: false, domain: null, closedOn: null }
    : { organisationId, known: true, domain: state.domain, closedOn: state.closedOn };
}

/** What a decision on a confirmation must know of the organisation that gives it. */
export const confirmerFacts = (_id: string, { status }: OrganisationState) => ({
  isKnown: status === 'registered',
});

// Decide

function decide(command: OrganisationCommand, organisation: OrganisationState): readonly OrganisationEvent[] {
  if (command.type === 'RegisterOrganisation') {
    return register(command, organisation);
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
    case 'SucceedOrganisation': {
      const { type: _, successor, ...data } = command;
      if (sameJson(organisation.successor, { by: command.by, on: command.on })) return [];
      if (command.by === command.organisationId) return reject('organisation.succeeds-itself', 'by');
      if (organisation.closedOn !== null) return reject('organisation.closed', 'organisationId');
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
    // Asked twice, decided once.
    return sameJson(organisation.registration, data) ? [] : reject('organisation.exists', 'organisationId');
  }
  const schemes = identifiers?.map(({ scheme }) => scheme) ?? [];
  schemes.forEach((scheme, index) => {
    if (schemes.indexOf(scheme) < index) {
      reject('organisation.same-scheme', `identifiers.${index}.scheme`, scheme);
    }
  });
  return [{ type: 'organisation.Registered.v2', data }];
}

// Evolve

function evolve(organisation: OrganisationState, event: OrganisationEvent): OrganisationState {
  if (event.type === 'organisation.Registered.v2') {
    const { name, kind, domain } = event.data;
    const registration = event.data;
    return { status: 'registered', registration, name, kind, domain, closedOn: null, successor: null };
  }
  if (organisation.status === 'absent') return organisation; // Its registration was retracted.
  switch (event.type) {
    case 'organisation.Renamed':
      return { ...organisation, name: event.data.name };
    case 'organisation.Closed':
      return { ...organisation, closedOn: event.data.on };
    case 'organisation.Succeeded': {
      const { by, on } = event.data;
      return { ...organisation, closedOn: lastDayBefore(on), successor: { by, on } };
    }
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
