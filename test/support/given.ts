import { expect } from '@jest/globals';
import fc from 'fast-check';
import {
  decide,
  fold,
  Rejected,
  unfolded,
  type Command,
  type Decider,
  type Event,
  type HistoryCommand,
  type Recorded,
} from '#kernel';

/** The id of the n-th event (from 1) of a given history, for corrections and confirmations in specs. */
export const eventId = (n: number): string => `018f4e7a-0000-7000-8000-${String(n).padStart(12, '0')}`;

const imagined = (events: readonly Event[], from: number): Recorded[] =>
  events.map((event, index) => ({ id: eventId(from + index + 1), revision: from + index, event }));

/**
 * `given(history).when(command).then(events)` for one decider and the record `id`. The history holds events in
 * stored form, corrections and assertions too.
 */
export function specify<C extends Command, S, E extends Event>(decider: Decider<C, S, E>, id: string) {
  const given = (...history: readonly Event[]) => {
    const folded = () => fold(decider, unfolded(decider), imagined(history, 0));
    return {
      /** The state that the history leads to. */
      state: (): S => folded().state,
      when: (command: C | HistoryCommand<E>) => {
        const outcome = (): readonly Event[] => decide(decider, id, command, folded());
        return {
          then: (...events: readonly Event[]): void => {
            expect(outcome()).toEqual(events);
            // Asked twice, decided once: no command adds anything the second time.
            const again = fold(decider, folded(), imagined(events, history.length));
            expect(decide(decider, id, command, again)).toEqual([]);
          },
          thenNothing: (): void => expect(outcome()).toEqual([]),
          thenRejected: (code: string, field?: string): void => {
            let thrown: unknown;
            try {
              outcome();
            } catch (error) {
              thrown = error;
            }
            expect(thrown).toBeInstanceOf(Rejected);
            if (!(thrown instanceof Rejected)) return;
            expect(thrown.code).toBe(code);
            if (field !== undefined) expect(thrown.field).toBe(field);
          },
        };
      },
    };
  };
  return { given };
}

/** The property that every decider has: in any sequence, a command that is sent again adds nothing. */
export function addsNothingTwice<C extends Command, S, E extends Event>(
  decider: Decider<C, S, E>,
  id: string,
  command: fc.Arbitrary<C | HistoryCommand<E>>,
): void {
  fc.assert(
    fc.property(fc.array(command, { minLength: 1, maxLength: 15 }), (commands) => {
      let folded = unfolded(decider);
      const send = (sent: C | HistoryCommand<E>): readonly Event[] => {
        try {
          const events = decide(decider, id, sent, folded);
          folded = fold(decider, folded, imagined(events, folded.recorded.length));
          return events;
        } catch (error) {
          if (error instanceof Rejected) return [];
          throw error;
        }
      };
      for (const sent of commands) {
        send(sent);
        expect(send(sent)).toEqual([]);
      }
    }),
  );
}
