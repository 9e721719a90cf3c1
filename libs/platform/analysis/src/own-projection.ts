import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { createJiti } from 'jiti';
import * as kernel from '#kernel';
import {
  amount,
  day,
  flag,
  instant,
  integer,
  json,
  list,
  nullable,
  projection,
  table,
  text,
  texts,
  type Projection,
} from '#platform/read-store';

/** What a projection of an analyst may import, as `register`. */
const REGISTER = {
  ...{ projection, table, amount, day, flag, instant, integer, json, list, nullable, text, texts },
  boundsOf: kernel.boundsOf,
  inForceOn: kernel.inForceOn,
  periodOf: kernel.periodOf,
};

/**
 * The projection that a file exports as its default, and the SHA-256 of the file. It may be an ES module or TypeScript, stands
 * anywhere, and imports what it needs from `register`; types are taken away, and not checked. It runs with all rights of whoever runs it.
 * Throws, and says what to write, where it is none.
 */
export async function loadProjection(file: string): Promise<{ projection: Projection; sha256: string }> {
  const path = resolve(file);
  const source = await readFile(path).catch((error: unknown) => {
    throw new Error(`${file} cannot be read: ${messageOf(error)}`, { cause: error });
  });
  const jiti = createJiti(import.meta.url, {
    ...{ fsCache: false, moduleCache: false, interopDefault: false },
    virtualModules: { register: REGISTER },
  });
  let loaded: unknown;
  try {
    loaded = await jiti.import(path);
  } catch (error) {
    throw new Error(`${file} cannot be loaded: ${messageOf(error)}`, { cause: error });
  }
  const found = isObject(loaded) && 'default' in loaded ? loaded.default : undefined;
  if (!isProjection(found)) {
    throw new Error(
      `${file} exports no projection. Write: import { projection, table, text } from 'register'; export default projection({ name, version, table, when });`,
    );
  }
  return { projection: found, sha256: createHash('sha256').update(source).digest('hex') };
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** By what only `projection` makes. */
const isProjection = (value: unknown): value is Projection =>
  isObject(value) &&
  'isGiven' in value &&
  typeof value.isGiven === 'function' &&
  'keysOf' in value &&
  typeof value.keysOf === 'function' &&
  'apply' in value &&
  typeof value.apply === 'function' &&
  'table' in value &&
  isObject(value.table);
