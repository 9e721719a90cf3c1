import type { PoolClient } from 'pg';
import { givenMore, type Advance, type Fed } from './fed.ts';
import { Fold, type KnownRow, type Version } from './fold.ts';
import { foldOrPark, keysIn, type Parked } from './parked.ts';
import type { Values } from './projection.ts';
import type { Storage } from './storage.ts';
import type { Heard } from './telling.ts';

/** One generation that is being filled: rows at hand, and versions that wait to be written. */
export class Filling {
  readonly storage: Storage;
  readonly #rows = new Map<string, KnownRow>();
  readonly #refusals = new Map<number, string>();
  #versions: Version[] = [];
  #parked: Parked[] = [];
  #fed: Fed;
  /** Whether every row that there is, is at hand. */
  #isWhole: boolean;

  constructor(
    private written: Fed,
    private readonly rowsMax: number,
    private readonly versionsMax: number,
  ) {
    this.storage = written.storage;
    this.#fed = written;
    this.#isWhole = written.seq === 0;
  }

  get seq(): number {
    return this.#fed.seq;
  }

  get isFull(): boolean {
    return this.#versions.length >= this.versionsMax || this.#rows.size >= 2 * this.rowsMax;
  }

  /** What waits to be written down; `null`: nothing. */
  get advance(): Advance | null {
    return this.#fed === this.written
      ? null
      : { before: this.written, after: this.#fed, parked: this.#parked };
  }

  /** Folds what it has not been given yet, up to the number `upTo`. */
  async take(session: PoolClient, heard: readonly Heard[], upTo: number): Promise<void> {
    if (upTo <= this.seq) return;
    const fed = this.#fed;
    const news = heard.filter(({ seq }) => seq > fed.seq);
    const fold = new Fold(this.storage.projection);
    fold.know(await this.#known(session, keysIn(news, fed.parked)));
    const parked = foldOrPark(fold, news, fed.parked, this.#refusals);
    for (const version of fold.versions) {
      this.#versions.push(version);
      if (version.isLast) this.#remember(version);
    }
    this.#parked.push(...parked);
    const streams =
      parked.length === 0 ? fed.parked : new Set([...fed.parked, ...parked.map(({ stream }) => stream)]);
    this.#fed = { ...fed, given: givenMore(fed.given, news), seq: upTo, parked: streams };
  }

  /** Writes what waits. Throws {@link Refused}. */
  async write(session: PoolClient): Promise<void> {
    if (this.#versions.length === 0) return;
    await this.storage.copy(session, this.#versions, { isEmpty: this.written.given.count === 0 });
  }

  /** What waited has been written; of the rows at hand, those that were used last stay. */
  keep(): void {
    this.written = this.#fed;
    this.#versions = [];
    this.#parked = [];
    this.#refusals.clear();
    for (const name of this.#rows.keys()) {
      if (this.#rows.size <= this.rowsMax) break;
      this.#rows.delete(name);
      this.#isWhole = false;
    }
  }

  /** Forgets what has not been written. */
  goBack(): void {
    this.#fed = this.written;
    this.#versions = [];
    this.#parked = [];
    this.#rows.clear();
    this.#isWhole = this.written.seq === 0;
  }

  /** Looks for the event whose rows were refused; it will be set aside. */
  async findRefused(session: PoolClient, reason: string): Promise<void> {
    const seq = await this.storage.firstRefused(session, this.#versions);
    if (seq === null) throw new Error(reason);
    this.#refusals.set(seq, reason);
  }

  async #known(session: PoolClient, keys: ReadonlyMap<string, Values>): Promise<Map<string, KnownRow>> {
    const atHand = new Map<string, KnownRow>();
    const missing: Values[] = [];
    for (const [name, key] of keys) {
      const row = this.#rows.get(name);
      if (row !== undefined) atHand.set(name, row);
      else if (!this.#isWhole) missing.push(key);
    }
    if (missing.length === 0) return atHand;
    for (const [name, row] of await this.storage.read(session, missing)) atHand.set(name, row);
    return atHand;
  }

  #remember(version: Version): void {
    this.#rows.delete(version.name); // Those that are used come last.
    this.#rows.set(version.name, version);
  }
}
