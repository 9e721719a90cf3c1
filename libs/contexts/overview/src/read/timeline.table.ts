import type { Json, Provenance } from '#kernel';
import { day, instant, integer, json, table, text } from '#platform/read-store';

/** In the order in which it is told: the key is what pages go on from, now and as of any moment. */
export const TimelineTable = table({
  columns: {
    /** The record that it is about: its stream, or the code of a municipality, or `region-…`. */
    about: text(),
    /** The bounds of the first date that it names; an unknown one lies in the distant future. */
    onEarliest: day(),
    number: integer(),
    /** Which of the things that the event tells. */
    part: integer(),
    onLatest: day(),
    stream: text(),
    recordedAt: instant(),
    eventId: text(),
    type: text(),
    data: json<Json>(),
    provenance: json<Provenance>(),
  },
  key: ['about', 'onEarliest', 'number', 'part'],
  record: { column: 'stream' },
});
