import { describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { assertProjects, tellsState } from './projector-log.ts';
import type { ProjectorState } from './projector.ts';

const at = (kind: ProjectorState['kind'], reason: string | null = null): ProjectorState => ({
  kind,
  reason,
  since: new Date(Date.UTC(2026, 0, 1)),
});

function told(repeatMs?: number) {
  const lines: string[] = [];
  const say = (level: string) => (message: unknown) => void lines.push(`${level} ${String(message)}`);
  const logger = { error: say('error'), warn: say('warn'), log: say('log') };
  return { lines, tell: tellsState(logger, repeatMs) };
}

describe('the log of a projector', () => {
  it('tells every change of state, at the level that it deserves', () => {
    const { lines, tell } = told();
    for (const state of [
      at('filling'),
      at('running'),
      at('waiting', 'no database'),
      at('running'),
      at('standby', 'another projector leads: b'),
      at('refused', 'another store'),
      at('stopped'),
    ])
      tell(state);
    expect(lines).toEqual([
      'log runs',
      'warn waits, since 2026-01-01T00:00:00.000Z: no database',
      'log runs',
      'log stands by: another projector leads: b',
      'error refuses to run, since 2026-01-01T00:00:00.000Z: another store',
    ]);
  });

  it('tells reasons that take turns once each, as long as the outage lasts', () => {
    const { lines, tell } = told();
    for (const reason of ['refused', 'terminated', 'refused', 'terminated']) tell(at('waiting', reason));
    expect(lines).toHaveLength(2);
  });

  it('says again and again that it waits, until it runs', async () => {
    const { lines, tell } = told(20);
    tell(at('waiting', 'no database'));
    await sleep(150);
    expect(lines.length).toBeGreaterThanOrEqual(3);
    tell(at('running'));
    const before = lines.length;
    await sleep(60);
    expect(lines).toHaveLength(before);
  });
});

describe('the health of a projector', () => {
  it('is good while it projects, or stands by to do so', () => {
    for (const kind of ['filling', 'running', 'standby'] as const)
      expect(() => assertProjects(at(kind))).not.toThrow();
  });

  it('is bad, with the reason, in any other state', () => {
    for (const kind of ['starting', 'stopped'] as const)
      expect(() => assertProjects(at(kind))).toThrow(`the projector is ${kind}`);
    for (const kind of ['waiting', 'refused'] as const)
      expect(() => assertProjects(at(kind, 'why'))).toThrow(`the projector is ${kind}: why`);
  });
});
