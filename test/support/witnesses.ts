import { setTimeout as sleep } from 'node:timers/promises';
import { v7 as uuidV7 } from 'uuid';
import type { LogEvent } from '#platform/event-store';
import type { Answered, Api } from './register.ts';

/**
 * What a client knows of a command. `acknowledged`: these events, for ever. `refused`: nothing, for certain.
 * `unknown`: it may have been recorded, once.
 */
export type Testimony =
  | { readonly kind: 'acknowledged'; readonly ids: readonly string[] }
  | { readonly kind: 'refused' }
  | { readonly kind: 'unknown' };

type Command = { readonly path: string; readonly body: object };

const UNAVAILABLE = 'event-store.unavailable';
const PAUSE_MS = 300;
const AGAIN_MS = 50;

/** Clients that write, each command with a key of its own, and keep what they came to know of it. */
export class Witnesses {
  /** By idempotency key. */
  readonly testimonies = new Map<string, Testimony>();
  #isOver = false;
  readonly #writing: Promise<unknown>;

  /**
   * Half of the clients repeat a command until it is acknowledged; the others leave it at the first answer. The last
   * command of each is repeated for at most `finishMs` after {@link finish}.
   */
  constructor(
    private readonly api: Api,
    private readonly random: () => number,
    clients = 6,
    private readonly finishMs = 20_000,
  ) {
    this.#writing = Promise.all(
      Array.from({ length: clients }, (_, client) => this.#write(client % 2 === 0)),
    );
    this.#writing.catch(() => undefined); // Heard by finish.
  }

  /** How many commands were acknowledged. */
  get acknowledged(): number {
    return [...this.testimonies.values()].filter(({ kind }) => kind === 'acknowledged').length;
  }

  /** Lets the clients finish what they are at. Rejects when an answer was neither an acknowledgement nor a "not now". */
  async finish(): Promise<void> {
    this.#isOver = true;
    await this.#writing;
  }

  /** Organisations, each registered, renamed, corrected and taken back in part. */
  async #write(isPatient: boolean): Promise<void> {
    while (!this.#isOver) {
      const organisationId = uuidV7();
      const base = '/v1/organisations';
      const body = { organisationId, name: 'Partner', kind: 'other', domain: 'social' };
      if ((await this.#send({ path: base, body }, isPatient)) === null) continue;
      const path = `${base}/${organisationId}`;
      const on = `202${Math.floor(this.random() * 6)}-01-01`;
      const renamed = await this.#send({ path: `${path}/renamings`, body: { name: 'Other', on } }, isPatient);
      const [corrects] = renamed ?? [];
      if (corrects === undefined) continue;
      const correction = { corrects, changes: { name: 'Another' }, reason: 'Misheard.' };
      const corrected = await this.#send({ path: `${path}/corrections`, body: correction }, isPatient);
      const [retracts] = corrected ?? [];
      if (retracts === undefined || this.random() < 0.5) continue;
      await this.#send({ path: `${path}/retractions`, body: { retracts, reason: 'Heard well.' } }, isPatient);
    }
  }

  /** The ids of the events that a command led to; `null` where that is not known. */
  async #send({ path, body }: Command, isPatient: boolean): Promise<readonly string[] | null> {
    const key = uuidV7();
    let isUnknown = false;
    for (let until = Infinity; ;) {
      await sleep(this.random() * PAUSE_MS);
      const answer = await this.#ask(path, body, key);
      if (answer !== null && answer.status < 300) {
        const { events } = answer.body as { readonly events: readonly { readonly id: string }[] };
        const ids = events.map(({ id }) => id);
        this.testimonies.set(key, { kind: 'acknowledged', ids });
        return ids;
      }
      if (answer !== null && answer.status !== 503) throw new Error(JSON.stringify(answer.body));
      // What was unknown once stays so, whatever a repetition is told.
      isUnknown ||= (answer?.body as { readonly code: string } | undefined)?.code !== UNAVAILABLE;
      this.testimonies.set(key, { kind: isUnknown ? 'unknown' : 'refused' });
      if (this.#isOver) until = Math.min(until, Date.now() + this.finishMs);
      if (!isPatient || Date.now() > until) return null;
      await sleep(AGAIN_MS);
    }
  }

  async #ask(path: string, body: object, key: string): Promise<Answered | null> {
    try {
      return await this.api.post(path, body, { 'idempotency-key': key });
    } catch {
      return null;
    }
  }
}

/** Where a log and what clients know contradict each other: a lost, doubled or invented fact, each in a sentence. */
export function contradictions(
  log: readonly LogEvent[],
  testimonies: ReadonlyMap<string, Testimony>,
): readonly string[] {
  const recorded = new Map<string, string[]>();
  for (const { id, metadata } of log) {
    const { idempotencyKey: key } = JSON.parse(metadata || '{}') as { readonly idempotencyKey?: string };
    if (key !== undefined) recorded.set(key, [...(recorded.get(key) ?? []), id]);
  }
  return [...testimonies].flatMap(([key, testimony]) => {
    const ids = recorded.get(key) ?? [];
    switch (testimony.kind) {
      case 'acknowledged':
        return sameIds(ids, testimony.ids)
          ? []
          : [
              `${key} was acknowledged as ${testimony.ids.join()}, and recorded as ${ids.join() || 'nothing'}`,
            ];
      case 'refused':
        return ids.length === 0 ? [] : [`${key} was refused, and recorded as ${ids.join()}`];
      case 'unknown':
        return ids.length <= 1 ? [] : [`${key} was recorded more than once, as ${ids.join()}`];
    }
  });
}

const sameIds = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((id, index) => id === other[index]);
