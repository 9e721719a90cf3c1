import { createHash, randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { LRUCache } from 'lru-cache';
import type { Seal } from '#kernel';
import { close, KEY_BYTES, NotOpened, open } from './cipher.ts';
import { locked, makeFolder, putOnce, read, replace, wipe } from './files.ts';

/** The key of a record is not where it should be, and was not destroyed: the folder is another one, or older than the store. */
export class KeyMissing extends Error {
  constructor(stream: string) {
    super(
      `the key of ${stream} is not in the folder of keys: it is not the one with which it was sealed, or an old copy of it`,
    );
    this.name = 'KeyMissing';
  }
}

/** The key of a record was destroyed: nothing can be recorded of it any more. */
export class KeyDestroyed extends Error {
  constructor(stream: string) {
    super(`the key of ${stream} was destroyed`);
    this.name = 'KeyDestroyed';
  }
}

const KNOWN_MAX = 20_000;
/** A key that another process has destroyed is known here for at most so long. */
const KNOWN_MS_MAX = 60_000;
const ID_BYTES = 8;

/** Which master key wraps, at the beginning of each wrapped key. */
const idOf = (master: Buffer): Buffer =>
  createHash('sha256').update('master').update(master).digest().subarray(0, ID_BYTES);

/**
 * Keys, one a record, each in a file of its own that a master key wraps; beside the stores, with backups of their own.
 * A key is on the disk before anything is sealed with it, and a destroyed one leaves a mark, so that it is not made anew.
 *
 *     master.key             32 bytes
 *     keys/3f/3f9a….key      id of the master key (8), wrapped key (60)
 *     keys/3f/3f9a….gone     empty: destroyed
 *     ledger.pem             signs tree heads of the audit ledger
 */
export class KeyFolder implements Seal {
  readonly #known = new LRUCache<string, Buffer>({ max: KNOWN_MAX, ttl: KNOWN_MS_MAX });
  #masters: ReadonlyMap<string, Buffer> = new Map();
  #master: Buffer;

  private constructor(private readonly folder: string) {
    makeFolder(join(folder, 'keys'));
    const file = join(folder, 'master.key');
    putOnceIfAbsent(file);
    this.#master = this.#readMasters();
  }

  /** Makes the folder and its master key where there are none. Throws where the folder cannot be used. */
  static open(folder: string): KeyFolder {
    return new KeyFolder(folder);
  }

  /** Throws {@link KeyDestroyed}. */
  close(stream: string, text: string): string {
    const key = this.#keyOf(stream) ?? this.#made(stream);
    return close(key, stream, Buffer.from(text, 'utf8')).toString('base64url');
  }

  /** `null`: the key was destroyed. Throws {@link KeyMissing} and {@link NotOpened}. */
  open(stream: string, sealed: string): string | null {
    const key = this.#keyOf(stream);
    if (key !== null) return open(key, stream, Buffer.from(sealed, 'base64url')).toString('utf8');
    if (this.isDestroyed(stream)) return null;
    throw new KeyMissing(stream);
  }

  isDestroyed(stream: string): boolean {
    return read(`${this.#fileOf(stream)}.gone`) !== null;
  }

  /** Destroys the key of a record: overwritten, and taken away. Idempotent. */
  destroy(stream: string): void {
    const file = this.#fileOf(stream);
    makeFolder(join(file, '..'));
    putOnce(`${file}.gone`, Buffer.alloc(0)); // First, so that nobody makes it anew in between.
    wipe(`${file}.key`);
    this.#known.delete(stream);
  }

  /** Wraps every key with a new master key, and destroys the old one. What is sealed stays as it is. Takes up what was broken off. */
  rotate(): number {
    const file = join(this.folder, 'master.key');
    const next = join(this.folder, 'master.next');
    // The new one is on the disk before anything needs it, and the old one until nothing does.
    locked(join(this.folder, 'lock'), { shared: false }, () => putOnceIfAbsent(next));
    this.#master = this.#readMasters();
    let wrapped = 0;
    for (const one of this.#files()) {
      const bytes = read(one);
      if (bytes === null || bytes.subarray(0, ID_BYTES).equals(idOf(this.#master))) continue;
      replace(one, this.#wrapped(this.#unwrapped(bytes)));
      wrapped += 1;
    }
    wipe(file);
    replace(file, this.#master);
    wipe(next);
    this.#readMasters();
    return wrapped;
  }

  /** A key of the register itself, such as that which signs: as text, made by `make` where there is none. The first is everybody's. */
  own(name: string, make: () => string): string {
    const file = join(this.folder, `${name}.pem`);
    if (read(file) === null) putOnce(file, Buffer.from(make()));
    const text = read(file);
    if (text === null) throw new Error(`there is no ${name}.pem`);
    return text.toString();
  }

  #files(): string[] {
    return readdirSync(join(this.folder, 'keys'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.key'))
      .map((name) => join(this.folder, 'keys', name));
  }

  /** All master keys that there are: one, or two while they are changed; the newest is the one that wraps. */
  #readMasters(): Buffer {
    const there = ['master.key', 'master.next'].flatMap((name) => read(join(this.folder, name)) ?? []);
    for (const one of there) if (one.length !== KEY_BYTES) throw new Error('the master key is not whole');
    this.#masters = new Map(there.map((one) => [idOf(one).toString('hex'), one]));
    const newest = there.at(-1);
    if (newest === undefined) throw new Error('there is no master key');
    return newest;
  }

  #fileOf(stream: string): string {
    const name = createHash('sha256').update(stream).digest('hex');
    return join(this.folder, 'keys', name.slice(0, 2), name);
  }

  #keyOf(stream: string): Buffer | null {
    const known = this.#known.get(stream);
    if (known !== undefined) return known;
    const bytes = read(`${this.#fileOf(stream)}.key`);
    if (bytes === null) return null;
    const key = this.#unwrapped(bytes);
    this.#known.set(stream, key);
    return key;
  }

  #made(stream: string): Buffer {
    const file = this.#fileOf(stream);
    makeFolder(join(file, '..'));
    if (this.isDestroyed(stream)) throw new KeyDestroyed(stream);
    // Nobody wraps with a master key of which somebody has seen that nothing needs it any more.
    locked(join(this.folder, 'lock'), { shared: true }, () => {
      this.#master = this.#readMasters();
      putOnce(`${file}.key`, this.#wrapped(randomBytes(KEY_BYTES)));
    });
    if (this.isDestroyed(stream)) wipe(`${file}.key`);
    const key = this.#keyOf(stream); // That of whoever was first.
    if (key === null) throw new KeyDestroyed(stream);
    return key;
  }

  #wrapped(key: Buffer): Buffer {
    return Buffer.concat([idOf(this.#master), close(this.#master, 'key', key)]);
  }

  #unwrapped(bytes: Buffer): Buffer {
    const id = bytes.subarray(0, ID_BYTES).toString('hex');
    // Another process may have changed the master key since.
    if (!this.#masters.has(id)) this.#master = this.#readMasters();
    const master = this.#masters.get(id);
    if (master === undefined) throw new NotOpened();
    return open(master, 'key', bytes.subarray(ID_BYTES));
  }
}

function putOnceIfAbsent(file: string): void {
  if (read(file) === null) putOnce(file, randomBytes(KEY_BYTES));
}
