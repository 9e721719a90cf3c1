import { describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { leafHash, numbered, type JournalEvent } from './journal.ts';
import { logOf } from './specimen.ts';

const built = (houseId: string) => ({
  stream: `house-${houseId}`,
  event: { type: 'house.Built', data: { houseId, street: 'Dorpsstraat', valueEur: 1 } },
});
const START = { seq: 0, position: null, recordedAt: null };

describe('the journal', () => {
  it('numbers events without gaps and moves equal instants a microsecond apart', () => {
    const events = numbered(START, logOf([built('a'), built('b'), built('c')]));
    expect(events.map(({ seq, recordedAt }) => [seq, recordedAt])).toEqual([
      [1, '2026-01-01T00:00:00.000000Z'],
      [2, '2026-01-01T00:00:00.000001Z'],
      [3, '2026-01-01T00:00:00.000002Z'],
    ]);
  });

  it('never goes back in time, whatever the clock of the store does', () => {
    const end = { seq: 7, position: { commit: 1n, prepare: 1n }, recordedAt: '2026-06-01T00:00:00.999999Z' };
    const [next] = numbered(end, logOf([built('a')]));
    expect(next).toMatchObject({ seq: 8, recordedAt: '2026-06-01T00:00:01.000000Z' });
  });

  it('hashes a leaf over length-prefixed fields, data and metadata', () => {
    const [event] = numbered(START, logOf([built('a')]));
    if (event === undefined) throw new Error('no event');
    const sha256 = (...parts: (Buffer | string)[]) =>
      parts.reduce((so, part) => so.update(part), createHash('sha256')).digest();
    const field = (value: string) => {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(Buffer.byteLength(value));
      return Buffer.concat([length, Buffer.from(value)]);
    };
    const header = [
      ...['register-journal-1', '1', '16', '16', 'house-a', '0', event.id, 'house.Built'],
      ...['2026-01-01T00:00:00.000000Z', 'json'],
    ].map(field);
    expect(leafHash(event)).toEqual(
      sha256(Buffer.of(0), ...header, sha256(event.data), sha256(event.metadata)),
    );
  });

  it('has another leaf when any column is another', () => {
    const [event] = numbered(START, logOf([built('a')]));
    if (event === undefined) throw new Error('no event');
    const changed: JournalEvent[] = [
      { ...event, seq: 2 },
      { ...event, position: { commit: 17n, prepare: 16n } },
      { ...event, position: { commit: 16n, prepare: 17n } },
      { ...event, stream: 'house-b' },
      { ...event, revision: 1 },
      { ...event, id: '018f4e7a-0000-7000-8000-000000000001' },
      { ...event, type: 'house.Painted' },
      { ...event, recordedAt: '2026-01-01T00:00:00.000001Z' },
      { ...event, isJson: false },
      { ...event, data: `${event.data} ` },
      { ...event, metadata: '' },
    ];
    const leaves = [event, ...changed].map((one) => leafHash(one).toString('hex'));
    expect(new Set(leaves).size).toBe(leaves.length);
  });
});
