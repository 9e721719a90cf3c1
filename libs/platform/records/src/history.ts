import { Injectable } from '@nestjs/common';
import {
  correctionsLifted,
  opened,
  readingOf,
  spoken,
  upcast,
  type Event,
  type Json,
  type Recorded,
  type Upcasters,
  SEAL,
} from '#kernel';
import type { QueryAnswer } from '#platform/http';
import { sql, type Sql, type View } from '#platform/read-store';
import type { HistoryEntry, HistoryPage } from './answers.ts';
import { PAGE_ITEMS, pageOf } from './page.ts';
import { Reading } from './reading.ts';
import type { HistoryParameters } from './requests.ts';

type JournalLine = {
  readonly seq: number;
  readonly revision: number;
  readonly eventId: string;
  readonly type: string;
  readonly recordedAt: string;
  readonly data: string;
  readonly metadata: string;
};

type Said = { readonly event: Event; readonly metadata: object };

/** The fields in which events name when something held (valid time). */
const VALID_TIME = ['on', 'from', 'until', 'effectiveOn', 'expiresOn', 'dueOn'] as const;
const datesIn = (data: object): string[] =>
  VALID_TIME.flatMap((field) => {
    const value: unknown = (data as { [field: string]: unknown })[field];
    return typeof value === 'string' ? [value] : [];
  });

/** Lines of a stream in their order. */
const linesOf = (view: View, stream: string, where: Sql): Sql<JournalLine> => sql<JournalLine>`
  SELECT seq::float8, revision, event_id, type, data, metadata,
    to_char(recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS recorded_at
  FROM ${view.journal()} j WHERE stream = ${stream} AND (${where}) ORDER BY revision`;

/** Events that speak of others of their stream, and those of which only their content says whether they do. */
const SPEAKING = sql`type LIKE '%.Corrected' OR type LIKE '%.Retracted' OR type LIKE '%.Recorded'`;

/** The whole trail of one record. */
@Injectable()
export class Histories {
  constructor(
    private readonly reading: Reading,
    private readonly upcasters: Upcasters,
  ) {}

  /** The recorded events of `stream`, in order, a page at a time. 404 where there was none at that moment. */
  async of(stream: string, parameters: HistoryParameters): Promise<QueryAnswer<HistoryPage>> {
    const { limit = PAGE_ITEMS, cursor = -1 } = parameters;
    const { rows, answer, revision, absent } = await this.reading.ask(
      parameters,
      (view) => ({
        lines: sql<JournalLine>`${linesOf(view, stream, sql`revision > ${cursor}`)} LIMIT ${limit + 1}`,
        speaking: linesOf(view, stream, SPEAKING),
      }),
      { record: stream },
    );
    if (revision === null) throw absent();
    const { page, next } = pageOf(rows.lines, limit, (last) => String(last.revision));
    // How an event reads now may be said anywhere in its stream.
    const known = new Map([...page, ...rows.speaking].map((line) => [line.revision, line]));
    const recorded = correctionsLifted(
      this.upcasters,
      [...known.values()]
        .sort((a, b) => a.revision - b.revision)
        .flatMap(({ eventId: id, revision, ...line }): Recorded[] => {
          const says = this.#said(line, stream);
          return says === null ? [] : [{ id, revision, event: says.event }];
        }),
    );
    const events = new Map(recorded.map(({ id, event }) => [id, event]));
    const entries = page.flatMap((line) => {
      const says = this.#said(line, stream);
      if (says === null) return [];
      return [entryOf(line, { ...says, event: events.get(line.eventId) ?? says.event }, recorded)];
    });
    return answer({ entries, next });
  }

  /** `null` for an enclosure that nobody can read: it is journaled, and no history tells of it. */
  #said(
    { type, data, metadata }: Pick<JournalLine, 'type' | 'data' | 'metadata'>,
    stream: string,
  ): Said | null {
    const unseal = (sealed: string): string | null => this.upcasters[SEAL]?.open(stream, sealed) ?? null;
    const says = opened({ type, data: JSON.parse(data) as object }, JSON.parse(metadata) as object, unseal);
    return says === null ? null : { event: upcast(this.upcasters, says.event), metadata: says.metadata };
  }
}

function entryOf(line: JournalLine, { event, metadata }: Said, recorded: readonly Recorded[]): HistoryEntry {
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
