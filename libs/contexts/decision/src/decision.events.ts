import {
  defineEvent,
  EndShape,
  EurShape,
  GmCodeShape,
  historyEvents,
  IdShape,
  NameShape,
  StartShape,
  TextShape,
  UrlShape,
  type EventOf,
} from '#kernel';
import { z } from 'zod';

/** Who can decide. A single alderman cannot: the executive does. */
export const DecisionBodies = [
  'coalition',
  'executive',
  'council',
  'provincialExecutive',
  'generalBoard',
  'steeringGroup',
] as const;
export type DecisionBody = (typeof DecisionBodies)[number];

/** `consensus` has no legal force; `administrative` has. */
export const LegalWeights = ['consensus', 'administrative'] as const;
export type LegalWeight = (typeof LegalWeights)[number];

/** What a decision point does. */
export const DecisionVerbs = [
  'agree',
  'adopt',
  'note',
  'approve',
  'propose',
  'grant',
  'reject',
  'intend',
  'charge',
] as const;
export type DecisionVerb = (typeof DecisionVerbs)[number];

/** Why a decision lapses before its time (ZGW Besluiten, `vervalreden`). */
export const WithdrawalGrounds = [
  'temporary',
  'withdrawnByGovernment',
  'withdrawnByInterestedParty',
] as const;
export type WithdrawalGround = (typeof WithdrawalGrounds)[number];

export const PointShape = z.strictObject({
  number: z.int().positive(),
  verb: z.enum(DecisionVerbs),
  text: TextShape.optional(),
  amountEur: EurShape.optional(),
  budget: NameShape.optional(),
});
export type Point = z.output<typeof PointShape>;

/** A body whose consent a condition asks for, as precise as it is named. */
export const ConsentingBodyShape = z.strictObject({
  body: z.enum(DecisionBodies),
  municipality: GmCodeShape.optional(),
  organisationId: IdShape.optional(),
});
export type ConsentingBody = z.output<typeof ConsentingBodyShape>;

export const ConditionShape = z.strictObject({
  conditionId: IdShape,
  text: TextShape,
  /** Empty where the source leaves them unnamed: open text, until somebody names them. */
  bodies: z.array(ConsentingBodyShape).max(400),
});
export type Condition = z.output<typeof ConditionShape>;

/** Where the decision stands in the case system of the body that took it. */
export const ReferenceShape = z.strictObject({
  system: NameShape,
  id: NameShape,
  url: UrlShape.optional(),
});
export type Reference = z.output<typeof ReferenceShape>;

/** How often an amount is paid. */
export const PaymentFrequencies = ['once', 'monthly', 'yearly'] as const;

/** How the amount of a whole decision is to be read, as far as that is known. */
export const PaymentShape = z.strictObject({
  frequency: z.enum(PaymentFrequencies).optional(),
  /** True where the amount is a maximum. */
  cap: z.boolean().optional(),
  /** True where it is paid every year from then on. */
  structural: z.boolean().optional(),
  /** What a source says of it in words that mean none of these. */
  note: NameShape.optional(),
});
export type Payment = z.output<typeof PaymentShape>;

const decisionId = IdShape;

export const DecisionProposed = defineEvent('decision.Proposed.v2', {
  says: 'A decision was put before a body, point by point.',
  data: {
    decisionId,
    body: z.enum(DecisionBodies),
    legalWeight: z.enum(LegalWeights).optional(),
    subject: NameShape,
    coalitionId: IdShape.optional(),
    municipality: GmCodeShape.optional(),
    points: z.array(PointShape).max(200),
    /** What the whole decision costs, where the source does not say it point by point. */
    amountEur: EurShape.optional(),
    payment: PaymentShape.optional(),
    reference: ReferenceShape.optional(),
    on: StartShape.optional(),
  },
  example: {
    decisionId: 'veendam-ojg-2021',
    body: 'executive',
    legalWeight: 'administrative',
    subject: 'Uitbreiding Ondersteuning Jeugd en Gezin bij huisartsen',
    municipality: 'GM0047',
    points: [
      { number: 1, verb: 'agree', text: 'deploy youth and family support at GP practices' },
      { number: 2, verb: 'approve', text: 'structural costs', amountEur: 71000, budget: 'youth care' },
    ],
    amountEur: 71000,
    payment: { frequency: 'yearly', structural: true },
    on: '2021-02-02',
  },
});

export const DecisionTaken = defineEvent('decision.Taken', {
  says: 'The body took the decision, perhaps on conditions.',
  data: {
    decisionId,
    on: StartShape,
    effectiveOn: StartShape.optional(),
    expiresOn: EndShape.optional(),
    responsibleOrganisation: IdShape.optional(),
    type: NameShape.optional(),
    conditions: z.array(ConditionShape).max(50).optional(),
  },
  example: {
    decisionId: 'veendam-addendum-2020',
    on: '2020-11-24',
    effectiveOn: '2020-11-24',
    responsibleOrganisation: 'gemeente-veendam',
    type: 'executive decision',
    conditions: [
      {
        conditionId: 'ommeland',
        text: 'consent of all executives of the Ommeland municipalities',
        bodies: [],
      },
    ],
  },
});

export const DecisionRejected = defineEvent('decision.Rejected', {
  says: 'The body rejected what was proposed.',
  data: { decisionId, on: StartShape, reason: TextShape.optional() },
  example: { decisionId: 'scaling-up', on: '2023-05-16', reason: 'First an evaluation.' },
});

export const DecisionConditionNamed = defineEvent('decision.ConditionNamed', {
  says: 'Somebody named the bodies whose consent a condition asks for.',
  data: {
    decisionId,
    conditionId: IdShape,
    bodies: z.array(ConsentingBodyShape).min(1).max(400),
    on: StartShape,
  },
  example: {
    decisionId: 'veendam-addendum-2020',
    conditionId: 'ommeland',
    bodies: [{ body: 'executive', municipality: 'GM0765' }],
    on: '2020-12-01',
  },
});

export const DecisionConditionMet = defineEvent('decision.ConditionMet', {
  says: 'One of the bodies that a condition names gave its consent.',
  data: { decisionId, conditionId: IdShape, by: ConsentingBodyShape, on: StartShape },
  example: {
    decisionId: 'veendam-addendum-2020',
    conditionId: 'ommeland',
    by: { body: 'executive', municipality: 'GM0765' },
    on: '2020-12-15',
  },
});

export const DecisionConditionFailed = defineEvent('decision.ConditionFailed', {
  says: 'A body refused its consent, so that the decision cannot become effective.',
  data: {
    decisionId,
    conditionId: IdShape,
    by: ConsentingBodyShape.optional(),
    on: StartShape,
    reason: TextShape.optional(),
  },
  example: {
    decisionId: 'veendam-addendum-2020',
    conditionId: 'ommeland',
    by: { body: 'executive', municipality: 'GM0765' },
    on: '2020-12-15',
  },
});

export const DecisionBecameEffective = defineEvent('decision.BecameEffective', {
  says: 'A conditional decision became effective: all the bodies that it names have agreed.',
  data: { decisionId, on: StartShape },
  example: { decisionId: 'veendam-addendum-2020', on: '2021-01-05' },
});

export const DecisionReferredToCouncil = defineEvent('decision.ReferredToCouncil', {
  says: 'The executive laid the matter before the council.',
  data: { decisionId, on: StartShape },
  example: { decisionId: 'pekela-programme-2022', on: '2022-11-15' },
});

export const DecisionPublished = defineEvent('decision.Published', {
  says: 'The decision was published.',
  data: { decisionId, on: StartShape, url: UrlShape.optional() },
  example: { decisionId: 'veendam-ojg-2021', on: '2021-02-12', url: 'https://www.veendam.nl/' },
});

export const DecisionWithheldFromPublication = defineEvent('decision.WithheldFromPublication', {
  says: 'The decision is not published, on a named ground, and shown to those only whom it concerns.',
  data: {
    decisionId,
    ground: NameShape,
    on: StartShape.optional(),
    /** Those of the coalition that decided, as it was then. */
    municipalities: z.array(GmCodeShape).min(1).max(400).optional(),
  },
  example: {
    decisionId: 'veendam-ojg-2021',
    ground: 'Woo 5.1.2.f',
    on: '2021-02-12',
    municipalities: ['GM0047'],
  },
});

export const DecisionWithdrawn = defineEvent('decision.Withdrawn', {
  says: 'The decision was withdrawn; it holds no longer from `on`: the day before is its last day.',
  data: { decisionId, on: StartShape, ground: z.enum(WithdrawalGrounds) },
  example: { decisionId: 'veendam-ojg-2021', on: '2024-01-01', ground: 'withdrawnByGovernment' },
});

export const decisionEvents = [
  DecisionProposed,
  DecisionTaken,
  DecisionRejected,
  DecisionConditionNamed,
  DecisionConditionMet,
  DecisionConditionFailed,
  DecisionBecameEffective,
  DecisionReferredToCouncil,
  DecisionPublished,
  DecisionWithheldFromPublication,
  DecisionWithdrawn,
] as const;
export type DecisionEvent = EventOf<(typeof decisionEvents)[number]>;

/** All that can stand in a stream of a decision. */
export const decisionCatalogue = [
  ...decisionEvents,
  ...historyEvents('decision', { type: DecisionProposed.type, data: DecisionProposed.example }),
];
