import type { IsoDate, Upcasters } from '#kernel';
import type { PoolClient } from 'pg';
import { DataSource } from 'typeorm';
import { setTimeout as sleep } from 'node:timers/promises';
import { dataSourceOptions, messageOf, migrate, sessionOf } from './data-source.ts';
import { forgetToDos } from './destroyed.ts';
import { placeOf } from './fed.ts';
import { Fold, keyText, replacedAndLast, rowsIn, type KnownRow } from './fold.ts';
import { eventsAfter } from './journal.ts';
import { PLACE_CHANNEL, reaches, type Position } from './place-watch.ts';
import type { Projection, Values } from './projection.ts';
import { tell, Unreadable, type Heard, type Told } from './telling.ts';
import {
  dueBy,
  setTimers,
  settle,
  type Due,
  type Matter,
  type Settled,
  type Told as TimerTold,
} from './timers.ts';

/** What a policy has to do: a list, folded like a read model, and what each of its rows asks for. */
export type ToDo = {
  readonly policy: string;
  readonly list: Projection;
  /** What a row asks for, key and all; `null`: nothing (any more). Pure. */
  readonly matterOf: (row: Values) => Matter | null;
  /** What `matterOf` follows beside the row: when it changes, the list is folded anew. */
  readonly settings: string;
};

/** What a list could not take: an event of the journal, by its number, and why. */
export type Aside = { readonly list: string; readonly seq: number; readonly reason: string };

const STATEMENT_MS_MAX = 60_000;
const STEP_EVENTS_MAX = 500;
/** Another process has moved a list: it is looked at anew. */
class Overtaken extends Error {
  constructor() {
    super('another process has moved the to-do lists');
    this.name = 'Overtaken';
  }
}

type Listed = {
  readonly list: Projection;
  readonly toDos: readonly ToDo[];
  /** The streams of which an event could not be taken. */
  readonly aside: Map<string, Aside>;
  seq: number;
};

/**
 * To-do lists: rows folded over the journal from number 1, with a place and tables of their own. A read model that is
 * rebuilt touches none of them. Rows, timers and place of a list move in one transaction, which fails where somebody
 * else has moved the place meanwhile: no lease is needed for that. An event that a list cannot take is set aside with
 * all that follows in its stream, until the list is opened again: then it is folded anew.
 */
export class ToDoLists {
  #place: Position | null = null;
  #wake = new AbortController();

  private constructor(
    private readonly dataSource: DataSource,
    private readonly session: PoolClient,
    private readonly upcasters: Upcasters,
    private readonly lists: readonly Listed[],
  ) {
    session.on('notification', () => this.#wake.abort());
  }

  /** Makes lists that are new, and forgets those that nobody has any more. Throws what PostgreSQL throws. */
  static async open(url: string, toDos: readonly ToDo[], upcasters: Upcasters): Promise<ToDoLists> {
    await migrate(url);
    const dataSource = new DataSource(dataSourceOptions(url, 1, STATEMENT_MS_MAX, { pipeline: false }));
    await dataSource.initialize();
    try {
      const session = await sessionOf(dataSource.createQueryRunner());
      // A process that is paused inside a transaction must not keep its successor from the lists.
      await session.query(`SET idle_in_transaction_session_timeout = '2s'; SET lock_timeout = '5s'`);
      await session.query(`LISTEN ${PLACE_CHANNEL}`);
      const byName = new Map(toDos.map(({ list }) => [list.storage, list]));
      const lists = [...byName.values()].map((list): Listed => {
        const own = toDos.filter((toDo) => toDo.list.storage === list.storage);
        return { list, toDos: own, aside: new Map(), seq: 0 };
      });
      const places = await registered(session, lists);
      for (const listed of lists) listed.seq = places.get(listed.list.storage) ?? 0;
      return new ToDoLists(dataSource, session, upcasters, lists);
    } catch (error) {
      await dataSource.destroy();
      throw error;
    }
  }

  /** What could not be taken, one event a stream. */
  get aside(): readonly Aside[] {
    return this.lists.flatMap(({ aside }) => [...aside.values()]);
  }

  /** Whether the lists have come to a place of the log. */
  haveReached(position: Position | null): boolean {
    return position === null || (this.#place !== null && reaches(this.#place, position));
  }

  /** Takes the next events of the journal. @returns whether the lists are at its end. */
  async goOn(): Promise<boolean> {
    const { seq: end, position } = await placeOf(this.session);
    const behind = this.lists.filter(({ seq }) => seq < end);
    if (behind.length === 0) {
      this.#place = position;
      return true;
    }
    const from = Math.min(...behind.map(({ seq }) => seq));
    const events = await eventsAfter(this.session, from, end, STEP_EVENTS_MAX);
    const upTo = events.at(-1)?.event.seq ?? end;
    const projections = behind.map(({ list }) => list);
    const told = await tell(this.session, this.upcasters, projections, events);
    for (const listed of behind) {
      if (listed.seq < upTo) await this.#advance(listed, told, upTo);
    }
    return false;
  }

  /** The next matters whose day has come, the oldest first. */
  due(today: IsoDate, countMax: number): Promise<Due[]> {
    return dueBy(this.session, today, countMax);
  }

  settle(due: Due, settled: Settled): Promise<void> {
    return settle(this.session, due, settled);
  }

  /** Waits until the journal has gone on, at most `ms`. */
  async news(ms: number, signal: AbortSignal): Promise<void> {
    await sleep(ms, undefined, { signal: AbortSignal.any([this.#wake.signal, signal]) }).catch(
      () => undefined,
    );
    if (this.#wake.signal.aborted) this.#wake = new AbortController();
  }

  async close(): Promise<void> {
    await this.dataSource.destroy();
  }

  async #advance(listed: Listed, { heardBy, destroyedFor }: Told, upTo: number): Promise<void> {
    const { list } = listed;
    const [heard, destroyed] = [heardBy(list), [...destroyedFor(list)]];
    const news = heard.filter(({ seq, stream }) => seq > listed.seq && !listed.aside.has(stream));
    const keys = new Set(
      news.flatMap(({ step }) =>
        step === null || step instanceof Unreadable ? [] : [...rowsIn(step)].map(({ name }) => name),
      ),
    );
    const known = await this.#rowsOf(list, [...keys]);
    const { changed, told, aside } = folded(listed, known, news);
    await inTransaction(this.session, async () => {
      const { rowCount } = await this.session.query({
        name: 'to-do-move',
        text: 'UPDATE to_do_list SET seq = $3 WHERE list = $1 AND seq = $2',
        values: [list.storage, listed.seq, upTo],
      });
      if (rowCount !== 1) throw new Overtaken();
      if (changed.length > 0) await this.#write(list, changed);
      await setTimers(this.session, list.storage, told);
      if (destroyed.length > 0) await Promise.all(forgetToDos(this.session, destroyed));
      for (const [stream, { seq, reason }] of aside) {
        await this.session.query(
          'INSERT INTO to_do_aside (list, stream, seq, reason) VALUES ($1, $2, $3, $4)',
          [list.storage, stream, seq, reason],
        );
      }
    });
    for (const [stream, one] of aside) listed.aside.set(stream, one);
    for (const stream of destroyed) listed.aside.delete(stream);
    listed.seq = upTo;
  }

  async #rowsOf(list: Projection, keys: readonly string[]): Promise<KnownRow[]> {
    if (keys.length === 0) return [];
    const { rows } = await this.session.query<{ stream: string; key: string; content: Values | null }>({
      name: 'to-do-rows',
      text: 'SELECT key, stream, content FROM to_do_row WHERE list = $1 AND key = ANY ($2)',
      values: [list.storage, keys],
    });
    return rows.map(({ key, stream, content }) => {
      const named = Object.fromEntries(
        list.table.key.map((name, at) => [name, (JSON.parse(key) as unknown[])[at]]),
      );
      const rest =
        content === null
          ? null
          : Object.fromEntries(Object.entries(content).filter(([name]) => !list.table.key.includes(name)));
      return { key: named, row: rest, stream };
    });
  }

  async #write(list: Projection, changed: readonly (KnownRow & { readonly seq: number })[]): Promise<void> {
    const rows = changed.map(({ key, row, stream, seq }) => ({
      ...{ key: keyText(list, key), stream, seq },
      content: row === null ? null : { ...key, ...row },
    }));
    await this.session.query({
      name: 'to-do-write',
      text: `INSERT INTO to_do_row (list, key, stream, seq, content)
        SELECT $1, key, stream, seq, content
        FROM json_to_recordset($2::json) AS n(key text, stream text, seq bigint, content jsonb)
        ON CONFLICT (list, key) DO UPDATE SET seq = EXCLUDED.seq, content = EXCLUDED.content`,
      values: [list.storage, JSON.stringify(rows)],
    });
  }
}

/** What a list comes to, and what it could not take. */
function folded({ list, toDos }: Listed, known: readonly KnownRow[], news: readonly Heard[]) {
  const fold = new Fold(list);
  fold.know(new Map(known.map((row) => [keyText(list, row.key), row])));
  const aside = new Map<string, Aside>();
  for (const { seq, stream, step } of news) {
    if (aside.has(stream)) continue;
    try {
      if (step instanceof Unreadable) throw new Error(step.reason);
      if (step !== null) fold.tell(step);
    } catch (error) {
      aside.set(stream, { list: list.storage, seq, reason: messageOf(error) });
    }
  }
  const changed = replacedAndLast(fold.versions).last;
  const told = changed.flatMap(({ key, row }) =>
    toDos.map(({ policy, matterOf }): TimerTold => {
      const matter = row === null ? null : matterOf({ ...key, ...row });
      return { policy, key: keyText(list, key), matter };
    }),
  );
  return { changed, told, aside };
}

/**
 * How far lists are. One that nobody has any more is forgotten; one that is for other policies than before, or that
 * could not take something, begins anew: what was done is not done again.
 */
async function registered(
  session: PoolClient,
  lists: readonly Listed[],
): Promise<ReadonlyMap<string, number>> {
  const named = lists.map(({ list, toDos }) => ({
    list: list.storage,
    policies: toDos
      .map(({ policy, settings }) => `${policy}${settings === '' ? '' : `(${settings})`}`)
      .sort()
      .join(' '),
  }));
  const known = 'json_to_recordset($1::json) AS n(list text, policies text)';
  const values = [JSON.stringify(named)];
  await inTransaction(session, async () => {
    await session.query(
      `DELETE FROM to_do_list l WHERE list IN (SELECT list FROM to_do_aside)
         OR NOT EXISTS (SELECT FROM ${known} WHERE n.list = l.list AND n.policies = l.policies)`,
      values,
    );
    await session.query(
      `INSERT INTO to_do_list (list, policies) SELECT list, policies FROM ${known} ON CONFLICT DO NOTHING`,
      values,
    );
  });
  const { rows } = await session.query<{ list: string; seq: number }>(
    'SELECT list, seq::float8 AS seq FROM to_do_list',
  );
  return new Map(rows.map(({ list, seq }) => [list, seq]));
}

async function inTransaction(session: PoolClient, work: () => Promise<void>): Promise<void> {
  await session.query('BEGIN');
  try {
    await work();
    await session.query('COMMIT');
  } catch (error) {
    await session.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}
