import { Client } from 'pg';
import { setTimeout as sleep } from 'node:timers/promises';

/** Where in the log the journal ends. Both grow together with every event. */
export type Position = { readonly commit: bigint; readonly prepare: bigint };

/** The channel on which the projector tells its new position, in the transaction that reaches it. */
export const PLACE_CHANNEL = 'register_place';
export const positionText = ({ commit, prepare }: Position): string => `${commit} ${prepare}`;
const positionFrom = (payload: string): Position => {
  const [commit = '', prepare = ''] = payload.split(' ');
  return { commit: BigInt(commit), prepare: BigInt(prepare) };
};
export const reaches = (place: Position, wanted: Position): boolean =>
  place.commit > wanted.commit || (place.commit === wanted.commit && place.prepare >= wanted.prepare);

const NOWHERE: Position = { commit: -1n, prepare: -1n };
const RELISTEN_MS = 1_000;
const POLL_MS = 250;

/** Knows how far the journal is: hears it from PostgreSQL at once, and asks now and then in case it did not hear. */
export class PlaceWatch {
  #reached = NOWHERE;
  #listener: Promise<Client | null> | undefined;
  #asking: Promise<Position | null> | undefined;
  #isClosed = false;
  readonly #wakes = new Set<() => void>();

  constructor(
    private readonly url: string,
    private readonly ask: () => Promise<Position | null>,
  ) {}

  /** True as soon as the journal has come to `wanted`, false when it has not within `msMax`. */
  async reached(wanted: Position, msMax: number): Promise<boolean> {
    const deadline = Date.now() + msMax;
    const inTime = (work: Promise<unknown>): Promise<unknown> =>
      Promise.race([work, sleep(Math.max(0, deadline - Date.now()), undefined, { ref: false })]);
    if (!reaches(this.#reached, wanted) && !this.#isClosed) await inTime(this.#listen());
    while (!reaches(this.#reached, wanted)) {
      const msLeft = deadline - Date.now();
      if (msLeft <= 0 || this.#isClosed) return false;
      const isTold = await this.#told(Math.min(POLL_MS, msLeft));
      if (!isTold) await inTime(this.#poll());
    }
    return true;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const wake of this.#wakes) wake();
    await (await this.#listener)?.end();
  }

  #reach(place: Position): void {
    if (!reaches(this.#reached, place)) this.#reached = place;
    for (const wake of this.#wakes) wake();
  }

  /** Whether word came within `ms`. */
  async #told(ms: number): Promise<boolean> {
    const word = new AbortController();
    const wake = (): void => word.abort();
    this.#wakes.add(wake);
    await sleep(ms, undefined, { signal: word.signal }).catch(() => undefined);
    this.#wakes.delete(wake);
    return word.signal.aborted;
  }

  /** One question serves all who wait. */
  async #poll(): Promise<void> {
    this.#asking ??= this.ask().finally(() => (this.#asking = undefined));
    const place = await this.#asking;
    if (place !== null) this.#reach(place);
  }

  /** One connection for the process, made when first needed; while it cannot be made, polling answers. */
  #listen(): Promise<unknown> {
    this.#listener ??= this.#connect();
    return this.#listener;
  }

  async #connect(): Promise<Client | null> {
    const client = new Client({
      connectionString: this.url,
      connectionTimeoutMillis: RELISTEN_MS,
      keepAlive: true,
      application_name: 'register-watch',
    });
    const lost = (): void => {
      this.#reached = NOWHERE; // What comes back may be another database.
      setTimeout(() => (this.#listener = undefined), RELISTEN_MS).unref();
    };
    client.on('error', () => undefined);
    client.on('notification', ({ payload }) => this.#reach(positionFrom(payload ?? '')));
    try {
      await client.connect();
      await client.query(`LISTEN ${PLACE_CHANNEL}`);
      client.once('end', lost);
      await this.#poll();
      return client;
    } catch {
      lost();
      await client.end().catch(() => undefined);
      return null;
    }
  }
}
