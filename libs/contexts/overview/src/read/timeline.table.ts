import type { Json, Provenance } from '#kernel';
import { day, instant, integer, json, table, text } from '#platform/read-store';

/** One thing that the event tells; an assertion of a source may tell several. */
export type TimelineEntry = { readonly type: string; readonly data: Json };

export const TimelineTable = table({
  columns: {
    /** The record that it is about: its stream, or the code of a municipality, or `region-…`. */
    about: text(),
    stream: text(),
    revision: integer(),
    number: integer(),
    recordedAt: instant(),
    eventId: text(),
    /** The bounds of the first date that it names; an unknown one lies in the distant future. */
    onEarliest: day(),
    onLatest: day(),
    entries: json<readonly TimelineEntry[]>(),
    provenance: json<Provenance>(),
  },
  key: ['about', 'stream', 'revision'],
});
