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
    expect(events.map(({ event: { seq, recordedAt } }) => [seq, recordedAt])).toEqual([
      [1, '2026-01-01T00:00:00.000000Z'],
      [2, '2026-01-01T00:00:00.000001Z'],
      [3, '2026-01-01T00:00:00.000002Z'],
    ]);
  });

  it('never goes back in time, whatever the clock of the store does', () => {
    const end = { seq: 7, position: { commit: 1n, prepare: 1n }, recordedAt: '2026-06-01T00:00:00.999999Z' };
    const [next] = numbered(end, logOf([built('a')]));
    expect(next?.event).toMatchObject({ seq: 8, recordedAt: '2026-06-01T00:00:01.000000Z' });
  });

  it('hashes a leaf over length-prefixed fields, data and metadata', () => {
    const event = numbered(START, logOf([built('a')]))[0]?.event;
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
    expect(numbered(START, logOf([built('a')]))[0]?.leaf).toEqual(
      sha256(Buffer.of(0), ...header, sha256(event.data), sha256(event.metadata)),
    );
  });

  it('has another leaf when any column is another', () => {
    const event = numbered(START, logOf([built('a')]))[0]?.event;
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

  it('numbers what was destroyed by its certificate, whether the log still has it or not', () => {
    const log = logOf(['a', 'b', 'b', 'c', 'd'].map(built));
    const before = numbered(START, log);
    const certified = new Map(
      before
        .filter(({ event }) => ['house-b', 'house-d'].includes(event.stream))
        .map(({ event, leaf }) => [
          event.seq,
          { event: { ...event, data: '', metadata: '', isDestroyed: true }, leaf },
        ]),
    );
    const after = numbered(START, [...log, ...logOf([...'abbcde'].map(built), 5)], certified);
    const scavenged = log.filter(({ stream }) => !['house-b', 'house-d'].includes(stream));
    const again = numbered(START, [...scavenged, ...logOf([...'abbcde'].map(built), 5)], certified);
    expect(again).toEqual(after);
    expect(again.slice(0, 5).map(({ leaf }) => leaf)).toEqual(before.map(({ leaf }) => leaf));
    expect(again.map(({ event }) => [event.seq, event.stream, event.data === ''])).toEqual([
      [1, 'house-a', false],
      [2, 'house-b', true],
      [3, 'house-b', true],
      [4, 'house-c', false],
      [5, 'house-d', true],
      [6, 'house-e', false],
    ]);
    // Whoever goes on from the middle of a gap fills the rest of it.
    const [, , middle] = again;
    if (middle === undefined) throw new Error('no event');
    expect(numbered(middle.event, scavenged.slice(1), certified)).toEqual(again.slice(3, 4));
  });
});
