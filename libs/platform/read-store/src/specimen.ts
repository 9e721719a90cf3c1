import { periodOf, type Certainty, type Event } from '#kernel';
import {
  nullable,
  periodColumns,
  periodValues,
  projection,
  table,
  text,
  integer,
  texts,
  json,
} from './index.ts';

/** A small context for the specs of this library: houses with doors, in streets. */
export type HouseEvent =
  | Event<'house.Built', { houseId: string; street: string; year: string }>
  | Event<'house.Painted', { houseId: string; street: string; colour: string }>
  | Event<'house.DoorHung', { doorId: string; colours: string[] }>
  | Event<'house.DemolitionPlanned', { houseId: string; street: string }>;

export const HouseTable = table({
  columns: {
    street: text(),
    houseId: text(),
    colour: nullable(text<'red' | 'blue'>()),
    coats: integer(),
    knownAs: json<{ kind: string; certain: Certainty }>(),
    ...periodColumns,
  },
  key: ['street', 'houseId'],
  indexes: [['colour']],
});
export const houses = projection<HouseEvent, typeof HouseTable>({
  name: 'house-register',
  version: 1,
  table: HouseTable,
  when: {
    'house.Built': {
      key: ({ event }) => ({ street: event.data.street, houseId: event.data.houseId }),
      apply: (_row, { event, provenance }) => ({
        colour: null,
        coats: 0,
        knownAs: { kind: provenance.kind, certain: 'yes' },
        ...periodValues(periodOf('unknown', 'open')),
      }),
    },
    'house.Painted': {
      key: ({ event }) => [{ street: event.data.street, houseId: event.data.houseId }],
      apply: (row) => (row === undefined ? null : { ...row, colour: 'red', coats: row.coats + 1 }),
    },
  },
});
