import { isReversed, type Provenance } from '#kernel';
import { projection, type ProjectedFact } from '#platform/read-store';
import { coveredBy, type Scope } from '../agreement.content.ts';
import type { AgreementEvent } from '../agreement.events.ts';
import { AdoptionTable, type AnswerOfMunicipality, type Silence } from './adoption.table.ts';

type Answering = {
  readonly agreementId: string;
  readonly municipality: string;
  readonly on: AnswerOfMunicipality['on'];
  readonly decisionId?: string | undefined;
  readonly deviation?: string | undefined;
  readonly reason?: string | undefined;
  readonly predecessor?: string | undefined;
};
type Fact = ProjectedFact<AgreementEvent & { readonly data: Answering }>;

/** Only an agreement of a level above its own asks a municipality for an answer. */
function silenceOn({ level }: Scope, { kind }: Provenance): Silence {
  if (level === 'municipal' || level === 'district') return 'notNeeded';
  return kind === 'live' ? 'notYet' : 'unknown';
}

/** What a source tells undoes nothing live; a live answer replaces what sources told, but of earlier times. */
function withAnswer(
  answers: readonly AnswerOfMunicipality[],
  told: AnswerOfMunicipality,
): readonly AnswerOfMunicipality[] {
  const isLive = ({ provenance }: AnswerOfMunicipality): boolean => provenance.kind === 'live';
  if (!isLive(told)) return answers.some(isLive) ? answers : [...answers, told];
  return [...answers.filter((one) => isLive(one) || isReversed(told.on, one.on)), told];
}

const answering = (answer: AnswerOfMunicipality['answer']) => ({
  key: ({ event: { data } }: Fact) => ({ municipality: data.municipality, agreementId: data.agreementId }),
  apply: (
    row: { readonly silence: Silence | null; readonly answers: readonly AnswerOfMunicipality[] } | undefined,
    { event: { data }, provenance }: Fact,
  ) => {
    const { on, decisionId = null, deviation = null, reason = null, predecessor = null } = data;
    const told = { answer, on, decisionId, deviation, reason, predecessor, provenance };
    return { silence: row?.silence ?? null, answers: withAnswer(row?.answers ?? [], told) };
  },
});

export const adoption = projection<AgreementEvent, typeof AdoptionTable>({
  name: 'adoption',
  version: 2,
  table: AdoptionTable,
  when: {
    'agreement.Drafted': {
      key: ({ event: { data } }) =>
        coveredBy(data.scope).map((municipality) => ({ municipality, agreementId: data.agreementId })),
      apply: (row, { event: { data }, provenance }) =>
        row?.silence === 'notYet'
          ? row // Drafted live: what a source tells of it undoes nothing.
          : { silence: silenceOn(data.scope, provenance), answers: row?.answers ?? [] },
    },
    'agreement.Adopted': answering('adopted'),
    'agreement.AdoptedWithDeviation': answering('deviating'),
    'agreement.AdoptionRefused': answering('refused'),
    'agreement.NotApplicable': answering('notApplicable'),
    'agreement.SuccessorConfirmed': answering('confirmed'),
  },
});
