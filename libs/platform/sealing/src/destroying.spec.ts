import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v7 as uuid } from 'uuid';
import { CERTIFICATES, certificateIn, type DestroyedEvent } from '#kernel';
import { startEmbeddedEventStore } from '#platform/embedded-event-store';
import { EventStore, StreamDeleted } from '#platform/event-store';
import {
  destroy,
  NotJournaled,
  NothingToDestroy,
  Uncertified,
  type DestroyingOptions,
} from './destroying.ts';
import { KeyDestroyed, KeyFolder } from './key-folder.ts';

const METADATA = {
  actor: 'register',
  role: 'operator',
  correlationId: 'c',
  sourceSystem: 'register',
} as const;
let folder: string;
let store: EventStore;
let keys: KeyFolder;
const closing: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'destroying-'));
  const server = await startEmbeddedEventStore({ dataDir: join(folder, 'store') });
  store = EventStore.connect(server.connectionString);
  closing.push(
    () => server.stop(),
    () => store.close(),
  );
  keys = KeyFolder.open(join(folder, 'keys'));
});
afterAll(async () => {
  for (const close of closing.reverse()) await close();
  await rm(folder, { recursive: true, force: true });
});

const add = async (stream: string, count = 1): Promise<void> => {
  const { revision } = await store.load(stream);
  const events = Array.from({ length: count }, () => ({
    ...{ id: uuid(), type: 'house.Recorded', data: '{"sealed":"AAEC"}', metadata: '{}' },
  }));
  await store.append(stream, revision, events);
};

/** A journal that has all of the log, with made-up leaf hashes. */
const remainsOf = async (stream: string): Promise<DestroyedEvent[]> => {
  const all: DestroyedEvent[] = [];
  let seq = 0;
  for await (const events of store.readAll({ after: 'start' })) {
    for (const { stream: of, revision, id, type, position, isJson } of events) {
      seq += 1;
      if (of !== stream) continue;
      const place = { commit: String(position.commit), prepare: String(position.prepare) };
      const recordedAt = '2026-11-26T00:00:00.000000Z';
      all.push({
        seq,
        ...place,
        revision,
        id,
        type,
        recordedAt,
        isJson,
        leaf: id.replaceAll('-', '').repeat(2),
      });
    }
  }
  return all;
};

const destroyed = (stream: string, options: Partial<DestroyingOptions> = {}) =>
  destroy(stream, 'erasureRequested', METADATA, { store, keys, remainsOf, journalMsMax: 300, ...options });

/** The revisions that certificates name, certificate by certificate. */
async function certified(stream: string): Promise<number[][]> {
  const { events } = await store.load(CERTIFICATES);
  return events.flatMap((event) => {
    const certificate = certificateIn(event.stream, event.type, event.data);
    return certificate?.stream === stream ? [certificate.events.map(({ revision }) => revision)] : [];
  });
}

/** The store, of which the `n`-th change is made, and then nobody hears of it. */
function dyingAfter(n: number): DestroyingOptions['store'] {
  let changes = 0;
  const dying =
    <A extends readonly unknown[], T>(change: (...args: A) => Promise<T>) =>
    async (...args: A): Promise<T> => {
      const done = await change(...args);
      if (++changes === n) throw new Error('the process was killed');
      return done;
    };
  return {
    load: (stream) => store.load(stream),
    lastPosition: () => store.lastPosition(),
    append: dying((...args: Parameters<EventStore['append']>) => store.append(...args)),
    tombstone: dying((...args: Parameters<EventStore['tombstone']>) => store.tombstone(...args)),
  };
}

describe('destroying a record', () => {
  it('destroys its key, certifies each event once, and closes its stream', async () => {
    keys.close('house-a', 'text');
    await add('house-a', 3);
    expect(await destroyed('house-a')).toMatchObject({ events: 3, repeated: false });
    expect(() => keys.close('house-a', 'text')).toThrow(KeyDestroyed);
    expect(await certified('house-a')).toEqual([[0, 1, 2]]);
    await expect(store.load('house-a')).rejects.toThrow(StreamDeleted);
    expect(await destroyed('house-a')).toMatchObject({ events: 3, repeated: true });
    expect(await certified('house-a')).toEqual([[0, 1, 2]]);
  });

  it('certifies what others still add before the stream is closed', async () => {
    await add('house-busy', 2);
    let adds = 0;
    const busy = {
      ...dyingAfter(Infinity),
      tombstone: async (stream: string, revision: number) => {
        if (adds++ < 2) await add(stream);
        return store.tombstone(stream, revision);
      },
    };
    expect(await destroyed('house-busy', { store: busy })).toMatchObject({ events: 4 });
    expect(await certified('house-busy')).toEqual([[0, 1], [2], [3]]);
  });

  it('is one destruction, however many ask for it at once', async () => {
    for (const name of ['one', 'two', 'three']) await add(`house-${name}`, 2);
    const all = ['one', 'two', 'three', 'one', 'two', 'three'].map((name) => destroyed(`house-${name}`));
    expect((await Promise.all(all)).map(({ events }) => events)).toEqual([2, 2, 2, 2, 2, 2]);
    for (const name of ['one', 'two', 'three']) {
      expect(new Set((await certified(`house-${name}`)).flat())).toEqual(new Set([0, 1]));
    }
  });

  // From here on the log is long, and each destruction reads all of it.
  it.each([1, 2, 3])('goes on where it was killed, after change %i', async (n) => {
    const stream = `house-killed-${n}`;
    await add(stream, 1_200);
    await expect(destroyed(stream, { store: dyingAfter(n) })).rejects.toThrow('killed');
    expect(keys.isDestroyed(stream)).toBe(true);
    expect(await destroyed(stream)).toMatchObject({ events: 1_200, repeated: n === 3 });
    expect((await certified(stream)).flat()).toEqual([...Array(1_200).keys()]);
  });

  it('refuses what is not there, what is not in the journal, and what others closed', async () => {
    await expect(destroyed('house-none')).rejects.toThrow(NothingToDestroy);
    expect(keys.isDestroyed('house-none')).toBe(false);

    await add('house-new');
    await expect(destroyed('house-new', { remainsOf: () => Promise.resolve([]) })).rejects.toThrow(
      NotJournaled,
    );
    expect(await destroyed('house-new')).toMatchObject({ events: 1, repeated: false });

    await add('house-closed');
    await store.tombstone('house-closed', 0);
    await expect(destroyed('house-closed')).rejects.toThrow(Uncertified);
  });
});
