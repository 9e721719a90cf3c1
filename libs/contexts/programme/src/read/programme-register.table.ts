import type { EventOf, Level, Provenance, Start, Told } from '#kernel';
import { json, nullable, periodColumns, table, text } from '#platform/read-store';
import type { FundingGranted, ObligationSet, PracticeShared, ProgrammeStarted } from '../programme.events.ts';

type Data<D> = EventOf<D>['data'];
/** True where only a source tells it. */
type PerSource = { readonly perSource: boolean };
export type Grant = Data<typeof FundingGranted> & PerSource;
export type Duty = Pick<Data<typeof ObligationSet>, 'obligationId' | 'kind' | 'dueOn'> & {
  readonly grantId: string | null;
} & PerSource;
export type Practice = Omit<Data<typeof PracticeShared>, 'programmeId'> & PerSource;

export const ProgrammeTable = table({
  columns: {
    programmeId: text(),
    /** Of the programme, or of the grant or the obligation that stands on its own. */
    name: nullable(text()),
    level: nullable(text<Level>()),
    started: nullable(json<Told<Data<typeof ProgrammeStarted>>>()),
    /** Its last day, whatever end had been set. */
    ended: nullable(json<Told<Start>>()),
    grants: json<readonly Grant[]>(),
    obligations: json<readonly Duty[]>(),
    practices: json<readonly Practice[]>(),
    provenance: json<Provenance>(),
    ...periodColumns,
  },
  key: ['programmeId'],
});
