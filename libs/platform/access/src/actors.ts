import { LRUCache } from 'lru-cache';
import { DataSource } from 'typeorm';
import { v4 as uuid } from 'uuid';
import { asUnavailable } from '#platform/read-store';

const KNOWN_MAX = 10_000;

/**
 * Who an actor is: the only place in which that stands, outside the log, where it can be erased. Events, logs and
 * traces hold the reference, which says nothing.
 */
export class Actors {
  readonly #known = new LRUCache<string, string>({ max: KNOWN_MAX, ttl: 60_000 });
  readonly #asked = new Map<string, Promise<string>>();

  constructor(private readonly database: DataSource) {}

  /** The reference of a subject, made where it has none. Throws `ReadStoreUnavailable`. */
  async referenceOf(issuer: string, subject: string): Promise<string> {
    const name = JSON.stringify([issuer, subject]);
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const asking = this.#asked.get(name) ?? this.#ask(issuer, subject);
    this.#asked.set(name, asking);
    try {
      const reference = await asking;
      this.#known.set(name, reference);
      return reference;
    } finally {
      this.#asked.delete(name);
    }
  }

  async #ask(issuer: string, subject: string): Promise<string> {
    try {
      await this.database.query(
        'INSERT INTO actor (reference, issuer, subject) VALUES ($1, $2, $3) ON CONFLICT (issuer, subject) DO NOTHING',
        [uuid(), issuer, subject],
      );
      const rows = await this.database.query<readonly { readonly reference: string }[]>(
        'SELECT reference FROM actor WHERE issuer = $1 AND subject = $2',
        [issuer, subject],
      );
      const [row] = rows;
      // Erased in between: whoever asks again is somebody new.
      return row === undefined ? await this.#ask(issuer, subject) : row.reference;
    } catch (error) {
      throw asUnavailable(error);
    }
  }
}
