import type { Alarm } from './alarms.ts';
import type { ProjectorState } from './projector.ts';

const REPEAT_MS = 30_000;

/** Where something is told, such as the logger of the framework. */
type Logger = Readonly<Record<'error' | 'warn' | 'log', (sentence: string) => void>>;

/** Tells a log every change of a projector's state, and again every `repeatMs` that it still does not run. */
export function tellsState(logger: Logger, repeatMs = REPEAT_MS): (state: ProjectorState) => void {
  let again: NodeJS.Timeout | undefined;
  let spell: ProjectorState['kind'] = 'stopped';
  const said = new Set<string | null>();

  const say = ({ kind, reason, since }: ProjectorState): void => {
    switch (kind) {
      case 'refused':
        return void logger.error(`refuses to run, since ${since.toISOString()}: ${reason}`);
      case 'waiting':
        return void logger.warn(`waits, since ${since.toISOString()}: ${reason}`);
      case 'standby':
        return void logger.log(`stands by: ${reason}`);
      case 'running':
        return void (reason === null ? logger.log('runs') : logger.warn(`runs, but: ${reason}`));
      case 'filling':
        return void (reason !== null && logger.warn(`cannot fill a read model: ${reason}`));
      case 'starting':
      case 'stopped':
        return;
    }
  };

  return (state) => {
    if (state.kind !== spell) said.clear();
    spell = state.kind;
    clearInterval(again);
    if (state.kind === 'waiting' || state.kind === 'refused') {
      again = setInterval(say, repeatMs, state).unref();
    }
    // Reasons that take turns while an outage lasts are each told once.
    if (!said.has(state.reason)) say(state);
    said.add(state.reason);
  };
}

/** Throws, with the reason, where a projector does not keep the read models up to date, nor stands by to do so. */
export function assertProjects({ kind, reason }: ProjectorState): void {
  switch (kind) {
    case 'filling':
    case 'running':
    case 'standby':
      return;
    case 'starting':
    case 'waiting':
    case 'refused':
    case 'stopped':
      throw new Error(reason === null ? `the projector is ${kind}` : `the projector is ${kind}: ${reason}`);
  }
}

/** Tells a log of alarms, when they begin and when they are over. */
export const tellsAlarms =
  (logger: Pick<Logger, 'error' | 'log'>) =>
  ({ name, says, since }: Alarm, isOver: boolean): void => {
    if (isOver) logger.log(`${name} is over; it was since ${since.toISOString()}`);
    else logger.error(`${name}: ${says}`);
  };
