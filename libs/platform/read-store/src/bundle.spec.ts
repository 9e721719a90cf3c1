import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Signer } from '#platform/ledger';
import { chance } from '#test/support/chance';
import { testDatabase, type TestDatabase } from '#test/support/postgres';
import { folder } from '#test/support/processes';
import { bundleOf, type Bundle } from './bundle.ts';
import { openEngine, type OpenEngine } from './specimen-engine.ts';
import { logOf } from './specimen.ts';

const ALL = 300;
const SIGNED = 290;
const MUTATIONS = Number(process.env['LEDGER_MUTATIONS'] ?? 400);
const file = 'libs/platform/ledger/verify.mjs';
const script: string = '../../ledger/verify.mjs';
const { verdictOn } = (await import(script)) as {
  readonly verdictOn: (bundle: unknown, key?: string) => string;
};

describe('a bundle', () => {
  const signer = Signer.of('register.example/ledger', Signer.newKey());
  const key = signer.verifier.toString();
  let database: TestDatabase;
  let opened: OpenEngine;
  let bundle: Bundle;

  const flawOf = (of: unknown, by: string | undefined = key): string | null => {
    try {
      verdictOn(of, by);
      return null;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  };

  beforeAll(async () => {
    database = await testDatabase();
    opened = await openEngine(database.url, []);
    expect(await bundleOf(database.url, 'note-3')).toBeNull();
    const events = Array.from({ length: ALL }, (_, at) => ({
      stream: `note-${at % 30}`,
      event: { type: 'note.Written', data: { at, text: 'Zo is het — ook hier — afgesproken.' } },
    }));
    await opened.engine.apply(logOf(events));
    const { ledger } = opened.readStore;
    const root = await ledger.tree().root(SIGNED);
    await ledger.keep({ size: SIGNED, root, note: signer.checkpoint(SIGNED, root), verifier: key });
    const made = await bundleOf(database.url, 'note-3');
    if (made === null) throw new Error('there is no bundle');
    bundle = made;
  });
  afterAll(async () => {
    await opened.close();
    await database.drop();
  });

  it('has everything of a record that was signed, and proves it', async () => {
    expect(bundle.events.map(({ number }) => number)).toEqual([4, 34, 64, 94, 124, 154, 184, 214, 244, 274]);
    expect(verdictOn(bundle, key)).toMatch(/^Unaltered: 10 events of note-3, among the 290 that were signed/);
    expect(verdictOn(bundle)).toMatch(/by the key that it names itself/);
    expect(await bundleOf(database.url, 'note-99')).toBeNull();
  });

  it('is verified by one file, in a folder of its own, without anything else', async () => {
    const out = await folder('bundle-');
    await copyFile(file, join(out, 'verify.mjs'));
    await writeFile(join(out, 'bundle.json'), JSON.stringify(bundle));
    const run = (...args: string[]) =>
      spawnSync(process.execPath, [join(out, 'verify.mjs'), ...args], {
        cwd: out,
        encoding: 'utf8',
        env: {},
      });
    expect(run('--key', key)).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^Unaltered: 10 events/),
    });
    expect(run()).toMatchObject({ status: 0 });
    const [first, ...others] = bundle.events;
    const altered = { ...bundle, events: [{ ...first, data: '{}' }, ...others] };
    await writeFile(join(out, 'bundle.json'), JSON.stringify(altered));
    expect(run(join(out, 'bundle.json'), '--key', key)).toMatchObject({
      status: 1,
      stderr: 'Not verified: number 4: it was altered: it does not come to its leaf hash.\n',
    });
    expect(run(join(out, 'none.json')).status).toBe(1);
  });

  it('is refused with what is wrong', () => {
    const { events } = bundle;
    const other = Signer.of('register.example/ledger', Signer.newKey()).verifier.toString();
    expect(flawOf({ ...bundle, events: events.slice(1) })).toMatch(
      /number 34: an event before it is missing/,
    );
    expect(flawOf({ ...bundle, events: events.filter((_, at) => at !== 5) })).toMatch(
      /number 184: an event before/,
    );
    expect(flawOf({ ...bundle, events: [] })).toMatch(/no event/);
    expect(flawOf({ ...bundle, stream: 'note-4' })).toMatch(/number 4: it is of another record/);
    expect(flawOf({ ...bundle, format: 'other' })).toMatch(/no bundle/);
    expect(flawOf(bundle, other)).toMatch(/not signed by/);
    expect(flawOf(bundle, 'no key')).toMatch(/the key is none/);
    expect(flawOf(null)).toMatch(/no bundle/);
    const root = Buffer.alloc(32, 3);
    expect(flawOf({ ...bundle, checkpoint: signer.checkpoint(SIGNED, root) })).toMatch(
      /number 4: its proof does not lead/,
    );
  });

  it('shows of a destroyed event that it was there', async () => {
    await opened.query(`UPDATE journal SET data = '', metadata = '', is_destroyed = true WHERE seq = 34`);
    const made = await bundleOf(database.url, 'note-3');
    expect(verdictOn(made, key)).toMatch(/Of 1 nothing but the hash remains/);
    const [, gone] = made?.events ?? [];
    expect(flawOf({ ...bundle, events: [bundle.events[0], { ...gone, data: '{}' }] })).toMatch(
      /number 34: it was destroyed, and has texts/,
    );
  });

  it('misses none of some random changes', () => {
    const random = chance('bundle mutations');
    const pick = <T>(all: readonly T[]): T | undefined => all[Math.floor(random() * all.length)];
    const missed: string[] = [];
    for (let count = 0; count < MUTATIONS; count += 1) {
      const events = structuredClone(bundle.events) as unknown as Record<string, unknown>[];
      const event = pick(events) ?? {};
      const field = pick(Object.keys(event)) ?? '';
      const value = event[field];
      const texts = Array.isArray(value) ? (value as string[]) : [String(value)];
      const at = Math.floor(random() * texts.length);
      const text = texts[at] ?? '';
      const place = Math.floor(random() * text.length);
      const changed = `${text.slice(0, place)}${String.fromCharCode(text.charCodeAt(place) ^ 1)}${text.slice(place + 1)}`;
      if (Array.isArray(value)) event[field] = texts.with(at, changed);
      else if (typeof value === 'boolean') event[field] = !value;
      else if (typeof value === 'number') event[field] = value + 1;
      else event[field] = changed;
      if (flawOf({ ...bundle, events }) === null) missed.push(`${field}: ${text} to ${changed}`);
    }
    expect(missed).toEqual([]);
  });
});
