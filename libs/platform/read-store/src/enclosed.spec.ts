import { describe, expect, it } from '@jest/globals';
import type { Upcasters } from '#kernel';
import { numbered, type LogEvent } from './journal.ts';
import { recordedEvent } from './said.ts';
import { logOf } from './specimen.ts';

const START = { seq: 0, position: null, recordedAt: null };
const built = { houseId: 'a', street: 'Dorpsstraat', valueEur: 1 };
/** An event of the log with this inside its data, and none of it outside. */
const enclosing = (inside: object): LogEvent[] =>
  logOf([{ stream: 'house-a', event: { type: 'house.Recorded', data: inside } }]).map((event) => ({
    ...event,
    metadata: '{}',
  }));
const recorded = (log: readonly LogEvent[], upcasters: Upcasters = {}) =>
  numbered(START, log).map(({ event }) => recordedEvent(event, upcasters));

describe('the journal of what is enclosed', () => {
  it('keeps the text that was stored, and tells what is inside', () => {
    const log = enclosing({ event: { type: 'house.Built', data: built }, metadata: { actor: 'clerk' } });
    const kept = numbered(START, log)[0]?.event;
    expect([kept?.type, kept?.metadata]).toEqual(['house.Recorded', '{}']);
    expect(recorded(log)).toMatchObject([
      {
        event: { type: 'house.Built', data: built },
        metadata: { actor: 'clerk' },
        stream: 'house-a',
        seq: 1,
      },
    ]);
  });

  it('lifts a retired shape that is inside', () => {
    const log = enclosing({ event: { type: 'house.Raised', data: built }, metadata: {} });
    const lifting: Upcasters = { 'house.Raised': { to: 'house.Built', moved: {} } };
    expect(recorded(log, lifting)).toMatchObject([{ event: { type: 'house.Built', data: built } }]);
  });

  it('takes what nobody can read, and tells no read model of it', () => {
    const log = enclosing({ sealed: 'AAEC' });
    expect(numbered(START, log)).toHaveLength(1);
    expect(recorded(log)).toEqual([null]);
    const foreign = enclosing({ event: { type: 'agreement.Signed', data: {} }, metadata: {} });
    expect(recorded(foreign)).toEqual([null]);
    const hollow = enclosing({ event: { type: 'house.Corrected', data: {} }, metadata: {} });
    expect(recorded(hollow)).toEqual([null]);
  });
});
