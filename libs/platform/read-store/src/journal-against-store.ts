import type { PoolClient } from 'pg';
import { leafHash, type JournalEvent } from './journal.ts';
import type { StoreNumbered } from './store-numbers.ts';

/** What is wrong where the journal has let go of an event that no certificate names. */
export const NOT_CERTIFIED = 'was taken out of the journal, and no certificate of destruction tells of it';

/** Whether the journal has another event where the store has this one: not the same that was changed. */
export const placedWrong = (found: JournalEvent, should: JournalEvent): boolean =>
  found.position.commit !== should.position.commit || found.position.prepare !== should.position.prepare;

/**
 * In which columns the journal has an event otherwise than the store, and for which of them the leaf hash speaks that
 * was made when the event came in; `null`: in none.
 */
export function differenceOf(found: JournalEvent, numbered: StoreNumbered, leaf: Buffer): string | null {
  const should = numbered.event;
  if (should.isDestroyed && !found.isDestroyed)
    return 'was destroyed by its certificate, and is still in the journal';
  const columns: readonly [string, boolean][] = [
    ['stream', found.stream === should.stream],
    ['revision', found.revision === should.revision],
    ['event id', found.id === should.id],
    ['type', found.type === should.type],
    ['recorded instant', found.recordedAt === should.recordedAt],
    ['whether it is JSON', found.isJson === should.isJson],
    ['data', found.data === should.data],
    ['metadata', found.metadata === should.metadata],
  ];
  const differ = columns.flatMap(([column, isSame]) => (isSame ? [] : [column]));
  if (should.isDestroyed) {
    if (!numbered.isTrue)
      return 'is certified to be destroyed by a certificate of another event than the store has';
    if (!leaf.equals(numbered.leaf)) differ.push('leaf hash');
    return differ.length === 0
      ? null
      : `is altered in the journal, or in its certificate: ${differ.join(', ')}`;
  }
  if (differ.length === 0) return leaf.equals(numbered.leaf) ? null : 'is altered in the journal: leaf hash';
  if (leaf.equals(numbered.leaf)) return `is altered in the journal: ${differ.join(', ')}`;
  return leaf.equals(leafHash(found))
    ? `is altered in the store (the journal's leaf hash is that of the journal): ${differ.join(', ')}`
    : `is altered in the journal: ${differ.join(', ')}, leaf hash`;
}

/** What is wrong at a number where the journal does not have the event that the store has there. */
export async function misplaced(
  session: PoolClient,
  seq: number,
  found: JournalEvent | undefined,
  should: JournalEvent | undefined,
): Promise<string> {
  if (should === undefined) {
    return found?.seq === seq
      ? `is inserted in the journal: the store ends before event ${found.id}`
      : 'is neither in the journal nor in the store';
  }
  const named = `event ${should.id} of ${should.stream}`;
  const { rows } = await session.query<{ seq: number }>(
    'SELECT seq::float8 FROM journal WHERE commit_position = $1 AND prepare_position = $2',
    [should.position.commit, should.position.prepare],
  );
  const elsewhere = rows[0]?.seq;
  if (elsewhere === undefined) {
    const isMoved = found?.seq === seq && found.id === should.id;
    return isMoved ? 'is altered in the journal: position' : `is missing from the journal: ${named}`;
  }
  // Positions rise in the store: one before the store's is none that it has.
  const isInserted = found?.seq === seq && found.position.commit < should.position.commit;
  return isInserted
    ? `is inserted in the journal: event ${found.id}, which the store does not have`
    : `is reordered: ${named} is number ${elsewhere}`;
}
