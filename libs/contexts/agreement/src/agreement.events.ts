import {
  defineEvent,
  EndShape,
  GmCodeShape,
  HashShape,
  historyEvents,
  IdShape,
  NameShape,
  PartialDateShape,
  StartShape,
  TextShape,
  UrlShape,
  type EventOf,
} from '#kernel';
import { z } from 'zod';
import {
  AgreementKinds,
  DocumentShape,
  PhaseShape,
  ScopeShape,
  TermsShape,
  TopicShape,
} from './agreement.content.ts';

/** What a review leads to. */
export const ReviewOutcomes = ['continue', 'amend', 'terminate'] as const;
export type ReviewOutcome = (typeof ReviewOutcomes)[number];

const agreementId = IdShape;
const reviewEveryMonths = z.int().positive().max(600).optional();
const documents = z.array(DocumentShape).max(50).optional();
/** From and until when the parties agreed that it holds; without a date it begins with the last signature. */
const agreedFrom = PartialDateShape.optional();
const agreedUntil = EndShape.optional();
const signature = {
  organisationId: IdShape,
  capacity: NameShape.optional(),
  function: NameShape.optional(),
  on: StartShape,
  /** The version that was signed; absent where a source merely tells that somebody signed. */
  contentHash: HashShape.optional(),
  decisionId: IdShape.optional(),
};
const adoption = { agreementId, municipality: GmCodeShape, on: StartShape, decisionId: IdShape.optional() };
const EXAMPLE_HASH = 'c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00';

export const AgreementDrafted = defineEvent('agreement.Drafted', {
  says: 'An agreement was drafted for its parties, as version 1.',
  data: {
    agreementId,
    kind: z.enum(AgreementKinds),
    title: NameShape,
    topics: z.array(TopicShape).max(50),
    phases: z.array(PhaseShape).max(3),
    scope: ScopeShape,
    parties: z.array(IdShape).max(400).optional(),
    parentAgreementId: IdShape.optional(),
    terms: TermsShape.optional(),
    reviewEveryMonths,
    documents,
    agreedFrom,
    agreedUntil,
    decisionId: IdShape.optional(),
    on: StartShape.optional(),
  },
  example: {
    agreementId: 'emmen-goede-start',
    kind: 'workingProcess',
    title: 'Goede Start voor 30 gezinnen',
    topics: ['earlierSupport'],
    phases: ['during', 'after'],
    scope: { level: 'municipal', municipalities: ['GM0114'] },
    parties: ['gemeente-emmen', 'verloskundigen-emmen', 'ggd-drenthe', 'sedna'],
    terms: {
      summary: 'Support for 30 vulnerable families by midwives, GGD and Sedna, for 1,000 days.',
      targets: [{ what: 'families', number: 30 }],
      money: [{ amountEur: 210000, cap: true, source: 'municipality', years: [2019] }],
      route: {
        from: ['midwifery'],
        to: 'welfare',
        respondWithinWorkingDays: 5,
        consent: 'explicit',
        gestationalAgeBeforeWeeks: 28,
      },
    },
    reviewEveryMonths: 3,
    decisionId: 'emmen-goede-start',
    on: '2018',
  },
});

export const AgreementSubmitted = defineEvent('agreement.Submitted', {
  says: 'The agreement was laid before the parties that have to sign it.',
  data: { agreementId, to: z.array(IdShape).min(1).max(400), on: StartShape.optional() },
  example: { agreementId: 'emmen-goede-start', to: ['gemeente-emmen', 'sedna'], on: '2019-01-15' },
});

export const AgreementSigned = defineEvent('agreement.Signed', {
  says: 'A party signed that very version.',
  data: { agreementId, ...signature },
  example: {
    agreementId: 'emmen-goede-start',
    organisationId: 'gemeente-emmen',
    capacity: 'on behalf of the municipal executive',
    function: 'alderman for youth',
    on: '2019-02-01',
    contentHash: EXAMPLE_HASH,
    decisionId: 'emmen-goede-start',
  },
});

export const AgreementSignatureDeclined = defineEvent('agreement.SignatureDeclined', {
  says: 'A party declined to sign this version.',
  data: { agreementId, organisationId: IdShape, on: StartShape, reason: TextShape.optional() },
  example: {
    agreementId: 'emmen-goede-start',
    organisationId: 'sedna',
    on: '2019-02-01',
    reason: 'No capacity this year.',
  },
});

export const AgreementTookEffect = defineEvent('agreement.TookEffect', {
  says: 'The version took effect, and replaced the one before; `until` is its last day.',
  data: { agreementId, on: StartShape, until: EndShape.optional() },
  example: { agreementId: 'emmen-goede-start', on: '2019-02-01', until: 'open' },
});

export const AgreementPartyAcceded = defineEvent('agreement.PartyAcceded', {
  says: 'Another organisation joined the agreement and signed the version in force.',
  data: { agreementId, ...signature },
  example: {
    agreementId: 'groningen-convenant-2022',
    organisationId: 'icare-jgz',
    capacity: 'on behalf of the board',
    function: 'director',
    on: '2023-03',
    contentHash: EXAMPLE_HASH,
  },
});

export const AgreementPartyWithdrew = defineEvent('agreement.PartyWithdrew', {
  says: 'A party left the agreement, and is none from `on`; the others go on.',
  data: { agreementId, organisationId: IdShape, on: StartShape, reason: TextShape.optional() },
  example: { agreementId: 'groningen-convenant-2022', organisationId: 'icare-jgz', on: '2024-01-01' },
});

export const AgreementAdopted = defineEvent('agreement.Adopted', {
  says: 'A municipality adopted an agreement of a level above its own.',
  data: adoption,
  example: { agreementId: 'groningen-convenant-2022', municipality: 'GM0765', on: '2022-06-14' },
});

export const AgreementAdoptedWithDeviation = defineEvent('agreement.AdoptedWithDeviation', {
  says: 'A municipality adopted the agreement, and deviates from it for a reason.',
  data: { ...adoption, deviation: TextShape, reason: TextShape },
  example: {
    agreementId: 'groningen-convenant-2022',
    municipality: 'GM0047',
    deviation: 'Feedback within ten working days instead of five.',
    reason: 'Two part-time workers.',
    on: '2022-06-14',
    decisionId: 'veendam-convenant-2022',
  },
});

export const AgreementAdoptionRefused = defineEvent('agreement.AdoptionRefused', {
  says: 'A municipality refused to adopt the agreement.',
  data: { ...adoption, reason: TextShape.optional() },
  example: { agreementId: 'groningen-convenant-2022', municipality: 'GM0037', on: '2022-06-14' },
});

export const AgreementNotApplicable = defineEvent('agreement.NotApplicable', {
  says: 'A municipality found that the agreement does not concern it.',
  data: { ...adoption, reason: TextShape.optional() },
  example: {
    agreementId: 'groningen-convenant-2022',
    municipality: 'GM1950',
    reason: 'No hospital in the municipality.',
    on: '2022-06-14',
  },
});

export const AgreementSuccessorConfirmed = defineEvent('agreement.SuccessorConfirmed', {
  says: 'After a merger, the new municipality confirmed what it took over from an old one.',
  data: { ...adoption, predecessor: GmCodeShape },
  example: {
    agreementId: 'slochteren-2016',
    municipality: 'GM1952',
    predecessor: 'GM0040',
    on: '2018-05-01',
  },
});

export const AgreementReviewed = defineEvent('agreement.Reviewed', {
  says: 'The agreement was reviewed.',
  data: { agreementId, on: StartShape, outcome: z.enum(ReviewOutcomes), findings: TextShape.optional() },
  example: { agreementId: 'emmen-goede-start', on: '2019-05', outcome: 'continue', findings: 'On course.' },
});

export const AgreementReviewFellDue = defineEvent('agreement.ReviewFellDue', {
  says: 'The day for the next review, `dueOn`, passed without one: a finding of the register itself, which ends nothing.',
  data: { agreementId, dueOn: PartialDateShape },
  example: { agreementId: 'emmen-goede-start', dueOn: '2019-08' },
});

export const AgreementAmended = defineEvent('agreement.Amended', {
  says: 'A new version was drawn up; the old one holds until the parties have signed the new one.',
  data: {
    agreementId,
    version: z.int().min(2),
    terms: TermsShape.optional(),
    reviewEveryMonths,
    documents,
    agreedFrom,
    agreedUntil,
    on: StartShape,
  },
  example: {
    agreementId: 'emmen-goede-start',
    version: 2,
    terms: { summary: 'Support for 60 families.', targets: [{ what: 'families', number: 60 }] },
    on: '2020-01',
  },
});

export const AgreementExtended = defineEvent('agreement.Extended', {
  says: 'The agreement was extended; `until` is the new last day.',
  data: { agreementId, until: EndShape, on: StartShape.optional() },
  example: { agreementId: 'emmen-goede-start', until: '2025-12-31', on: '2023-11-01' },
});

export const AgreementTerminated = defineEvent('agreement.Terminated', {
  says: 'The agreement was terminated; `on` is its last day.',
  data: { agreementId, on: StartShape, notice: TextShape.optional(), by: IdShape.optional() },
  example: {
    agreementId: 'emmen-goede-start',
    on: '2024-03-28',
    notice: 'Three months, given on 2023-12-28.',
    by: 'gemeente-emmen',
  },
});

export const AgreementExpired = defineEvent('agreement.Expired', {
  says: 'The last day that was agreed has passed, as the register itself found; `on` is that day.',
  data: { agreementId, on: StartShape },
  example: { agreementId: 'emmen-goede-start', on: '2025-12-31' },
});

export const AgreementSuperseded = defineEvent('agreement.Superseded', {
  says: 'Another agreement took its place from `on`: the day before is its last day.',
  data: { agreementId, by: IdShape, on: StartShape },
  example: { agreementId: 'emmen-goede-start', by: 'emmen-goede-start-2025', on: '2025-01-01' },
});

export const AgreementPublished = defineEvent('agreement.Published', {
  says: 'The agreement was published.',
  data: { agreementId, on: StartShape, url: UrlShape.optional() },
  example: { agreementId: 'emmen-goede-start', on: '2019-02-08' },
});

export const AgreementWithheldFromPublication = defineEvent('agreement.WithheldFromPublication', {
  says: 'The agreement is not published, on a named ground.',
  data: { agreementId, ground: NameShape, on: StartShape.optional() },
  example: { agreementId: 'emmen-goede-start', ground: 'Woo 5.1.2.f', on: '2019-02-08' },
});

export const agreementEvents = [
  AgreementDrafted,
  AgreementSubmitted,
  AgreementSigned,
  AgreementSignatureDeclined,
  AgreementTookEffect,
  AgreementPartyAcceded,
  AgreementPartyWithdrew,
  AgreementAdopted,
  AgreementAdoptedWithDeviation,
  AgreementAdoptionRefused,
  AgreementNotApplicable,
  AgreementSuccessorConfirmed,
  AgreementReviewed,
  AgreementReviewFellDue,
  AgreementAmended,
  AgreementExtended,
  AgreementTerminated,
  AgreementExpired,
  AgreementSuperseded,
  AgreementPublished,
  AgreementWithheldFromPublication,
] as const;
export type AgreementEvent = EventOf<(typeof agreementEvents)[number]>;

/** All that can stand in a stream of an agreement. */
export const agreementCatalogue = [
  ...agreementEvents,
  ...historyEvents('agreement', { type: AgreementDrafted.type, data: AgreementDrafted.example }),
];
