import {
  EurShape,
  GmCodeShape,
  Hash,
  HashShape,
  IdShape,
  Levels,
  NameShape,
  TextShape,
  UrlShape,
  type End,
  type PartialDate,
} from '#kernel';
import { z } from 'zod';

export const AgreementKinds = [
  'letterOfIntent',
  'covenant',
  'collaborationContract',
  'chainAgreement',
  'carePathway',
  'workingProcess',
  'guidance',
] as const;
export type AgreementKind = (typeof AgreementKinds)[number];

/** The part of the first 1,000 days: before, during or after pregnancy. */
export const PhaseShape = z.enum(['before', 'during', 'after']);

/** A word of a code list that the data own, such as `antenatalHomeVisit`. */
const CodeShape = z
  .string()
  .max(64, 'must have at most 64 characters')
  .regex(/^[a-z][a-zA-Z0-9]*$/, 'must be one word in camelCase');
export const TopicShape = CodeShape;

export const ScopeShape = z.strictObject({
  level: z.enum(Levels),
  /** Whom it covers; a national agreement that names nobody covers everybody. */
  municipalities: z.array(GmCodeShape).max(400),
});
export type Scope = z.output<typeof ScopeShape>;

/** The municipality of an agreement that covers every one of them. */
export const EVERYBODY = '*';

/** Whom a scope covers: codes, or everybody. */
export const coveredBy = ({ level, municipalities }: Scope): readonly string[] =>
  level === 'national' && municipalities.length === 0 ? [EVERYBODY] : municipalities;

export const DocumentShape = z.strictObject({
  title: NameShape,
  sha256: HashShape.optional(),
  url: UrlShape.optional(),
});

const workingDays = z.int().nonnegative().max(1000).optional();

/**
 * The road of referral that an agreement opens: from kinds of organisation to a kind. Terms in working days; no term is
 * standard in the field, so an absent one means that the parties set none.
 */
export const RouteShape = z.strictObject({
  from: z.array(CodeShape).min(1).max(50),
  to: CodeShape,
  respondWithinWorkingDays: workingDays,
  startWithinWorkingDays: workingDays,
  feedbackWithinWorkingDays: workingDays,
  consent: z.literal('explicit'),
  gestationalAgeBeforeWeeks: z.int().positive().max(45).optional(),
});
export type Route = z.output<typeof RouteShape>;

export const TermsShape = z.strictObject({
  summary: TextShape.optional(),
  targetGroup: TextShape.optional(),
  taskLead: IdShape.optional(),
  /** Such as ALPHA-NL, R4U, Mind2Care, EPDS. */
  instruments: z.array(NameShape).max(20).optional(),
  targets: z
    .array(z.strictObject({ what: NameShape, number: z.number().nonnegative() }))
    .max(50)
    .optional(),
  money: z
    .array(
      z.strictObject({
        amountEur: EurShape,
        /** True where the amount is a maximum. */
        cap: z.boolean().optional(),
        source: NameShape.optional(),
        years: z.array(z.int().min(1900).max(2999)).max(50).optional(),
      }),
    )
    .max(50)
    .optional(),
  route: RouteShape.optional(),
});
export type Terms = z.output<typeof TermsShape>;

/** What the parties sign: everything that a version says. */
export type Content = {
  readonly kind: AgreementKind;
  readonly title: string;
  readonly topics: readonly string[];
  readonly phases: readonly z.output<typeof PhaseShape>[];
  readonly scope: Scope;
  readonly parties: readonly string[];
  readonly parentAgreementId?: string | undefined;
  readonly terms?: Terms | undefined;
  readonly reviewEveryMonths?: number | undefined;
  readonly documents?: readonly z.output<typeof DocumentShape>[] | undefined;
  readonly agreedFrom?: PartialDate | undefined;
  readonly agreedUntil?: End | undefined;
};

/** The hash that a signature of `content` names: SHA-256 over its canonical JSON (RFC 8785). */
export const contentHashOf = (content: Content): Hash => Hash.of(content);
