import type { Role } from '#platform/http';

/** Where a request says whose something is: `body.municipality`, `params.code`, `query.organisationId`. */
export type Field = `${'params' | 'body' | 'query'}.${string}`;

/** When something counts as a caller's own. */
export type Own =
  /** One of the municipalities that the request names is the caller's. */
  | { readonly kind: 'municipality'; readonly at: Field }
  /** One of the organisations that the request names is that of the caller. */
  | { readonly kind: 'organisation'; readonly at: Field }
  /** The record is of a municipality of the caller, or of its organisation. */
  | { readonly kind: 'record'; readonly of: 'agreement' | 'coalition' | 'decision'; readonly at: Field }
  /** The caller's organisation is one of these in the referral. To anybody who is none of them, there is no such referral. */
  | { readonly kind: 'referral'; readonly as: readonly ('referrer' | 'recipient' | 'caseDirector')[] }
  | { readonly kind: 'any'; readonly of: readonly Own[] };

export const municipality = (at: Field): Own => ({ kind: 'municipality', at });
export const organisation = (at: Field): Own => ({ kind: 'organisation', at });
export const record = (of: 'agreement' | 'coalition' | 'decision', at: Field = 'params.id'): Own => ({
  ...{ kind: 'record', of, at },
});
export const any = (...of: readonly Own[]): Own => ({ kind: 'any', of });

/** The caller's organisation is one of these in the referral. */
export const referral = (...as: Extract<Own, { readonly kind: 'referral' }>['as']): Own => ({
  kind: 'referral',
  as,
});

/** Who may do something: all of it, or only what is their own. Whoever is not named may not. */
export type May = Partial<Readonly<Record<Role, 'all' | Own>>>;

/** What may be done with what, by operations of the OpenAPI document. */
export type Row = {
  readonly resource: string;
  readonly action: string;
  readonly operations: readonly string[];
  readonly may: May;
  /** It is about people: nobody does or sees it without the access log knowing. */
  readonly isAboutPeople: boolean;
};

export const EVERYBODY: May = {
  'programme-office': 'all',
  municipality: 'all',
  partner: 'all',
  analyst: 'all',
  auditor: 'all',
  'privacy-officer': 'all',
};
export const OFFICE: May = { 'programme-office': 'all' };
export const officeAnd = (own: Own, partner: Own | null = null): May => ({
  ...OFFICE,
  municipality: own,
  ...(partner !== null && { partner }),
});
export const ONES_OWN = officeAnd(organisation('body.organisationId'), organisation('body.organisationId'));
export const parties = (own: Own): May => ({ municipality: own, partner: own });

export const row = (resource: string, action: string, operations: readonly string[], may: May): Row => ({
  ...{ resource, action, operations, may, isAboutPeople: false },
});
/** A row about people. */
export const rowAboutPeople = (...parts: Parameters<typeof row>): Row => ({
  ...row(...parts),
  isAboutPeople: true,
});
export const of = (controller: string, ...methods: readonly string[]): string[] =>
  methods.map((method) => `${controller}.${method}`);
