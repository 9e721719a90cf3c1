import {
  defineEvent,
  GmCodeShape,
  historyEvents,
  IdShape,
  NameShape,
  StartShape,
  type EventOf,
} from '#kernel';
import { z } from 'zod';

/** The twelve provinces of the Netherlands, as Statistics Netherlands names them. */
export const Provinces = [
  'Groningen',
  'Fryslân',
  'Drenthe',
  'Overijssel',
  'Flevoland',
  'Gelderland',
  'Utrecht',
  'Noord-Holland',
  'Zuid-Holland',
  'Zeeland',
  'Noord-Brabant',
  'Limburg',
] as const;
export type Province = (typeof Provinces)[number];

/** A merger ends the codes it takes from; a border correction moves land, and ends no code. */
export const ReorganisationKinds = ['merger', 'borderCorrection'] as const;
export type ReorganisationKind = (typeof ReorganisationKinds)[number];

export const MunicipalityRegistered = defineEvent('municipality.Registered', {
  says: 'A municipality code is known to the register.',
  data: { code: GmCodeShape, name: NameShape, province: z.enum(Provinces), from: StartShape },
  example: { code: 'GM1952', name: 'Midden-Groningen', province: 'Groningen', from: '2018-01-01' },
});

export const MunicipalityRenamed = defineEvent('municipality.Renamed', {
  says: 'A municipality took another name and kept its code.',
  data: { code: GmCodeShape, name: NameShape, on: StartShape },
  example: { code: 'GM1731', name: 'Midden-Drenthe', on: '2000' },
});

export const MunicipalityReorganised = defineEvent('municipality.Reorganised', {
  says: 'Municipalities merged into one, or a part of one went to another; `effectiveOn` is the first day of the new situation.',
  data: {
    kind: z.enum(ReorganisationKinds),
    from: z.array(GmCodeShape).min(1).max(50),
    into: GmCodeShape,
    /** A code that ends has its last day before it. */
    effectiveOn: StartShape,
    note: NameShape.optional(),
  },
  example: { kind: 'merger', from: ['GM0007', 'GM0048'], into: 'GM1950', effectiveOn: '2018-01-01' },
});

export const RegionEstablished = defineEvent('region.Established', {
  says: 'A region of municipalities exists.',
  data: { regionId: IdShape, name: NameShape, from: StartShape },
  example: { regionId: 'veenkolonien', name: 'Veenkoloniën', from: '2015' },
});

export const RegionMunicipalityJoined = defineEvent('region.MunicipalityJoined', {
  says: 'A municipality became a member of a region.',
  data: { regionId: IdShape, code: GmCodeShape, from: StartShape },
  example: { regionId: 'veenkolonien', code: 'GM0114', from: '2015' },
});

export const RegionMunicipalityLeft = defineEvent('region.MunicipalityLeft', {
  says: 'A municipality ceased to be a member of a region; `until` is its last day in it.',
  data: {
    regionId: IdShape,
    code: GmCodeShape,
    until: StartShape,
  },
  example: { regionId: 'veenkolonien', code: 'GM0018', until: '2017-12-31' },
});

export const municipalityEvents = [
  MunicipalityRegistered,
  MunicipalityRenamed,
  MunicipalityReorganised,
  RegionEstablished,
  RegionMunicipalityJoined,
  RegionMunicipalityLeft,
] as const;
export type MunicipalityEvent = EventOf<(typeof municipalityEvents)[number]>;

/**
 * All that can stand in the one stream of the register of municipalities. Regions stand in it too, since a
 * membership and a reorganisation are decided upon each other.
 */
export const municipalityCatalogue = [
  ...municipalityEvents,
  ...historyEvents('municipality', {
    type: MunicipalityRegistered.type,
    data: MunicipalityRegistered.example,
  }),
];
