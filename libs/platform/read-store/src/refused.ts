import { DatabaseError, type PoolClient } from 'pg';
import type { Storage } from './storage.ts';

/** PostgreSQL refused what was to be written to a read model, and not the writing. */
export class Refused extends Error {
  constructor(
    readonly storage: Storage,
    cause: Error,
  ) {
    super(cause.message, { cause });
    this.name = 'Refused';
  }
}

/** Whether it is the values that are refused: SQLSTATE classes 22 (data), 23 (constraints) and 54 (limits). */
export const isRefusedValue = (error: unknown): error is DatabaseError =>
  error instanceof DatabaseError && /^(?:22|23|54)/.test(error.code ?? '');

/** One transaction of statements sent at once: only when all have succeeded comes the end. */
export async function inTransaction(
  session: PoolClient,
  statements: () => readonly Promise<unknown>[],
): Promise<void> {
  const begun = session.query('BEGIN');
  try {
    await allOf([begun, ...statements()]);
    await session.query('COMMIT');
  } catch (error) {
    await session.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

/** All of them, or, when all have ended, the first failure in their order: those behind it fail because of it. */
async function allOf(answers: readonly Promise<unknown>[]): Promise<void> {
  for (const one of await Promise.allSettled(answers)) {
    if (one.status === 'rejected') throw one.reason;
  }
}

/**
 * The least number of things, in order, that something refuses, less one: the place of the first that it refuses;
 * `null` where it takes them all. `takes` is asked with longer and shorter beginnings.
 */
export async function firstRefusedOf<T>(
  things: readonly T[],
  takes: (beginning: readonly T[]) => Promise<boolean>,
): Promise<number | null> {
  if (await takes(things)) return null;
  let taken = 0;
  let refused = things.length;
  while (refused - taken > 1) {
    const middle = taken + Math.floor((refused - taken) / 2);
    if (await takes(things.slice(0, middle))) taken = middle;
    else refused = middle;
  }
  return refused - 1;
}

/**
 * The number of the first of some versions whose writing PostgreSQL refuses, found by trying beginnings of them; `null`:
 * it takes them all. Leaves nothing.
 */
export async function firstRefused<V extends { readonly seq: number }>(
  session: PoolClient,
  versions: readonly V[],
  write: (beginning: readonly V[]) => Promise<void>,
): Promise<number | null> {
  await session.query('BEGIN');
  try {
    const at = await firstRefusedOf(versions, async (beginning) => {
      await session.query('SAVEPOINT beginning');
      const isTaken = await write(beginning).then(
        () => true,
        (error: unknown) => {
          if (error instanceof Refused) return false;
          throw error;
        },
      );
      await session.query('ROLLBACK TO beginning');
      return isTaken;
    });
    return at === null ? null : (versions[at]?.seq ?? null);
  } finally {
    await session.query('ROLLBACK');
  }
}
