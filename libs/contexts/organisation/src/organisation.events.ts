import {
  defineEvent,
  historyEvents,
  IdShape,
  NameShape,
  passesElevenTest,
  StartShape,
  TextShape,
  type EventOf,
} from '#kernel';
import { z } from 'zod';

/** Kinds of partner that the public sources of the programme name. */
export const OrganisationKinds = [
  'municipality',
  'province',
  'ministry',
  'ggd',
  'youthHealthCare',
  'midwifery',
  'hospitalObstetrics',
  'maternityCare',
  'gpPractice',
  'hospital',
  'childcare',
  'school',
  'welfare',
  'neighbourhoodTeam',
  'debtAssistance',
  'mee',
  'medicalSocialWork',
  'youngMothersWork',
  'expertsByExperience',
  'parents',
  'programmeBureau',
  'knowledgeCentre',
  'healthInsurer',
  'other',
] as const;
export type OrganisationKind = (typeof OrganisationKinds)[number];

/** The side of the coalition that a partner stands on; the sources count youth health care as social. */
export const Domains = ['medical', 'social', 'informal', 'government', 'experience', 'education'] as const;
export type Domain = (typeof Domains)[number];
export const DomainShape = z.enum(Domains);

/** Where an identifier comes from: OIN (20 digits), RSIN (9 digits, eleven-test), KvK (8 digits). */
export const IdentifierSchemes = ['oin', 'rsin', 'kvk'] as const;
export type IdentifierScheme = (typeof IdentifierSchemes)[number];

const IDENTIFIER_RULES: Record<IdentifierScheme, (value: string) => boolean> = {
  oin: (value) => /^\d{20}$/.test(value),
  rsin: passesElevenTest,
  kvk: (value) => /^\d{8}$/.test(value),
};

export const IdentifierShape = z
  .strictObject({ scheme: z.enum(IdentifierSchemes), value: z.string() })
  .refine(({ scheme, value }) => IDENTIFIER_RULES[scheme](value), {
    path: ['value'],
    message:
      'must be an OIN of 20 digits, an RSIN of 9 digits that passes the eleven-test, or a KvK number of 8 digits',
  });
export type Identifier = z.output<typeof IdentifierShape>;

export const OrganisationRegistered = defineEvent('organisation.Registered.v2', {
  says: 'An organisation is known to the register, with its usual domain and the numbers by which others know it.',
  data: {
    organisationId: IdShape,
    name: NameShape,
    kind: z.enum(OrganisationKinds),
    domain: DomainShape,
    /** One of each scheme, as most organisations have several. */
    identifiers: z.array(IdentifierShape).max(IdentifierSchemes.length).optional(),
  },
  example: {
    organisationId: 'icare-jgz',
    name: 'Icare Jeugdgezondheidszorg',
    kind: 'youthHealthCare',
    domain: 'social',
    identifiers: [
      { scheme: 'kvk', value: '12345678' },
      { scheme: 'oin', value: '00000001234567890000' },
    ],
  },
});

export const OrganisationRenamed = defineEvent('organisation.Renamed', {
  says: 'An organisation took another name.',
  data: { organisationId: IdShape, name: NameShape, on: StartShape },
  example: { organisationId: 'icare-jgz', name: 'Icare JGZ', on: '2024-01-01' },
});

export const OrganisationClosed = defineEvent('organisation.Closed', {
  says: 'An organisation ceased to exist; `on` is its last day.',
  data: {
    organisationId: IdShape,
    on: StartShape,
    reason: TextShape.optional(),
  },
  example: { organisationId: 'icare-jgz', on: '2025-12-31', reason: 'Merged into a regional provider.' },
});

export const OrganisationSucceeded = defineEvent('organisation.Succeeded', {
  says: 'An organisation went over into another one, which carries on what it did; `on` is the first day of the successor, and the day before the last of the organisation itself.',
  data: {
    organisationId: IdShape,
    by: IdShape,
    on: StartShape,
  },
  example: { organisationId: 'icare-jgz', by: 'ggd-drenthe', on: '2026-01-01' },
});

export const organisationEvents = [
  OrganisationRegistered,
  OrganisationRenamed,
  OrganisationClosed,
  OrganisationSucceeded,
] as const;
export type OrganisationEvent = EventOf<(typeof organisationEvents)[number]>;

/** All that can stand in a stream of an organisation. */
export const organisationCatalogue = [
  ...organisationEvents,
  ...historyEvents('organisation', {
    type: OrganisationRegistered.type,
    data: OrganisationRegistered.example,
  }),
];
