import type { Provenance, Start } from '#kernel';
import { json, nullable, table, text } from '#platform/read-store';

/** What a municipality answers to an agreement; `confirmed`: what an old municipality answered goes on. */
export type AnswerOfMunicipality = {
  readonly answer: 'adopted' | 'deviating' | 'refused' | 'notApplicable' | 'confirmed';
  readonly on: Start;
  readonly decisionId: string | null;
  readonly deviation: string | null;
  readonly reason: string | null;
  /** The old municipality, where one is confirmed. */
  readonly predecessor: string | null;
  readonly provenance: Provenance;
};
/** What it means that a municipality did not answer; `notNeeded`: the agreement is of its own level or below. */
export type Silence = 'unknown' | 'notYet' | 'notNeeded';

/** Whom an agreement covers, and what they answered. */
export const AdoptionTable = table({
  columns: {
    /** A code, or `*` for every municipality. */
    municipality: text(),
    agreementId: text(),
    /** Null where the agreement does not name the municipality, and only an answer tells of it. */
    silence: nullable(text<Silence>()),
    /** In the order in which the register learned them; live ones replace what sources told of the same time. */
    answers: json<readonly AnswerOfMunicipality[]>(),
  },
  key: ['municipality', 'agreementId'],
  record: { column: 'agreementId', prefix: 'agreement-' },
  indexes: [['agreementId']],
});
