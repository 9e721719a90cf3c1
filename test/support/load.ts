import { setTimeout as sleep } from 'node:timers/promises';
import { v7 as uuidV7 } from 'uuid';
import type { Answered, Api } from './register.ts';

/** What writers came to know: acknowledged events by stream, each once, and the answers that said "not now". */
export type Load = {
  /** Ids of acknowledged events, by stream, in order. */
  readonly acknowledged: ReadonlyMap<string, readonly string[]>;
  /** Codes of problem documents (or `connection` where none came), and how often. */
  readonly refusals: ReadonlyMap<string, number>;
  /** Lets the writers finish the record at hand, repeating what was not acknowledged for at most `ms`. */
  readonly finish: (ms?: number) => Promise<void>;
};

type Command = { readonly path: string; readonly body: unknown; readonly key: string };
type Recorded = { readonly events: readonly { readonly id: string }[] };

const RENAMINGS = 3;
const FINISH_MS_MAX = 20_000;

/**
 * Writers that register organisations and rename them, one command after another. A command that is not acknowledged
 * is repeated with the same Idempotency-Key, as long as `isPatient`; otherwise the writer leaves it at that.
 */
export function writeOrganisations(api: Api, { writers = 8, isPatient = true } = {}): Load {
  const acknowledged = new Map<string, string[]>();
  const refusals = new Map<string, number>();
  let isFinishing = false;
  let until = Infinity;

  const count = (code: string): void => void refusals.set(code, (refusals.get(code) ?? 0) + 1);
  const ask = async ({ path, body, key }: Command): Promise<Answered | null> => {
    try {
      return await api.post(path, body, { 'idempotency-key': key });
    } catch {
      return null;
    }
  };
  const record = async (stream: string, command: Command): Promise<boolean> => {
    for (;;) {
      const answer = await ask(command);
      if (answer?.status === 201 || answer?.status === 200) {
        const { events } = answer.body as Recorded;
        acknowledged.set(stream, [...(acknowledged.get(stream) ?? []), ...events.map(({ id }) => id)]);
        return true;
      }
      if (answer !== null && answer.status !== 503) throw new Error(JSON.stringify(answer.body));
      count(answer === null ? 'connection' : (answer.body as { readonly code: string }).code);
      if (!isPatient || Date.now() > until) return false;
      await sleep(50);
    }
  };
  const write = async (): Promise<void> => {
    while (!isFinishing) {
      const organisationId = uuidV7();
      const stream = `organisation-${organisationId}`;
      const told = { name: 'Partner', kind: 'other', domain: 'social' };
      const path = '/v1/organisations';
      if (!(await record(stream, { path, body: { organisationId, ...told }, key: uuidV7() }))) return;
      for (let n = 1; n <= RENAMINGS; n += 1) {
        const renaming = { path: `${path}/${organisationId}/renamings`, key: uuidV7() };
        const body = { name: `Partner ${n}`, on: `202${n}-01-01` };
        if (!(await record(stream, { ...renaming, body }))) return;
      }
    }
  };

  const written = Promise.all(Array.from({ length: writers }, write));
  written.catch(() => undefined); // Heard by finish.
  return {
    acknowledged,
    refusals,
    finish: async (ms = FINISH_MS_MAX) => {
      isFinishing = true;
      until = Date.now() + ms;
      await written;
    },
  };
}
