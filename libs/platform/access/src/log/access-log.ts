import { setTimeout as sleep } from 'node:timers/promises';
import { v4 as uuidV4, v7 as uuidV7 } from 'uuid';
import { linkHash, NO_HASH, type AccessEntry, type ChainEnd, type Link } from './entry.ts';

/** Sends a statement to PostgreSQL. */
export type Ask = (text: string, values: readonly unknown[]) => Promise<readonly object[]>;

/** It could not be written who did what; so it must not have been done, or at least not be told. */
export class NotLogged extends Error {
  constructor(cause?: unknown) {
    super('the access log cannot be written', { cause });
    this.name = 'NotLogged';
  }
}

const WAIT_MS_MAX = 5_000;
const AGAIN_MS = 500;
/** So long entries for which nobody waits come together: a transaction for each takes much from the commands. */
const TOGETHER_MS = 250;
const BATCH_MAX = 1_000;
/** What is kept in memory while PostgreSQL is away; beyond that nothing is done that has to be logged. */
const WAITING_MAX = 20_000;

const INSERT = `INSERT INTO access_log (process, place, at, entry, hash)
  SELECT $1, place, at, entry, decode(hash, 'hex')
  FROM json_to_recordset($2::json) AS l(place bigint, at timestamptz, entry json, hash text)
  ON CONFLICT DO NOTHING`;

// The end of each chain: the last links that anybody could take away unseen, unless somebody remembers them.
const ENDS = `SELECT process, place::float8, encode(hash, 'hex') AS hash FROM access_log_ends()`;

/** The instant that a UUID v7 begins with (RFC 9562, 5.7): whoever looks from an instant on looks for ids. */
const instantIn = (id: string): string =>
  new Date(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)).toISOString();

type Chained = { readonly place: number; readonly at: string; readonly entry: string; readonly hash: string };
type Waiting = { readonly link: Link; readonly done: () => void };

/**
 * The access log of one process: a chain of its own, and one writer, which writes all that has come together in one
 * statement. What could not be written stays in order, and is tried again.
 */
export class AccessLog {
  readonly process = uuidV4();
  readonly #queue: Waiting[] = [];
  #place = 0;
  #hash: Buffer = NO_HASH;
  #writing: Promise<void> | undefined;
  #soon: NodeJS.Timeout | undefined;
  #failing: unknown = null;
  #isClosed = false;

  constructor(
    private readonly ask: Ask,
    private readonly program: string,
  ) {}

  /** Throws {@link NotLogged} where nothing can be written at present, so that nothing is done that could not be logged. */
  assertWritable(): void {
    if (this.#failing !== null || this.#queue.length >= WAITING_MAX) throw new NotLogged(this.#failing);
  }

  /** Resolves when it is written. Throws {@link NotLogged} when it is not within five seconds; it is tried again all the same. */
  async write(entry: Omit<AccessEntry, 'id' | 'at'>): Promise<void> {
    if (this.#queue.length >= WAITING_MAX) throw new NotLogged(this.#failing);
    const timeout = new AbortController();
    const written = new Promise<true>((resolve) => this.#add(entry, () => resolve(true)));
    this.#runNow();
    const isInTime = await Promise.race([
      written,
      sleep(WAIT_MS_MAX, false, { signal: timeout.signal, ref: false }).catch(() => true),
    ]);
    timeout.abort();
    if (!isInTime) throw new NotLogged(this.#failing);
  }

  /** Has it written soon, together with what comes meanwhile; nobody waits. Dropped where too much waits already. */
  note(entry: Omit<AccessEntry, 'id' | 'at'>): void {
    if (this.#queue.length >= WAITING_MAX) return;
    this.#add(entry, () => undefined);
    this.#soon ??= setTimeout(() => this.#runNow(), TOGETHER_MS);
  }

  #add(entry: Omit<AccessEntry, 'id' | 'at'>, done: () => void): void {
    const id = uuidV7();
    this.#queue.push({ link: { id, at: instantIn(id), ...entry }, done });
  }

  #runNow(): void {
    clearTimeout(this.#soon);
    this.#soon = undefined;
    // Another writer may have taken along what this one was to write. One with nothing to do ends before it is noted, and
    // would stand there as one that writes for ever.
    if (this.#queue.length > 0) this.#writing ??= this.#run();
  }

  /** Writes what waits, and the last word. Bounded: what cannot be written by then is lost with the process. */
  async close(): Promise<void> {
    if (this.#place > 0 || this.#queue.length > 0) {
      this.#queue.push({
        link: { closes: this.process, at: new Date().toISOString() },
        done: () => undefined,
      });
      this.#runNow();
    }
    await Promise.race([this.#writing, sleep(WAIT_MS_MAX, undefined, { ref: false })]);
    this.#isClosed = true;
  }

  async #run(): Promise<void> {
    while (this.#queue.length > 0 && !this.#isClosed) {
      try {
        if (this.#place === 0) await this.#begin();
        const batch = this.#queue.slice(0, BATCH_MAX);
        await this.#append(batch.map(({ link }) => link));
        this.#failing = null;
        for (const { done } of this.#queue.splice(0, batch.length)) done();
      } catch (error) {
        this.#failing = error;
        await sleep(AGAIN_MS, undefined, { ref: false });
      }
    }
    this.#writing = undefined;
  }

  /** The first link remembers the ends of all other chains: whoever cuts one off there is found out. */
  async #begin(): Promise<void> {
    const ends = (await this.ask(ENDS, [])) as readonly ChainEnd[];
    const at = new Date().toISOString();
    await this.#append([{ begins: this.process, at, program: this.program, ends }]);
  }

  async #append(links: readonly Link[]): Promise<void> {
    let [place, hash] = [this.#place, this.#hash];
    const chained: Chained[] = links.map((link) => {
      const entry = JSON.stringify(link);
      place += 1;
      hash = linkHash(hash, entry);
      return { place, at: link.at, entry, hash: hash.toString('hex') };
    });
    // As text within text: PostgreSQL keeps an entry byte by byte.
    const lines = chained.map(({ entry, ...one }) => `${JSON.stringify(one).slice(0, -1)},"entry":${entry}}`);
    await this.ask(INSERT, [this.process, `[${lines.join(',')}]`]);
    [this.#place, this.#hash] = [place, hash];
  }
}
