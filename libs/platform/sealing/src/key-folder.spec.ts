import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NotOpened } from './cipher.ts';
import { KeyDestroyed, KeyFolder, KeyMissing } from './key-folder.ts';

const TEXT = '{"event":{"type":"referral.Prepared","data":{"topic":"antenatalHomeVisit"}},"metadata":{}} – ü';
let folder: string;
let keys: KeyFolder;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keys-'));
  keys = KeyFolder.open(folder);
});
afterEach(() => rmSync(folder, { recursive: true }));

const filesIn = (): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());

describe('a seal', () => {
  it('opens to the very same text, in another process too, and never looks the same twice', () => {
    const [one, other] = [keys.close('referral-a', TEXT), keys.close('referral-a', TEXT)];
    expect(one).not.toBe(other);
    expect(one).toMatch(/^[\w-]+$/);
    expect([one, other].map((sealed) => KeyFolder.open(folder).open('referral-a', sealed))).toEqual([
      TEXT,
      TEXT,
    ]);
    expect(keys.open('referral-a', keys.close('referral-a', ''))).toBe('');
  });

  it('opens for its own record only, and only while it is whole', () => {
    const sealed = keys.close('referral-a', TEXT);
    keys.close('referral-b', TEXT);
    expect(() => keys.open('referral-b', sealed)).toThrow(NotOpened);
    for (const at of [0, 13, Math.floor(sealed.length / 2), sealed.length - 2]) {
      const other = sealed[at] === 'A' ? 'B' : 'A';
      const changed = sealed.slice(0, at) + other + sealed.slice(at + 1);
      expect(() => keys.open('referral-a', changed)).toThrow(NotOpened);
    }
    for (const cut of ['', 'AAEC', sealed.slice(0, 20), sealed.slice(4)])
      expect(() => keys.open('referral-a', cut)).toThrow(NotOpened);
  });

  it('does not open with another folder of keys, which says so', () => {
    const sealed = keys.close('referral-a', TEXT);
    const other = mkdtempSync(join(tmpdir(), 'keys-'));
    const strangers = KeyFolder.open(other);
    expect(() => strangers.open('referral-a', sealed)).toThrow(KeyMissing);
    strangers.close('referral-a', TEXT);
    expect(() => strangers.open('referral-a', sealed)).toThrow(NotOpened);
    rmSync(other, { recursive: true });
  });
});

describe('a folder of keys', () => {
  it('is its owner’s alone, and holds no key and no text openly', () => {
    keys.close('referral-a', TEXT);
    for (const path of filesIn()) {
      expect([path, statSync(path).mode & 0o077]).toEqual([path, 0]);
      expect(readFileSync(path).includes('antenatal')).toBe(false);
      expect(path).not.toContain('referral-a');
    }
    expect(filesIn().filter((path) => path.endsWith('.key') && !path.endsWith('master.key'))).toHaveLength(1);
  });

  it('has one key for a record, whoever asks first', () => {
    const others = Array.from({ length: 8 }, () => KeyFolder.open(folder));
    const sealed = others.map((one) => one.close('referral-a', TEXT));
    for (const one of others) for (const text of sealed) expect(one.open('referral-a', text)).toBe(TEXT);
    expect(filesIn()).toHaveLength(3);
  });

  it('opens nothing of a record whose key was destroyed, and makes no new one', () => {
    const sealed = keys.close('referral-a', TEXT);
    const kept = keys.close('referral-b', TEXT);
    const [file = ''] = filesIn().filter((path) => path.endsWith('.key') && !path.endsWith('master.key'));
    expect(readFileSync(file)).toHaveLength(8 + 12 + 32 + 16);
    keys.destroy('referral-a');
    keys.destroy('referral-a');
    for (const one of [keys, KeyFolder.open(folder)]) {
      expect(one.open('referral-a', sealed)).toBeNull();
      expect(one.isDestroyed('referral-a')).toBe(true);
      expect(() => one.close('referral-a', TEXT)).toThrow(KeyDestroyed);
      expect(one.open('referral-b', kept)).toBe(TEXT);
    }
  });

  it('changes its master key without touching what is sealed, while others go on', () => {
    const sealed = ['a', 'b', 'c'].map((id) => keys.close(`referral-${id}`, TEXT));
    const other = KeyFolder.open(folder);
    other.open('referral-a', sealed[0] ?? '');
    const before = readFileSync(join(folder, 'master.key'));
    expect(keys.rotate()).toBe(3);
    expect(readFileSync(join(folder, 'master.key')).equals(before)).toBe(false);
    expect(readdirSync(folder).sort()).toEqual(['keys', 'lock', 'master.key']);
    // One that knew the old master key before it was changed wraps with the new one.
    const made = other.close('referral-late', TEXT);
    expect(KeyFolder.open(folder).open('referral-late', made)).toBe(TEXT);
    for (const one of [keys, other, KeyFolder.open(folder)])
      expect(['a', 'b', 'c'].map((id, at) => one.open(`referral-${id}`, sealed[at] ?? ''))).toEqual([
        TEXT,
        TEXT,
        TEXT,
      ]);
    expect(other.open('referral-d', keys.close('referral-d', TEXT))).toBe(TEXT);
  });

  it('takes up a change that was broken off at any point', () => {
    const sealed = ['a', 'b'].map((id) => keys.close(`referral-${id}`, TEXT));
    // A new master key is there, and nothing is wrapped with it yet.
    writeFileSync(join(folder, 'master.next'), Buffer.alloc(32, 7), { mode: 0o600 });
    const meanwhile = KeyFolder.open(folder);
    const late = meanwhile.close('referral-c', TEXT);
    expect(meanwhile.open('referral-a', sealed[0] ?? '')).toBe(TEXT);
    expect(KeyFolder.open(folder).rotate()).toBe(2);
    const after = KeyFolder.open(folder);
    expect(readFileSync(join(folder, 'master.key')).equals(Buffer.alloc(32, 7))).toBe(true);
    expect(after.open('referral-a', sealed[0] ?? '')).toBe(TEXT);
    expect(after.open('referral-c', late)).toBe(TEXT);
  });
});
