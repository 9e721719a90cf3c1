import { CERTIFICATES, isEnclosure } from '#kernel';
import { DataSource } from 'typeorm';
import type { PoolClient } from 'pg';
import { dataSourceOptions, migrate, sessionOf } from './data-source.ts';
import { placeOf } from './fed.ts';
import type { JournalEvent } from './journal.ts';
import { pagesOf, type LedgerRow } from './ledger-pages.ts';

/** An event as the journal has it, but for its place in the store. */
export type ReadEvent = Omit<JournalEvent, 'position'>;

/** The journal, for whoever reads all of it, in its order. One thing at a time: it is read in one session. */
export type JournalReading = {
  /** How many events it had when it was begun. */
  readonly size: number;
  /** The number of the last event recorded at or before an instant of UTC; 0: there is none. */
  readonly numberAt: (instant: string) => Promise<number>;
  /** The streams of records that are withheld, now. */
  readonly withheld: () => Promise<ReadonlySet<string>>;
  /** Events after a number and up to another, page by page; `wanted`: of these types only. */
  readonly pages: (
    after: number,
    upTo: number,
    wanted?: (type: string) => boolean,
  ) => AsyncGenerator<readonly ReadEvent[]>;
};

/** Gives `work` the journal. Throws what `work` does. */
export async function readingJournal<T>(
  url: string,
  work: (journal: JournalReading) => Promise<T>,
): Promise<T> {
  await migrate(url);
  const dataSource = new DataSource(dataSourceOptions(url, 1, 0, { pipeline: false }));
  await dataSource.initialize();
  try {
    const session = await sessionOf(dataSource.createQueryRunner());
    const { seq: size } = await placeOf(session);
    return await work({
      size,
      numberAt: async (instant) => {
        const { rows } = await session.query<{ seq: number }>(
          'SELECT seq::float8 FROM journal WHERE recorded_at <= $1 ORDER BY recorded_at DESC LIMIT 1',
          [instant],
        );
        return rows[0]?.seq ?? 0;
      },
      withheld: async () => {
        const { rows } = await session.query<{ streams: string[] }>(`SELECT withheld_from('{}') AS streams`);
        return new Set(rows[0]?.streams);
      },
      pages: async function* (after, upTo, wanted) {
        const types = wanted === undefined ? null : (await typesIn(session)).filter(wanted);
        for await (const page of pagesOf(session, upTo, { after, types })) yield page.map(eventIn);
      },
    });
  } finally {
    await dataSource.destroy();
  }
}

/** Whether an event tells of people, or of the destruction of what did: it is for its parties, and never for analysis. */
export const isAboutPeople = ({ stream, type }: Pick<JournalEvent, 'stream' | 'type'>): boolean =>
  isEnclosure(type) || stream === CERTIFICATES;

/** By the index of types, from one to the next: however many events there are. */
async function typesIn(session: PoolClient): Promise<string[]> {
  const { rows } = await session.query<{ type: string }>(`
    WITH RECURSIVE found AS (
      (SELECT type FROM journal ORDER BY type LIMIT 1)
      UNION ALL
      SELECT (SELECT j.type FROM journal j WHERE j.type > f.type ORDER BY j.type LIMIT 1) FROM found f WHERE f.type IS NOT NULL
    ) SELECT type FROM found WHERE type IS NOT NULL`);
  return rows.map(({ type }) => type);
}

/** The fields of a header of a leaf, in their order. */
function* fieldsOf(header: Buffer): Generator<string, undefined> {
  for (let at = 0; at < header.length;) {
    const end = at + 4 + header.readUInt32BE(at);
    yield header.toString('utf8', at + 4, end);
    at = end;
  }
}

function eventIn({ seq, header, data, metadata, isDestroyed }: LedgerRow): ReadEvent {
  const [, , , , stream = '', revision, id = '', type = '', recordedAt = '', form] = fieldsOf(header);
  return {
    ...{ seq, stream, id, type, recordedAt, isDestroyed },
    revision: Number(revision),
    isJson: form === 'json',
    data: data.toString(),
    metadata: metadata.toString(),
  };
}
