import type { Hash, Level, Provenance } from '#kernel';
import {
  day,
  flag,
  integer,
  json,
  list,
  nullable,
  periodColumns,
  table,
  text,
  texts,
} from '#platform/read-store';
import type { AgreementKind, Content } from '../agreement.content.ts';
import type { AgreementState, Review, Signature, Version } from '../agreement.state.ts';

/** Agreements: the state that their decisions rest on (without answers of municipalities), and what is asked of it. */
export const AgreementTable = table({
  columns: {
    agreementId: text(),
    /** Null, with the four after it, where sources told what became of it and nobody what it is. */
    title: nullable(text()),
    kind: nullable(text<AgreementKind>()),
    level: nullable(text<Level>()),
    /** Of the newest version, which perhaps waits for signatures. */
    version: nullable(integer()),
    contentHash: nullable(text<Hash>()),
    /** Codes, or `*` for every municipality. */
    municipalities: texts(),
    topics: texts(),
    parentAgreementId: nullable(text()),
    early: json<AgreementState['early']>(),
    draft: nullable(json<NonNullable<AgreementState['draft']>>()),
    submitted: flag(),
    /** What each version says, and beside it what became of it: the first at 0. */
    contents: list<Content>(),
    versions: list<Pick<Version, 'number' | 'contentHash' | 'amendment' | 'declined' | 'effect' | 'putOn'>>(),
    /** Of all versions, in the order in which each was given its own. */
    signatures: list<Signature & { readonly version: number; readonly isVoid: boolean }>(),
    parties: texts(),
    withdrawals: json<AgreementState['withdrawals']>(),
    reviews: list<Review>(),
    ending: nullable(json<NonNullable<AgreementState['ending']>>()),
    publications: json<AgreementState['publications']>(),
    /** When the next review is due; null: none is agreed, or nobody knows from when to count. */
    reviewEarliest: nullable(day()),
    reviewLatest: nullable(day()),
    /** When the newest version waited for signatures, at its widest: the day of the last one is no longer in it; null: never. */
    signingFrom: nullable(day()),
    signingUntil: nullable(day()),
    /** Parties of whom nobody has told that they signed the version in force, which is so where a source tells that it is. */
    unsigned: texts(),
    /** Of the draft, or of what is known instead. */
    provenance: json<Provenance>(),
    /** From the first effect on; one that never took effect holds on no day. */
    ...periodColumns,
  },
  key: ['agreementId'],
  record: { column: 'agreementId', prefix: 'agreement-' },
  indexes: [
    ['level'],
    ['kind'],
    ['parentAgreementId'],
    ['reviewEarliest'],
    ['signingUntil'],
    ['untilLatest'],
  ],
});
