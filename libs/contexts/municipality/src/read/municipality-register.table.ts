import type { Provenance, Start } from '#kernel';
import { json, nullable, periodColumns, table, text } from '#platform/read-store';
import type { Province } from '../municipality.events.ts';
import type { Renaming, Reorganisation } from '../municipality.state.ts';

export const MunicipalityTable = table({
  columns: {
    code: text(),
    /** Null where only a reorganisation names the code. */
    name: nullable(text()),
    province: nullable(text<Province>()),
    /** The first day of the code, as precise as it is known. */
    start: text<Start>(),
    renamings: json<readonly Renaming[]>(),
    /** Those that it took part in, on whichever side. */
    reorganisations: json<readonly Reorganisation[]>(),
    /** The code that it merged into. */
    successor: nullable(text()),
    provenance: json<Provenance>(),
    ...periodColumns,
  },
  key: ['code'],
});
