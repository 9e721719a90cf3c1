import type { ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import { BrokenEvent } from './errors.ts';
import type { Line } from './line.ts';
import type { LogEvent } from './log-event.ts';
import { backoffMs, pause, Unreached } from './persistence.ts';
import { comparePositions, type Position } from './position.ts';
import { checkpointOf, eventOf, readAllFrom, subscribeAfter } from './wire.ts';

/** Where one is in the log: everything up to there is known. */
export type Place = Position | 'start';

/** What a subscription tells about itself, for health and logs. */
export type SubscriptionState =
  | { readonly kind: 'subscribed'; readonly after: Place }
  | { readonly kind: 'interrupted'; readonly reason: string; readonly retryInMs: number };

export type SubscribeOptions = {
  /** The last place that is known already; what comes is strictly after it. */
  readonly after: Place;
  /** Ends the subscription; nothing else does. */
  readonly signal: AbortSignal;
  readonly onState?: ((state: SubscriptionState) => void) | undefined;
};

export type SubscriptionTimes = {
  readonly attemptMs: number;
  readonly totalMs: number;
  readonly backoffMinMs: number;
  readonly backoffMaxMs: number;
  readonly quietMs: number;
  readonly graceMs: number;
};

/** What the log said next: events, how far it has looked, or that the subscription stands. */
type Stretch = { readonly events: readonly LogEvent[]; readonly upTo: Place };

/**
 * Follows the log for ever, in batches of what has come, each event once and in order. Interrupted, it goes on from
 * its last place, after a jittered wait that grows while nothing comes. Throws {@link BrokenEvent} only.
 */
export async function* followForEver(
  line: Line,
  times: SubscriptionTimes,
  { after, signal, onState }: SubscribeOptions,
): AsyncGenerator<readonly LogEvent[], void, undefined> {
  let place = after;
  let failures = 0;
  while (!signal.aborted) {
    let reason = 'the event store ended the subscription';
    try {
      for await (const said of follow(line, times, place, signal)) {
        if (said === 'subscribed') {
          onState?.({ kind: 'subscribed', after: place });
          continue;
        }
        failures = 0;
        place = said.upTo;
        if (said.events.length > 0) yield said.events;
        if (signal.aborted) return;
      }
    } catch (error) {
      if (error instanceof BrokenEvent) throw error;
      reason = error instanceof Error ? error.message : String(error);
    }
    if (signal.aborted) return;
    const retryInMs = backoffMs(failures++, times.backoffMinMs, times.backoffMaxMs);
    onState?.({ kind: 'interrupted', reason, retryInMs });
    await pause(retryInMs, signal);
  }
}

/** One attempt: a subscription until it ends, breaks off, or turns out to be dead. */
async function* follow(
  line: Line,
  { attemptMs, totalMs, quietMs, graceMs }: SubscriptionTimes,
  after: Place,
  signal: AbortSignal,
): AsyncGenerator<Stretch | 'subscribed', void, undefined> {
  const { inbox } = await line.open(subscribeAfter(after), attemptMs);
  const stop = (): void => inbox.close();
  signal.addEventListener('abort', stop);
  let place = after;
  let isConfirmed = false;
  let isOverdue = false;
  try {
    while (!signal.aborted) {
      const said = await inbox.take(!isConfirmed ? attemptMs : isOverdue ? graceMs : quietMs);
      if (said === 'ended') return;
      if (said === 'silent') {
        if (!isConfirmed || isOverdue) throw new Unreached('the subscription is dead', true);
        // Silence says nothing: a subscription can be dropped without a word. The store is asked on another call.
        const ahead = await line.ask(readAllFrom(place, 2), attemptMs, totalMs);
        isOverdue = newIn(eventsOf(ahead), place).length > 0;
        continue;
      }
      if (!isConfirmed) {
        isConfirmed = true;
        yield 'subscribed';
      }
      const events = newIn(eventsOf(said), place);
      const upTo = furthest(place, said, events);
      if (upTo === place) continue;
      isOverdue = false;
      place = upTo;
      yield { events, upTo };
    }
  } finally {
    signal.removeEventListener('abort', stop);
    inbox.close();
  }
}

/** The events after a place: a store that repeats itself is not listened to twice. */
export function newIn(events: readonly LogEvent[], after: Place): readonly LogEvent[] {
  let place = after;
  return events.filter(({ position }) => {
    if (!isAfter(position, place)) return false;
    place = position;
    return true;
  });
}

export const eventsOf = (frames: readonly ReadResp[]): readonly LogEvent[] =>
  frames.flatMap((frame) => eventOf(frame) ?? []);

const isAfter = (position: Position, place: Place): boolean =>
  place === 'start' || comparePositions(position, place) > 0;

function furthest(place: Place, frames: readonly ReadResp[], events: readonly LogEvent[]): Place {
  const reached = [events.at(-1)?.position ?? null, ...frames.map(checkpointOf)];
  return reached.reduce<Place>(
    (so, position) => (position !== null && isAfter(position, so) ? position : so),
    place,
  );
}
