import {
  defineEvent,
  EndShape,
  EurShape,
  GmCodeShape,
  historyEvents,
  IdShape,
  Levels,
  NameShape,
  StartShape,
  TextShape,
  UrlShape,
  type EventOf,
} from '#kernel';
import { z } from 'zod';

/** What must be done; by when may be a date, `open` (a duty without a term) or `unknown`. */
const ObligationShape = z.strictObject({ obligationId: IdShape, kind: NameShape, dueOn: EndShape });
export type Obligation = z.output<typeof ObligationShape>;

/** Who an obligation is met or missed by; a duty of every municipality is met by each on its own. */
const BoundShape = { municipality: GmCodeShape.optional(), organisationId: IdShape.optional() };

export const ProgrammeStarted = defineEvent('programme.Started', {
  says: 'A programme began, for a set time or without an end.',
  data: {
    programmeId: IdShape,
    name: NameShape,
    level: z.enum(Levels),
    from: StartShape,
    until: EndShape,
    detail: TextShape.optional(),
  },
  example: {
    programmeId: 'kvdvk',
    name: 'Kans voor de Veenkoloniën',
    level: 'regional',
    from: '2015',
    until: '2024-03-28',
  },
});

export const ProgrammeEnded = defineEvent('programme.Ended', {
  says: 'A programme ended, whatever end had been set; `until` is its last day.',
  data: {
    programmeId: IdShape,
    until: StartShape,
    reason: TextShape.optional(),
  },
  example: { programmeId: 'kvdvk', until: '2024-03-28' },
});

/** What sources leave out of a grant is optional: who gave it, to whom, and how much. */
export const FundingGranted = defineEvent('programme.FundingGranted', {
  says: 'Money was granted, in a programme or on its own, with the obligations that it brings.',
  data: {
    programmeId: IdShape,
    grantId: IdShape,
    /** Name, level and term of a grant that stands on its own; in a programme they are the programme's. */
    name: NameShape.optional(),
    level: z.enum(Levels).optional(),
    from: StartShape.optional(),
    until: EndShape.optional(),
    source: NameShape.optional(),
    to: IdShape.optional(),
    amountEur: EurShape.optional(),
    years: z.array(z.int().min(1900).max(2200)).max(100),
    detail: TextShape.optional(),
    obligations: z.array(ObligationShape).max(100),
  },
  example: {
    programmeId: 'provinciale-aanpak-drenthe',
    grantId: 'provinciale-aanpak-drenthe',
    source: 'Provincie Drenthe',
    to: 'impology',
    amountEur: 130680,
    years: [2022, 2023, 2024],
    obligations: [{ obligationId: 'yearly-account', kind: 'Account for the money each year', dueOn: 'open' }],
  },
});

/**
 * An obligation that comes with no grant that is known: a duty of the law (the antenatal home visit) has none, and
 * sources tell conditions of money without saying of which grant. Those inside a grant are in `FundingGranted`.
 */
export const ObligationSet = defineEvent('programme.ObligationSet', {
  says: 'An obligation was laid down outside a grant, by law, by agreement, or as the condition of an unnamed one.',
  data: {
    programmeId: IdShape,
    ...ObligationShape.shape,
    level: z.enum(Levels),
    /** The time in which the obligation holds. */
    from: StartShape,
    until: EndShape,
    detail: TextShape.optional(),
  },
  example: {
    programmeId: 'prenataal-huisbezoek',
    obligationId: 'prenataal-huisbezoek',
    kind: 'Prenataal huisbezoek aanbieden',
    dueOn: 'unknown',
    level: 'national',
    from: '2022-07-01',
    until: 'open',
    detail: 'A duty of every municipality.',
  },
});

export const ObligationMet = defineEvent('programme.ObligationMet', {
  says: 'An obligation was met, late or in time.',
  data: { programmeId: IdShape, obligationId: IdShape, ...BoundShape, on: StartShape },
  example: { programmeId: 'spuk-plan', obligationId: 'spuk-plan', municipality: 'GM0114', on: '2023-09-28' },
});

export const ObligationMissed = defineEvent('programme.ObligationMissed', {
  says: 'An obligation was not met by the day on which it was due.',
  data: {
    programmeId: IdShape,
    obligationId: IdShape,
    ...BoundShape,
    on: StartShape,
    reason: TextShape.optional(),
  },
  example: { programmeId: 'spuk-plan', obligationId: 'spuk-plan', municipality: 'GM0114', on: '2023-10-01' },
});

const support = { programmeId: IdShape, municipality: GmCodeShape, on: StartShape };
const supported = { programmeId: 'stimuleringsprogramma', municipality: 'GM0114' };

export const SupportEnrolled = defineEvent('programme.SupportEnrolled', {
  says: 'A municipality takes part in the support of a programme, with an adviser.',
  data: {
    ...support,
    adviser: z.strictObject({ organisationId: IdShape, function: NameShape.optional() }).optional(),
  },
  example: {
    ...supported,
    adviser: { organisationId: 'pharos', function: 'regional adviser' },
    on: '2020-03',
  },
});

export const SituationAnalysed = defineEvent('programme.SituationAnalysed', {
  says: 'The situation in a supported municipality was analysed.',
  data: { ...support, findings: TextShape.optional() },
  example: { ...supported, on: '2020-05', findings: 'Signals come late, and are seldom shared.' },
});

export const GoalSet = defineEvent('programme.GoalSet', {
  says: 'A supported municipality set itself a goal.',
  data: { ...support, goal: TextShape },
  example: { ...supported, on: '2020-06', goal: 'One working process for all partners.' },
});

export const FollowUpPlanned = defineEvent('programme.FollowUpPlanned', {
  says: 'A day was set on which to look at what became of the goals.',
  data: support,
  example: { ...supported, on: '2021-01' },
});

export const FollowUpDone = defineEvent('programme.FollowUpDone', {
  says: 'It was looked at what became of the goals.',
  data: { ...support, findings: TextShape.optional() },
  example: { ...supported, on: '2021-02-10', findings: 'The working process is in use.' },
});

export const SupportClosed = defineEvent('programme.SupportClosed', {
  says: 'The support of a municipality ended; `on` is its last day.',
  data: support,
  example: { ...supported, on: '2021-12' },
});

export const PracticeShared = defineEvent('programme.PracticeShared', {
  says: 'A practice was published, for others to learn from.',
  data: {
    programmeId: IdShape,
    title: NameShape,
    url: UrlShape,
    coalitionId: IdShape.optional(),
    on: StartShape,
  },
  example: {
    programmeId: 'kansrijke-start',
    title: 'From network to coalition',
    url: 'https://example.org/practice',
    coalitionId: 'hoogeveen-de-wolden',
    on: 'unknown',
  },
});

export const programmeEvents = [
  ProgrammeStarted,
  ProgrammeEnded,
  FundingGranted,
  ObligationSet,
  ObligationMet,
  ObligationMissed,
  SupportEnrolled,
  SituationAnalysed,
  GoalSet,
  FollowUpPlanned,
  FollowUpDone,
  SupportClosed,
  PracticeShared,
] as const;
export type ProgrammeEvent = EventOf<(typeof programmeEvents)[number]>;

/** All that can stand in a stream of a programme, a grant or an obligation. */
export const programmeCatalogue = [
  ...programmeEvents,
  ...historyEvents('programme', { type: ProgrammeStarted.type, data: ProgrammeStarted.example }),
];
