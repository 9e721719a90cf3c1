import {
  referral,
  type PartyFacts,
  type PrepareReferral,
  type RecordConsent,
  type ReferralCommand,
  type ReferralEvent,
  type RouteFacts,
  type SendReferral,
  type StepCommand,
} from '#contexts/referral';
import type { Route } from '#contexts/agreement';
import type { OrganisationKind } from '#contexts/organisation';
import { IsoDate, PartialDate, periodOf } from '#kernel';
import { specify } from './given.ts';

export const day = (text: string): IsoDate => IsoDate.parse(text);
const date = (text: string): PartialDate => PartialDate.parse(text);
export const referralId = '7d8f5a52-3c0e-4a53-9d0b-6d6f1d1a2b3c';
export const otherId = '1f0f6a1e-90f5-4d6e-8d0a-0d6b2f5a9c11';
export const { given } = specify(referral, referralId);

export const party = (organisationId: string, kind: OrganisationKind | null): PartyFacts => ({
  organisationId,
  known: kind !== null,
  domain: null,
  closedOn: null,
  kind,
});
export const midwives = party('midwives', 'midwifery');
export const jgz = party('jgz', 'youthHealthCare');
export const route: Route = {
  from: ['midwifery'],
  to: 'youthHealthCare',
  respondWithinWorkingDays: 5,
  startWithinWorkingDays: 15,
  feedbackWithinWorkingDays: 10,
  consent: 'explicit',
};
/** What other records say: a municipal agreement with a route, in force in 2026. */
export const facts: RouteFacts = {
  agreement: {
    agreementId: 'home-visit',
    known: true,
    scope: { level: 'municipal', municipalities: ['GM0109'] },
    said: [{ from: date('2026'), topics: ['antenatalHomeVisit'], phases: ['during'], route }],
    inForce: periodOf(date('2026'), date('2026-12-31')),
    parties: ['midwives', 'jgz'],
    adoptions: [],
  },
  municipality: 'GM0109',
  municipalities: [{ code: 'GM0109', known: true, endedOn: null, successor: null }],
  parties: [midwives, jgz],
};

const said = {
  referralId,
  municipality: 'GM0109',
  agreementId: 'home-visit',
  referrer: 'midwives',
  recipient: 'jgz',
  phase: 'during',
  topic: 'antenatalHomeVisit',
  on: day('2026-11-02'),
} as const;
export const prepare: PrepareReferral = { type: 'PrepareReferral', ...said, facts };
export const prepared: ReferralEvent = { type: 'referral.Prepared', data: said };

const consent: Omit<RecordConsent, 'type' | 'on' | 'facts'> = {
  referralId,
  purpose: 'guidance',
  categories: ['contact'],
  informedBy: 'midwives',
};
export const recordConsent = (on: string): StepCommand => ({
  type: 'RecordConsent',
  ...consent,
  on: day(on),
  facts: { organisation: midwives },
});
export const consented = (on = '2026-11-03'): ReferralEvent => ({
  type: 'referral.ConsentRecorded',
  data: { ...consent, on: day(on) },
});
export const send = (on: string, of: RouteFacts | null = facts): SendReferral => ({
  type: 'SendReferral',
  referralId,
  on: day(on),
  facts: of,
});
export const TERMS = {
  respondWithinWorkingDays: 5,
  startWithinWorkingDays: 15,
  feedbackWithinWorkingDays: 10,
};
export const sent = (on = '2026-11-09', terms: object = TERMS): ReferralEvent => ({
  type: 'referral.Sent',
  data: { referralId, terms, on: day(on) },
});

type Plain<E> = E extends { readonly type: infer T; readonly data: infer D }
  ? keyof D extends 'referralId' | 'on'
    ? T
    : never
  : never;
/** A step of which nothing is told but the day. */
export const step = (type: Plain<ReferralEvent>, on: string): ReferralEvent => ({
  type,
  data: { referralId, on: day(on) },
});
type PlainCommand<C> = C extends { readonly type: infer T }
  ? Exclude<keyof C, 'type' | 'referralId' | 'on'> extends never
    ? T
    : never
  : never;
export const take = (type: PlainCommand<ReferralCommand>, on: string): StepCommand => ({
  type,
  referralId,
  on: day(on),
});

/** Sent on Monday 9 November 2026. */
export const SENT: readonly ReferralEvent[] = [prepared, consented(), sent()];
export const ACCEPTED = [...SENT, step('referral.Accepted', '2026-11-12')];
export const STARTED = [...ACCEPTED, step('referral.SupportStarted', '2026-11-16')];
export const completed: ReferralEvent = {
  type: 'referral.SupportCompleted',
  data: { referralId, outcome: 'goalsMet', on: day('2026-12-14') },
};
export const COMPLETED = [...STARTED, completed];
