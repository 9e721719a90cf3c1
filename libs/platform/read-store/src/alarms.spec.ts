import { describe, expect, it } from '@jest/globals';
import { AlarmWatch, type Seen } from './alarms.ts';
import type { GenerationStatus, Status } from './status.ts';
import { houseRegister } from './specimen.ts';

const generation: GenerationStatus = {
  ...{ name: 'house-register', version: 1, generation: 1, storage: 'house_register_v1', given: 9 },
  ...{ isLive: true, isFormer: false, seq: 10, parked: 0 },
};
const STATUS: Status = {
  place: { seq: 10, position: null, recordedAt: null },
  lease: { holder: 'machine/1/x', since: '2026-01-01T00:00:00Z', expiresInMs: 2_000 },
  generations: [generation],
  verified: null,
};
const UP_TO_DATE = { events: 0, isExact: true, seconds: 0 };
const BEHIND = { events: 4, isExact: true, seconds: 30 };

/** What is alarming when the same is seen every two seconds, eight seconds long. */
function after(seen: Partial<Omit<Seen, 'at'>>, watch = new AlarmWatch([houseRegister])): string[] {
  for (let second = 0; second <= 8; second += 2) {
    const at = new Date(Date.UTC(2026, 0, 1, 0, 0, second));
    watch.see({ status: STATUS, lag: UP_TO_DATE, projector: null, ...seen, at });
  }
  return watch.alarms.map(({ name, says }) => `${name}: ${says}`);
}
const since = new Date(Date.UTC(2026, 0, 1));

describe('what is alarming about the read side', () => {
  it('is nothing as long as all is well', () => expect(after({})).toEqual([]));

  it.each<[string, Partial<Seen>, string]>([
    ['the database is gone', { status: { reason: 'refused' } }, 'database-gone: refused'],
    ['the event store is gone', { lag: { reason: 'refused' } }, 'event-store-gone: refused'],
    [
      'the journal stands still',
      { lag: BEHIND },
      'journal-stalled: the journal stands still at number 10, 4 events behind the event store, the oldest of 30 s ago',
    ],
    [
      'nobody leads',
      { status: { ...STATUS, lease: { holder: null, since: null, expiresInMs: -1 } } },
      'nobody-leads: no projector leads',
    ],
    [
      'who leads gives no sign of life',
      { status: { ...STATUS, lease: { ...STATUS.lease, expiresInMs: -1 } } },
      'nobody-leads: no projector leads; machine/1/x, since 2026-01-01T00:00:00Z, gives no sign of life',
    ],
    [
      'the projector refuses',
      { projector: { kind: 'refused', reason: 'another store', since } },
      'projector-troubled: the projector is refused: another store',
    ],
    [
      'a read model cannot be filled',
      { projector: { kind: 'filling', reason: 'no room', since } },
      'projector-troubled: the projector is filling: no room',
    ],
    [
      'a read model is not there',
      { status: { ...STATUS, generations: [{ ...generation, isLive: false, seq: 3 }] } },
      'read-model-absent: being filled, and not there to be asked: house-register',
    ],
    [
      'nobody feeds a read model',
      { status: { ...STATUS, generations: [{ ...generation, seq: 7 }] } },
      'read-model-stalled: nobody feeds house_register_v1 at number 7 of 10',
    ],
    [
      'events are set aside',
      { status: { ...STATUS, generations: [{ ...generation, parked: 2 }] } },
      'events-parked: events are set aside: 2 for house-register; see register parked list',
    ],
    [
      'something was lost',
      {
        status: {
          ...STATUS,
          verified: { seq: 9, at: '2026-01-01T00:00:00Z', finding: 'number 3 is missing' },
        },
      },
      'incomplete: found at 2026-01-01T00:00:00Z: number 3 is missing',
    ],
  ])('is that %s', (_, seen, says) => {
    const watch = new AlarmWatch([houseRegister]);
    expect(after(seen, watch)).toEqual([says]);
    expect(after({}, watch)).toEqual([]); // Over.
  });

  it('is not what is behind and moves', () => {
    const watch = new AlarmWatch([houseRegister]);
    for (let second = 0; second <= 20; second += 2) {
      const at = new Date(Date.UTC(2026, 0, 1, 0, 0, second));
      const place = { ...STATUS.place, seq: 100 + second };
      const generations = [{ ...generation, seq: 10 + second }];
      watch.see({ status: { ...STATUS, place, generations }, lag: BEHIND, projector: null, at });
      expect(watch.alarms).toEqual([]);
    }
  });

  it('tells since when', () => {
    const watch = new AlarmWatch([houseRegister]);
    after({ lag: { reason: 'refused' } }, watch);
    expect(watch.alarms[0]?.since).toEqual(since);
  });
});
