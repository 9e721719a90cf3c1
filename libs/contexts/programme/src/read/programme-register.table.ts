import type { EventOf, Level, Provenance } from '#kernel';
import { json, nullable, periodColumns, table, text } from '#platform/read-store';
import type {
  FundingGranted,
  ObligationMet,
  ObligationMissed,
  ObligationSet,
  PracticeShared,
} from '../programme.events.ts';

type Data<D> = EventOf<D>['data'];
export type Grant = Data<typeof FundingGranted>;
export type Duty = Pick<Data<typeof ObligationSet>, 'obligationId' | 'kind' | 'dueOn'> & {
  readonly grantId: string | null;
};
export type Fulfilment = Omit<Data<typeof ObligationMet>, 'programmeId'> & { readonly met: true };
export type Omission = Omit<Data<typeof ObligationMissed>, 'programmeId'> & { readonly met: false };
export type Practice = Omit<Data<typeof PracticeShared>, 'programmeId'>;

export const ProgrammeTable = table({
  columns: {
    programmeId: text(),
    /** Of the programme, or of the grant or the obligation that stands on its own. */
    name: nullable(text()),
    level: nullable(text<Level>()),
    grants: json<readonly Grant[]>(),
    obligations: json<readonly Duty[]>(),
    outcomes: json<readonly (Fulfilment | Omission)[]>(),
    practices: json<readonly Practice[]>(),
    provenance: json<Provenance>(),
    ...periodColumns,
  },
  key: ['programmeId'],
});
