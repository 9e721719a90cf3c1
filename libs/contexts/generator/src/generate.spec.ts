import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { deciders, upcasters } from '#contexts/all';
import { opened } from '#kernel';
import { startEmbeddedEventStore } from '#platform/embedded-event-store';
import { DataFolderNotEmpty, openHistoryLog } from '#platform/embedded-stores';
import { EventStore, type LogEvent } from '#platform/event-store';
import { generate, type Generated, type GenerateOptions } from './generate.ts';
import { summaryOf } from './summary.ts';

const OPTIONS: GenerateOptions = {
  events: 5_000,
  seed: 1,
  years: 5,
  placesFolder: 'examples/public-history',
  wordsFile: 'examples/made-up-history/words.json',
};

/** Those that there are stories about. */
const CONTEXTS = ['municipality', 'organisation', 'coalition', 'decision', 'agreement', 'programme'];

/** An event but for its place in the log: what must be the same for the same seed. */
const toldBy = ({ id, stream, revision, type, recordedAt, data, metadata }: LogEvent): string =>
  JSON.stringify([id, stream, revision, type, recordedAt, data, metadata]);

describe('a history that is made up', () => {
  const folders: string[] = [];
  let made: Generated;
  let log: readonly LogEvent[];
  const folder = async (): Promise<string> => {
    const path = await mkdtemp(join(tmpdir(), 'made-up-'));
    folders.push(path);
    return path;
  };

  async function makeUp(options: GenerateOptions, signal?: AbortSignal) {
    const dataFolder = await folder();
    const clock = { now: new Date(0) };
    const to = await openHistoryLog(dataFolder, () => clock.now);
    try {
      const generated = await generate(options, { log: to, clock, upcasters, ...(signal && { signal }) });
      return { dataFolder, generated };
    } finally {
      await to.close();
    }
  }

  /** What a server that opens the folder then hands out. */
  async function readFrom(dataFolder: string): Promise<LogEvent[]> {
    const server = await startEmbeddedEventStore({ dataDir: join(dataFolder, 'event-store') });
    const store = EventStore.connect(server.connectionString);
    const events: LogEvent[] = [];
    for await (const batch of store.readAll({ after: 'start' })) events.push(...batch);
    await store.close();
    await server.stop();
    return events;
  }

  beforeAll(async () => {
    const { dataFolder, generated } = await makeUp(OPTIONS);
    made = generated;
    log = await readFrom(dataFolder);
  }, 60_000);
  afterEach(async () => {
    for (const path of folders.splice(0)) await rm(path, { recursive: true, force: true });
  });

  it('has as many events as were asked for, and every one is in the store', () => {
    expect(made.events).toBeGreaterThanOrEqual(OPTIONS.events);
    expect(made.events).toBeLessThan(OPTIONS.events + 5);
    expect(log).toHaveLength(made.events);
  });

  it('was recorded in the years that were asked for, in order, with the last merger in the middle', () => {
    const instants = log.map(({ recordedAt }) => recordedAt.getTime());
    expect(instants).toEqual(instants.toSorted((a, b) => a - b));
    expect(made.from.toISOString().slice(0, 7)).toBe('2015-07');
    expect(made.until.toISOString().slice(0, 7)).toBe('2020-07');
    const mergers = log.filter(({ type }) => type === 'municipality.Reorganised').slice(-2);
    expect(mergers.map(({ recordedAt }) => recordedAt.toISOString().slice(0, 7))).toEqual([
      '2018-01',
      '2018-01',
    ]);
  });

  it('tells of every context, and in each of corrections, assertions and confirmations', () => {
    const told = log.map(
      ({ type, data }) => opened({ type, data: JSON.parse(data) as object }, {})?.event.type,
    );
    const types = new Set(told);
    const spoken = ['RecordedFromSource', 'Corrected', 'ConfirmedByParty'];
    const expected = CONTEXTS.flatMap((name) => spoken.map((what) => `${name}.${what}`));
    expect(expected.filter((type) => !types.has(type))).toEqual([]);
    expect([...types].filter((type) => type?.startsWith('referral.')).length).toBeGreaterThan(15);
    expect([...types].filter((type) => type?.startsWith('indicator.')).length).toBeGreaterThan(1);
    expect([...types].filter((type) => type?.endsWith('.Retracted')).length).toBeGreaterThan(2);
    const ordinary = deciders
      .filter(({ name }) => CONTEXTS.includes(name))
      .flatMap(({ events }) => events.map(({ type }) => type));
    expect(ordinary.filter((type) => types.has(type)).length).toBeGreaterThan(0.85 * ordinary.length);
  });

  it('was refused things, and says which', () => {
    expect(made.refusals.size).toBeGreaterThan(10);
    expect(summaryOf(made)).toContain('the register said no');
  });

  it('is the same for the same seed, and another for another', async () => {
    const small = { ...OPTIONS, events: 900 };
    const [one, again, other] = await Promise.all(
      [small, small, { ...small, seed: 2 }].map(async (options) =>
        (await readFrom((await makeUp(options)).dataFolder)).map(toldBy),
      ),
    );
    expect(again).toEqual(one);
    expect(other).not.toEqual(one);
  }, 60_000);

  it('can be broken off, and is a shorter history then', async () => {
    const stopping = new AbortController();
    setTimeout(() => stopping.abort(), 300);
    const { dataFolder, generated } = await makeUp({ ...OPTIONS, events: 10_000_000 }, stopping.signal);
    expect(await readFrom(dataFolder)).toHaveLength(generated.events);
  });

  it('is not made up where something is', async () => {
    const dataFolder = await folder();
    await writeFile(join(dataFolder, 'anything'), '');
    await expect(openHistoryLog(dataFolder, () => new Date())).rejects.toThrow(DataFolderNotEmpty);
  });

  it('does not reach into the future', async () => {
    await expect(makeUp({ ...OPTIONS, years: 90 })).rejects.toThrow('would reach into the future');
  });
});
