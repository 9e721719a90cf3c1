import type { PoolClient } from 'pg';
import { NotText } from './copy.ts';
import { givenMore, type Advance, type Fed } from './fed.ts';
import { Fold, type KnownRow, type Version } from './fold.ts';
import { KeyFilter } from './key-filter.ts';
import { foldOrPark, keysIn, type Parked } from './parked.ts';
import type { Values } from './projection.ts';
import { firstRefused, Refused } from './refused.ts';
import type { Storage, VersionText } from './storage.ts';
import type { Told } from './telling.ts';

/** Versions of one generation that are to be written in one transaction, and how far it is afterwards. */
export type Batch = Advance & {
  readonly versions: readonly VersionText[];
  /** The streams of records that were destroyed meanwhile: what was written of them is taken away. */
  readonly destroyed: ReadonlySet<string>;
};

/** The columns of a row as they are written, and the items of its lists that changed. */
type Texts = { readonly texts: readonly string[]; readonly items: readonly string[] };
/** A row at hand, the number of its last version, its columns as they are written, and how long it is, lists and all. */
type AtHand = KnownRow &
  Pick<Version, 'seq'> &
  Pick<Texts, 'texts'> & { readonly listsLength: number; readonly length: number };

/** One generation that is being filled: rows at hand, and versions that wait to be written. */
export class Filling {
  readonly storage: Storage;
  readonly #rows = new Map<string, AtHand>();
  readonly #refusals = new Map<number, string>();
  #versions: VersionText[] = [];
  #waiting = 0;
  #atHand = 0;
  #parked: Parked[] = [];
  #destroyed = new Set<string>();
  #fed: Fed;
  /** How far the batches are that were sealed last. */
  #sealed: Fed;
  /** The keys of all rows that there are; `null` as long as all of them are at hand. */
  #known: KeyFilter | 'unknown' | null;

  constructor(private written: Fed) {
    this.storage = written.storage;
    this.#fed = written;
    this.#sealed = written;
    this.#known = written.seq === 0 ? null : 'unknown';
  }

  get seq(): number {
    return this.#fed.seq;
  }

  /** How much text waits to be written. Characters. */
  get waiting(): number {
    return this.#waiting;
  }

  /** How long the texts of the rows at hand are. Characters. */
  get atHand(): number {
    return this.#atHand;
  }

  /** Folds what it has not been given yet, up to the number `upTo`. Throws {@link Refused}. */
  async take(session: PoolClient, { heardBy, destroyedFor }: Told, upTo: number): Promise<void> {
    const fed = this.#fed;
    if (upTo <= fed.seq) return;
    const { projection } = this.storage;
    const heard = heardBy(projection);
    const news = heard.filter(({ seq }) => seq > fed.seq);
    const fold = new Fold(projection);
    fold.know(await this.#rowsOf(session, keysIn(news, fed.parked)));
    const parked = foldOrPark(fold, news, fed.parked, this.#refusals);
    for (const version of fold.versions) this.#gather(version);
    this.#parked.push(...parked);
    const streams =
      parked.length === 0 ? fed.parked : new Set([...fed.parked, ...parked.map(({ stream }) => stream)]);
    this.#fed = {
      ...fed,
      given: givenMore(fed.given, news),
      seq: upTo,
      parked: this.#forget(destroyedFor(projection), streams),
    };
  }

  /** What waits, to be written; what is folded from now on goes into the next. `null`: nothing. */
  seal(): Batch | null {
    if (this.#fed === this.#sealed) return null;
    const batch = {
      before: this.#sealed,
      after: this.#fed,
      parked: this.#parked,
      versions: this.#versions,
      destroyed: this.#destroyed,
    };
    this.#sealed = this.#fed;
    this.#versions = [];
    this.#parked = [];
    this.#destroyed = new Set();
    this.#waiting = 0;
    return batch;
  }

  /** A batch has been written. */
  keep({ after }: Batch): void {
    this.written = after;
    for (const seq of this.#refusals.keys()) if (seq <= after.seq) this.#refusals.delete(seq);
  }

  /** Lets go of the rows that were used longest ago, down to so much text; never of what has not been written. */
  letGo(atHandMax: number): void {
    if (this.#atHand <= atHandMax) return;
    this.#known ??= new KeyFilter(this.#rows.keys());
    for (const [name, { seq, length }] of this.#rows) {
      if (this.#atHand <= atHandMax || seq > this.written.seq) return;
      this.#rows.delete(name);
      this.#atHand -= length;
    }
  }

  /** Forgets what has not been written. */
  goBack(): void {
    this.#fed = this.written;
    this.#sealed = this.written;
    this.#versions = [];
    this.#parked = [];
    this.#destroyed.clear();
    this.#waiting = 0;
    this.#rows.clear();
    this.#atHand = 0;
    this.#known = this.written.seq === 0 ? null : 'unknown';
  }

  /** Looks for the event whose rows were refused; it will be set aside. */
  async findRefused(session: PoolClient, { versions }: Batch, reason: string): Promise<void> {
    const copy = (some: readonly VersionText[]): Promise<void> => this.storage.copy(session, some);
    const seq = await firstRefused(session, versions, copy);
    if (seq === null) throw new Error(reason);
    this.#refusals.set(seq, reason);
  }

  /** Lets go of what records have come to that were destroyed. @returns the streams that are still set aside. */
  #forget(destroyed: ReadonlySet<string>, parked: ReadonlySet<string>): ReadonlySet<string> {
    if (destroyed.size === 0) return parked;
    for (const stream of destroyed) this.#destroyed.add(stream);
    const isKept = ({ stream }: { readonly stream: string }): boolean => !destroyed.has(stream);
    this.#versions = this.#versions.filter(isKept);
    this.#parked = this.#parked.filter(isKept);
    for (const [name, row] of this.#rows) {
      if (isKept(row)) continue;
      this.#rows.delete(name);
      this.#atHand -= row.length;
    }
    return new Set([...parked].filter((stream) => !destroyed.has(stream)));
  }

  #textsOf(version: Version, before: AtHand | undefined): Texts {
    try {
      const texts = this.storage.textsOf(version, before);
      return { texts, items: this.storage.itemTextsOf(version, texts) };
    } catch (error) {
      if (!(error instanceof NotText)) throw error;
      this.#refusals.set(version.seq, error.message);
      throw new Refused(this.storage, error);
    }
  }

  async #rowsOf(session: PoolClient, keys: ReadonlyMap<string, Values>): Promise<Map<string, KnownRow>> {
    const atHand = new Map<string, KnownRow>();
    const missing: Values[] = [];
    for (const [name, key] of keys) {
      const row = this.#rows.get(name);
      if (row !== undefined) atHand.set(name, row);
      else if (this.#known === 'unknown' || this.#known?.mayHave(name) === true) missing.push(key);
    }
    if (missing.length === 0) return atHand;
    for (const [name, row] of await this.storage.read(session, missing)) atHand.set(name, row);
    return atHand;
  }

  #gather(version: Version): void {
    const { name, seq, stream, isFirst, hasChanged, row } = version;
    const before = this.#rows.get(name);
    const { texts, items } = this.#textsOf(version, before);
    const text = hasChanged ? texts.join('\t') : '';
    this.#versions.push({ name, seq, stream, isFirst, hasChanged, text, items, isRemoved: row === null });
    const news = lengthOf(items);
    this.#waiting += text.length + news;
    // One that was read back has lists of which nobody has made texts.
    const lists = before?.listsLength ?? (isFirst ? 0 : this.storage.listsLength(version));
    const length = lengthOf(texts) + lists + news;
    this.#atHand += length - (before?.length ?? 0);
    this.#rows.delete(name); // Those that are used come last.
    this.#rows.set(name, { row, key: version.key, stream, seq, texts, listsLength: lists + news, length });
    if (this.#known instanceof KeyFilter) this.#known.add(name);
  }
}

const lengthOf = (texts: readonly string[]): number => texts.reduce((so, text) => so + text.length, 0);
