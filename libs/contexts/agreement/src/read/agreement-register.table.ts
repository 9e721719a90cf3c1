import type { Hash, Provenance } from '#kernel';
import { day, flag, integer, json, nullable, periodColumns, table, text, texts } from '#platform/read-store';
import type { AgreementKind, AgreementLevel } from '../agreement.content.ts';
import type { AgreementState } from '../agreement.state.ts';

/** Agreements: the state that their decisions rest on (without answers of municipalities), and what is asked of it. */
export const AgreementTable = table({
  columns: {
    agreementId: text(),
    kind: text<AgreementKind>(),
    level: text<AgreementLevel>(),
    title: text(),
    /** Codes, or `*` for every municipality. */
    municipalities: texts(),
    topics: texts(),
    /** Of the newest version, which perhaps waits for signatures. */
    version: integer(),
    contentHash: text<Hash>(),
    parentAgreementId: nullable(text()),
    draft: json<NonNullable<AgreementState['draft']>>(),
    submitted: flag(),
    versions: json<AgreementState['versions']>(),
    parties: texts(),
    withdrawals: json<AgreementState['withdrawals']>(),
    reviews: json<AgreementState['reviews']>(),
    ending: nullable(json<NonNullable<AgreementState['ending']>>()),
    publications: json<AgreementState['publications']>(),
    /** When the next review is due; null: none is agreed, or nobody knows from when to count. */
    reviewEarliest: nullable(day()),
    reviewLatest: nullable(day()),
    provenance: json<Provenance>(),
    /** From the first effect on; one that never took effect holds on no day. */
    ...periodColumns,
  },
  key: ['agreementId'],
  indexes: [['level'], ['kind'], ['parentAgreementId']],
});
