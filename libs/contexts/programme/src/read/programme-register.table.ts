import type { EventOf, Level, Provenance } from '#kernel';
import { json, nullable, periodColumns, table, text } from '#platform/read-store';
import type { FundingGranted, ObligationSet, PracticeShared } from '../programme.events.ts';

type Data<D> = EventOf<D>['data'];
export type Grant = Data<typeof FundingGranted>;
export type Duty = Pick<Data<typeof ObligationSet>, 'obligationId' | 'kind' | 'dueOn'> & {
  readonly grantId: string | null;
};
export type Practice = Omit<Data<typeof PracticeShared>, 'programmeId'>;

export const ProgrammeTable = table({
  columns: {
    programmeId: text(),
    /** Of the programme, or of the grant or the obligation that stands on its own. */
    name: nullable(text()),
    level: nullable(text<Level>()),
    grants: json<readonly Grant[]>(),
    obligations: json<readonly Duty[]>(),
    practices: json<readonly Practice[]>(),
    provenance: json<Provenance>(),
    ...periodColumns,
  },
  key: ['programmeId'],
});
