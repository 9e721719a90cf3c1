import { periodOf, type Event } from '#kernel';
import {
  amount,
  instant,
  integer,
  json,
  list,
  nullable,
  periodColumns,
  periodValues,
  projection,
  table,
  text,
  texts,
  type ProjectedLogEvent,
} from './index.ts';
import { specimenId } from './fold-rows.ts';

/** A small context for the specs of this library: houses in streets, one stream a house. */
export type HouseEvent =
  | Event<'house.Built', { houseId: string; street: string; valueEur: number }>
  | Event<'house.Painted', { houseId: string; street: string; colour: string }>
  | Event<'house.Demolished', { houseId: string; street: string }>;

export const HouseTable = table({
  columns: {
    street: text(),
    houseId: text(),
    colour: nullable(text()),
    colours: texts(),
    coats: integer(),
    layers: list<{ readonly colour: string }>(),
    valueEur: amount(),
    since: instant(),
    source: nullable(json<{ record: string; collection: string }>()),
    ...periodColumns,
  },
  key: ['street', 'houseId'],
  indexes: [['colour'], ['colours']],
});

export const houseRegister = projection<HouseEvent, typeof HouseTable>({
  name: 'house-register',
  version: 1,
  table: HouseTable,
  when: {
    'house.Built': {
      key: ({ event }) => ({ street: event.data.street, houseId: event.data.houseId }),
      apply: (_row, { event, provenance, recordedAt }) => ({
        colour: null,
        colours: [],
        coats: 0,
        layers: [],
        valueEur: event.data.valueEur,
        since: recordedAt,
        source: provenance.kind === 'live' ? null : { ...provenance.source },
        ...periodValues(periodOf('unknown', 'open')),
      }),
    },
    'house.Painted': {
      key: ({ event }) => [{ street: event.data.street, houseId: event.data.houseId }],
      apply: (row, { event: { data } }) =>
        row === undefined
          ? null
          : {
              ...row,
              colour: data.colour,
              colours: [...row.colours, data.colour],
              coats: row.coats + 1,
              layers: [...row.layers, { colour: data.colour }],
            },
    },
    'house.Demolished': {
      key: ({ event }) => ({ street: event.data.street, houseId: event.data.houseId }),
      apply: () => null,
    },
  },
});

/** Everything that was recorded about houses, as it was written. */
export const HouseTrailTable = table({
  columns: { stream: text(), seq: integer(), type: text() },
  key: ['stream', 'seq'],
});
export const houseTrail = projection<HouseEvent, typeof HouseTrailTable>({
  name: 'house-trail',
  version: 1,
  table: HouseTrailTable,
  whenRecorded: {
    key: ({ stream, seq }) => ({ stream, seq }),
    apply: (_row, { event }) => ({ type: event.type }),
  },
});

/** Events as the log would tell them: one after the other, 16 positions apart, all within the same millisecond. */
export function logOf(
  events: readonly { readonly stream: string; readonly event: Event }[],
  after = 0,
): ProjectedLogEvent[] {
  const revisions = new Map<string, number>();
  return events
    .map(({ stream, event }, index) => {
      const revision = revisions.get(stream) ?? 0;
      revisions.set(stream, revision + 1);
      const place = BigInt(index + 1) * 16n;
      return {
        id: specimenId(stream, revision),
        stream,
        revision,
        type: event.type,
        position: { commit: place, prepare: place },
        recordedTicks: BigInt(Date.UTC(2026, 0, 1)) * 10_000n,
        isJson: true,
        data: JSON.stringify(event.data),
        metadata: '{"actor":"clerk"}',
      };
    })
    .slice(after);
}
