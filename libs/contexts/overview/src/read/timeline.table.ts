import type { Json, Provenance } from '#kernel';
import { day, instant, integer, json, table, text } from '#platform/read-store';

export const TimelineTable = table({
  columns: {
    /** The record that it is about: its stream, or the code of a municipality, or `region-…`. */
    about: text(),
    stream: text(),
    revision: integer(),
    /** Which of the things that the event tells. */
    part: integer(),
    number: integer(),
    recordedAt: instant(),
    eventId: text(),
    /** The bounds of the first date that it names; an unknown one lies in the distant future. */
    onEarliest: day(),
    onLatest: day(),
    type: text(),
    data: json<Json>(),
    provenance: json<Provenance>(),
  },
  key: ['about', 'stream', 'revision', 'part'],
});
