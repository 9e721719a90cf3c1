import {
  boundsOf,
  isDecided,
  isReversed,
  periodOf,
  prevailing,
  sameJson,
  type Command,
  type Decider,
  type PartialDate,
  type Provenance,
} from '#kernel';
import { municipalityRejections, reject } from './municipality.guards.ts';
import {
  municipalityCatalogue,
  type MunicipalityEvent,
  type Province,
  type ReorganisationKind,
} from './municipality.events.ts';
import {
  liesAfterEnd,
  mergerOf,
  municipalityFacts,
  withJoining,
  withLeaving,
  type Membership,
  type Municipality,
  type MunicipalityState,
  type Region,
} from './municipality.state.ts';

// Commands

export type RegisterMunicipality = Command<'RegisterMunicipality'> & {
  readonly code: string;
  readonly name: string;
  readonly province: Province;
  readonly from: PartialDate;
};
export type RenameMunicipality = Command<'RenameMunicipality'> & {
  readonly code: string;
  readonly name: string;
  readonly on: PartialDate;
};
export type ReorganiseMunicipalities = Command<'ReorganiseMunicipalities'> & {
  readonly kind: ReorganisationKind;
  readonly from: readonly string[];
  readonly into: string;
  readonly effectiveOn: PartialDate;
  readonly note?: string;
};
export type EstablishRegion = Command<'EstablishRegion'> & {
  readonly regionId: string;
  readonly name: string;
  readonly from: PartialDate;
};
export type JoinRegion = Command<'JoinRegion'> & {
  readonly regionId: string;
  readonly code: string;
  readonly from: PartialDate;
};
export type LeaveRegion = Command<'LeaveRegion'> & {
  readonly regionId: string;
  readonly code: string;
  readonly until: PartialDate;
};
export type MunicipalityCommand =
  | RegisterMunicipality
  | RenameMunicipality
  | ReorganiseMunicipalities
  | EstablishRegion
  | JoinRegion
  | LeaveRegion;

// Decide

function decide(command: MunicipalityCommand, state: MunicipalityState): readonly MunicipalityEvent[] {
  switch (command.type) {
    case 'RegisterMunicipality': {
      const { type: _, ...data } = command;
      const known = state.municipalities.get(command.code)?.registration ?? null;
      if (isDecided(known, data)) return []; // Asked twice, decided once.
      if (known !== null && !sameJson(known.said, data)) return reject('municipality.exists', 'code');
      return [{ type: 'municipality.Registered', data }];
    }
    case 'RenameMunicipality': {
      const { type: _, ...data } = command;
      const renamings = state.municipalities.get(command.code)?.renamings ?? [];
      if (renamings.some(({ name, on }) => name === command.name && on === command.on)) return [];
      if (!municipalityFacts(command.code, state).known)
        return reject('municipality.absent', 'code', command.code);
      mustStand(command.code, command.on, 'on', state);
      return [{ type: 'municipality.Renamed', data }];
    }
    case 'ReorganiseMunicipalities':
      return reorganise(command, state);
    case 'EstablishRegion': {
      const { type: _, ...data } = command;
      const region = state.regions.get(command.regionId);
      if (region === undefined || region.name === null) return [{ type: 'region.Established', data }];
      const isSame = region.name === command.name && region.from === command.from;
      if (!isSame) return reject('municipality.region-exists', 'regionId');
      return region.perSource ? [{ type: 'region.Established', data }] : [];
    }
    case 'JoinRegion':
      return join(command, state);
    case 'LeaveRegion':
      return leave(command, state);
  }
}

function reorganise(
  command: ReorganiseMunicipalities,
  state: MunicipalityState,
): readonly MunicipalityEvent[] {
  const { type: _, ...data } = command;
  const { kind, from, into, effectiveOn } = command;
  const told = state.reorganisations.some(
    (known) =>
      known.kind === kind &&
      known.into === into &&
      known.effectiveOn === effectiveOn &&
      sameJson(known.from.toSorted(), from.toSorted()),
  );
  if (told) return [];
  if (from.includes(into)) reject('municipality.reorganised-into-itself', 'into', into);
  from.forEach((code, index) => {
    mustBeKnown(code, `from.${index}`, state);
    mustStand(code, effectiveOn, `from.${index}`, state);
    if (kind === 'merger' && mergerOf(code, state) !== null) {
      reject('municipality.merged-otherwise', `from.${index}`, code);
    }
  });
  mustBeKnown(into, 'into', state);
  mustStand(into, effectiveOn, 'into', state);
  return [{ type: 'municipality.Reorganised', data: { ...data, from: [...from] } }];
}

function join(command: JoinRegion, state: MunicipalityState): readonly MunicipalityEvent[] {
  const { type: _, ...data } = command;
  const memberships = membershipsIn(command, state);
  if (memberships.some(({ from }) => from === command.from)) return [];
  mustBeKnown(command.code, 'code', state);
  mustStand(command.code, command.from, 'from', state);
  // It may be told late, of a time before another membership, which it must not reach into.
  const { latest } = boundsOf(command.from);
  const stands = ({ from, until }: Membership) => periodOf(from, until).until.earliest >= latest;
  if (memberships.some(stands)) return reject('municipality.already-member', 'code');
  return [{ type: 'region.MunicipalityJoined', data }];
}

function leave(command: LeaveRegion, state: MunicipalityState): readonly MunicipalityEvent[] {
  const { type: _, ...data } = command;
  const memberships = membershipsIn(command, state);
  if (memberships.some(({ until }) => until === command.until)) return [];
  mustBeKnown(command.code, 'code', state);
  mustStand(command.code, command.until, 'until', state);
  const open = memberships.filter(({ until }) => until === 'open');
  if (open.length === 0) return reject('municipality.not-a-member', 'code');
  if (open.every(({ from }) => isReversed(from, command.until))) {
    return reject('municipality.left-before-joining', 'until');
  }
  return [{ type: 'region.MunicipalityLeft', data }];
}

function membershipsIn(command: JoinRegion | LeaveRegion, state: MunicipalityState): readonly Membership[] {
  const region = state.regions.get(command.regionId) ?? reject('municipality.region-absent', 'regionId');
  return region.memberships.filter(({ code }) => code === command.code);
}

/** A code that a request names beside the record that it is about. */
function mustBeKnown(code: string, field: string, state: MunicipalityState): void {
  if (!municipalityFacts(code, state).known) reject('municipality.unknown', field, code);
}

/** A fact about a code needs one that had not ended by then. */
function mustStand(code: string, date: PartialDate, field: string, state: MunicipalityState): void {
  if (liesAfterEnd(municipalityFacts(code, state), date)) reject('municipality.ended', field, code);
}

// Evolve

function evolve(
  state: MunicipalityState,
  event: MunicipalityEvent,
  provenance: Provenance,
): MunicipalityState {
  const perSource = provenance.kind === 'perSource';
  switch (event.type) {
    case 'municipality.Registered':
      return withMunicipality(state, event.data.code, (known) => ({
        ...known,
        registration: prevailing(known.registration, { said: event.data, perSource }),
      }));
    case 'municipality.Renamed': {
      const { code, name, on } = event.data;
      return withMunicipality(state, code, (known) => ({
        ...known,
        renamings: [...known.renamings, { name, on }],
      }));
    }
    case 'municipality.Reorganised':
      return { ...state, reorganisations: [...state.reorganisations, { ...event.data, perSource }] };
    case 'region.Established': {
      const { regionId, name, from } = event.data;
      return withRegion(state, regionId, (region) =>
        prevailing(region, { ...region, name, from, perSource }),
      );
    }
    case 'region.MunicipalityJoined':
      return withRegion(state, event.data.regionId, (region) => ({
        ...region,
        memberships: withJoining(region.memberships, event.data),
      }));
    case 'region.MunicipalityLeft':
      return withRegion(state, event.data.regionId, (region) => ({
        ...region,
        memberships: withLeaving(region.memberships, event.data),
      }));
  }
}

function withMunicipality(
  state: MunicipalityState,
  code: string,
  change: (known: Municipality) => Municipality,
): MunicipalityState {
  const known = state.municipalities.get(code) ?? { registration: null, renamings: [] };
  return { ...state, municipalities: new Map(state.municipalities).set(code, change(known)) };
}

function withRegion(
  state: MunicipalityState,
  regionId: string,
  change: (region: Region) => Region,
): MunicipalityState {
  const region = state.regions.get(regionId) ?? {
    ...{ regionId, name: null, from: 'unknown', memberships: [], perSource: true },
  };
  return { ...state, regions: new Map(state.regions).set(regionId, change(region)) };
}

export const municipality: Decider<MunicipalityCommand, MunicipalityState, MunicipalityEvent> = {
  name: 'municipality',
  events: municipalityCatalogue,
  rejections: municipalityRejections,
  initial: { municipalities: new Map(), reorganisations: [], regions: new Map() },
  decide,
  evolve,
};

/** The id of the one stream of the register of municipalities. */
export const MUNICIPALITY_REGISTER = 'register';
