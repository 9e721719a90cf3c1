import { Injectable } from '@nestjs/common';
import {
  opened,
  readingOf,
  spoken,
  upcast,
  type Event,
  type Json,
  type Recorded,
  type Upcasters,
} from '#kernel';
import { type QueryAnswer, type QueryParameters } from '#platform/http';
import { sql } from '#platform/read-store';
import type { HistoryEntry } from './answers.ts';
import { noSuchRecord, Reading } from './reading.ts';

type JournalLine = {
  readonly seq: number;
  readonly revision: number;
  readonly eventId: string;
  readonly type: string;
  readonly recordedAt: string;
  readonly data: string;
  readonly metadata: string;
};

/** The fields in which events name when something held (valid time). */
const VALID_TIME = ['on', 'from', 'until', 'effectiveOn', 'expiresOn', 'dueOn'] as const;
const datesIn = (data: object): string[] =>
  VALID_TIME.flatMap((field) => {
    const value: unknown = (data as { [field: string]: unknown })[field];
    return typeof value === 'string' ? [value] : [];
  });

/** The whole trail of one record. */
@Injectable()
export class Histories {
  constructor(
    private readonly reading: Reading,
    private readonly upcasters: Upcasters,
  ) {}

  /** Every recorded event of `stream`, in order. Throws {@link noSuchRecord} where there is none (as of then). */
  async of(stream: string, parameters: QueryParameters): Promise<QueryAnswer<readonly HistoryEntry[]>> {
    const { rows, answer } = await this.reading.ask(
      parameters,
      (view) => ({
        lines: sql<JournalLine>`
        SELECT seq::float8, revision, event_id, type, data, metadata,
          to_char(recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS recorded_at
        FROM ${view.journal()} j WHERE stream = ${stream} ORDER BY revision`,
      }),
      stream,
    );
    if (rows.lines.length === 0) throw noSuchRecord();
    const lines = rows.lines.map((line) => ({ line, ...this.#said(line) }));
    const recorded = lines.map(({ line, event }): Recorded => {
      return { id: line.eventId, revision: line.revision, event };
    });
    return answer(lines.map(({ line, event, metadata }) => entryOf(line, event, metadata, recorded)));
  }

  #said({ seq, type, data, metadata }: JournalLine): {
    readonly event: Event;
    readonly metadata: object;
  } {
    const says = opened({ type, data: JSON.parse(data) as object }, JSON.parse(metadata) as object);
    if (says === null) throw new Error(`event ${seq} is an enclosure without an event`);
    return { event: upcast(this.upcasters, says.event), metadata: says.metadata };
  }
}

function entryOf(
  line: JournalLine,
  event: Event,
  metadata: object,
  recorded: readonly Recorded[],
): HistoryEntry {
  const reads = readingOf(line.eventId, recorded);
  const says = spoken(event);
  const told = says?.name === 'RecordedFromSource' ? says.data.claims : [event];
  const { actor, organisation, role, onBehalfOf, sourceSystem } = metadata as {
    [key: string]: Json;
  };
  return {
    number: line.seq,
    eventId: line.eventId,
    revision: line.revision,
    type: event.type,
    recordedAt: line.recordedAt,
    validDates: [...new Set(told.flatMap(({ data }) => datesIn(data)))],
    by: { actor, organisation, role, onBehalfOf, sourceSystem },
    source: says?.name === 'RecordedFromSource' ? says.data.source : null,
    standing: reads === null ? 'retracted' : reads.corrected ? 'corrected' : 'stands',
    data: event.data as Json,
    readsNow: (reads?.data ?? null) as Json,
  };
}
