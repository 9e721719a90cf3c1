import { lastDayBefore, prevailing, type End, type Provenance, type Start, type Told } from '#kernel';
import type { Domain, OrganisationEvent } from './organisation.events.ts';

type Registration = Extract<OrganisationEvent, { type: 'organisation.Registered.v2' }>['data'];

export type Registered = {
  readonly status: 'registered';
  /** What it was registered with, to tell a repetition from another organisation. */
  readonly registration: Told<Registration>;
  readonly name: Told<string>;
  /** `null` while it exists. */
  readonly ended: Ended | null;
};
export type Ended = {
  readonly lastDay: End;
  /** Who carries on, from which day; `null` where it was closed. */
  readonly successor: { readonly by: string; readonly on: Start } | null;
  readonly perSource: boolean;
};
export type OrganisationState = { readonly status: 'absent' } | Registered;
export const NO_ORGANISATION: OrganisationState = { status: 'absent' };

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
  if (state.status === 'absent') return { organisationId, known: false, domain: null, closedOn: null };
  const { registration, ended } = state;
  return { organisationId, known: true, domain: registration.said.domain, closedOn: ended?.lastDay ?? null };
}

/** What a decision on a confirmation must know of the organisation that gives it. */
export const confirmerFacts = (_id: string, { status }: OrganisationState) => ({
  isKnown: status === 'registered',
});

/** What a source tells undoes nothing that was decided live. */
export function evolve(
  organisation: OrganisationState,
  event: OrganisationEvent,
  provenance: Provenance,
): OrganisationState {
  const perSource = provenance.kind === 'perSource';
  if (event.type === 'organisation.Registered.v2') {
    const told = { said: event.data, perSource };
    const name = { said: event.data.name, perSource };
    if (organisation.status === 'absent') {
      return { status: 'registered', registration: told, name, ended: null };
    }
    const registration = prevailing(organisation.registration, told);
    return { ...organisation, registration, name: prevailing(organisation.name, name) };
  }
  if (organisation.status === 'absent') return organisation; // Its registration was retracted.
  const ending = (ended: Ended): Registered => ({
    ...organisation,
    ended: prevailing(organisation.ended, ended),
  });
  switch (event.type) {
    case 'organisation.Renamed': {
      const name = prevailing(organisation.name, { said: event.data.name, perSource });
      return { ...organisation, name };
    }
    case 'organisation.Closed':
      return ending({ lastDay: event.data.on, successor: null, perSource });
    case 'organisation.Succeeded': {
      const { by, on } = event.data;
      return ending({ lastDay: lastDayBefore(on), successor: { by, on }, perSource });
    }
  }
}
