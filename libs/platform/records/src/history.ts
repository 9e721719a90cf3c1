import { Injectable } from '@nestjs/common';
import {
  correctionsLifted,
  readingOf,
  spoken,
  type Event,
  type Json,
  type Recorded,
  type Upcasters,
} from '#kernel';
import type { QueryAnswer } from '#platform/http';
import { saidIn, sql, type Said, type Sql, type View } from '#platform/read-store';
import type { ChangePage, HistoryEntry, HistoryPage, SpokenOfAnswer } from './answers.ts';
import { PAGE_ITEMS, pageOf } from './page.ts';
import { Reading, type Read } from './reading.ts';
import type { HistoryParameters } from './requests.ts';

type JournalLine = {
  readonly seq: number;
  readonly stream: string;
  readonly revision: number;
  readonly eventId: string;
  readonly type: string;
  readonly recordedAt: string;
  readonly data: string;
  readonly metadata: string;
};

type Group = { readonly [name: string]: Sql };
type AmongOptions = { readonly limit?: number; readonly order?: 'as recorded' | 'latest first' };

/** The fields in which events name when something held (valid time). */
const VALID_TIME = ['on', 'from', 'until', 'effectiveOn', 'expiresOn', 'dueOn'] as const;
const datesIn = (data: object): string[] =>
  VALID_TIME.flatMap((field) => {
    const value: unknown = (data as { [field: string]: unknown })[field];
    return typeof value === 'string' ? [value] : [];
  });

const COLUMNS = sql`j.seq::float8, j.stream, j.revision, j.event_id, j.type, j.data, j.metadata,
    to_char(j.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS recorded_at`;

/** Lines of a stream in their order. */
const linesOf = (view: View, stream: string, where: Sql): Sql<JournalLine> => sql<JournalLine>`
  SELECT ${COLUMNS} FROM ${view.journal()} j WHERE stream = ${stream} AND (${where}) ORDER BY revision`;

/** Events that speak of others of their stream, and those of which only their content says whether they do. */
const SPEAKING = sql`type LIKE '%.Corrected' OR type LIKE '%.Retracted' OR type LIKE '%.Recorded'`;

/** The whole trail of one record. */
@Injectable()
export class Histories {
  constructor(
    private readonly reading: Reading,
    private readonly upcasters: Upcasters,
  ) {}

  /** The same as of a number of the journal, whatever instant a request wants. */
  at(number: number): Histories {
    return new Histories(this.reading.at(number), this.upcasters);
  }

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
    const recorded = this.#recorded([...page, ...rows.speaking]);
    const events = new Map(recorded.map(({ id, event }) => [id, event]));
    const entries = page.flatMap((line) => {
      const says = this.#said(line);
      if (says === null) return [];
      return [entryOf(line, { ...says, event: events.get(line.eventId) ?? says.event }, recorded)];
    });
    return answer({ entries, next });
  }

  /**
   * Recorded events of whichever records, by their numbers in the journal: a query with a column `seq`, in the order asked for,
   * of one more than a page. What they correct or retract is told as it read before and after.
   */
  async among(
    numbers: (view: View) => Sql,
    { limit = PAGE_ITEMS, order = 'as recorded' }: AmongOptions,
    reading: Pick<Read<Group>, 'answer' | 'more'>,
  ): Promise<QueryAnswer<ChangePage>> {
    const { lines } = await reading.more((view) => ({
      lines: sql<JournalLine>`SELECT ${COLUMNS} FROM (${numbers(view)}) n
        CROSS JOIN LATERAL (SELECT * FROM ${view.journal()} k WHERE k.seq = n.seq) j
        ORDER BY j.seq ${order === 'as recorded' ? sql`ASC` : sql`DESC`}`,
    }));
    const { page, next } = pageOf(lines, limit, (last) => String(last.seq));
    const named = page.flatMap((line) => idSpokenOf(this.#said(line)?.event) ?? []);
    const { speaking, spokenOf } = await reading.more((view) => ({
      speaking: sql<JournalLine>`SELECT ${COLUMNS} FROM unnest(${[...new Set(page.map((line) => line.stream))]}::text[]) s
        CROSS JOIN LATERAL (SELECT * FROM ${view.journal()} k WHERE k.stream = s AND (${SPEAKING})) j`,
      spokenOf: sql<JournalLine>`SELECT ${COLUMNS} FROM unnest(${named}::uuid[]) e
        CROSS JOIN LATERAL (SELECT * FROM ${view.journal()} k WHERE k.event_id = e) j`,
    }));
    const entries = page.flatMap((line) => {
      const says = this.#said(line);
      if (says === null) return [];
      const known = [...page, ...speaking, ...spokenOf].filter(({ stream }) => stream === line.stream);
      const recorded = this.#recorded(known);
      const event = recorded.find(({ id }) => id === line.eventId)?.event ?? says.event;
      const entry = entryOf(line, { ...says, event }, recorded);
      return [{ ...entry, record: line.stream, speaksOf: spokenOfAnswer(line, event, recorded) }];
    });
    return reading.answer({ entries, next });
  }

  /** Lines of one stream as events of today, each once and in order. */
  #recorded(lines: readonly JournalLine[]): readonly Recorded[] {
    const known = new Map(lines.map((line) => [line.revision, line]));
    return correctionsLifted(
      this.upcasters,
      [...known.values()]
        .sort((a, b) => a.revision - b.revision)
        .flatMap(({ eventId: id, revision, ...line }): Recorded[] => {
          const says = this.#said(line);
          return says === null ? [] : [{ id, revision, event: says.event }];
        }),
    );
  }

  /** `null` for what nobody can read: it is journaled, and no history tells of it. */
  #said(line: Omit<JournalLine, 'eventId' | 'revision'>): Said | null {
    return saidIn(line, this.upcasters);
  }
}

/** The id of the event that another one corrects or retracts; `null`: it does neither. */
function idSpokenOf(event: Event | undefined): string | null {
  const says = event === undefined ? null : spoken(event);
  if (says?.name === 'Corrected') return says.data.corrects;
  return says?.name === 'Retracted' ? says.data.retracts : null;
}

function spokenOfAnswer(
  { revision }: JournalLine,
  event: Event,
  recorded: readonly Recorded[],
): SpokenOfAnswer | null {
  const says = spoken(event);
  const eventId = idSpokenOf(event);
  const target = recorded.find(({ id }) => id === eventId);
  if (eventId === null || target === undefined) return null;
  const readAt = (last: number): Json =>
    (readingOf(
      eventId,
      recorded.filter((one) => one.revision <= last),
    )?.data ?? null) as Json;
  const reason = says?.name === 'Corrected' || says?.name === 'Retracted' ? says.data.reason : '';
  return { eventId, type: target.event.type, before: readAt(revision - 1), after: readAt(revision), reason };
}

function entryOf(line: JournalLine, { event, metadata }: Said, recorded: readonly Recorded[]): HistoryEntry {
  const reads = readingOf(line.eventId, recorded);
  const says = spoken(event);
  const told = says?.name === 'RecordedFromSource' ? says.data.claims : [event];
  const { actor, organisation, role, onBehalfOf, sourceSystem } = metadata;
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
