import { describe, expect, it } from '@jest/globals';
import type { ChangePage } from '#platform/records';
import { ask, refusalIn, type Told } from '../support/asking.ts';
import { Audited, HERE } from '../support/findings.ts';
import { HandClock } from '../support/hand-clock.ts';
import { registerAt } from '../support/register-at.ts';
import { rule } from '../support/rule.ts';

describe(rule('audit.changes', 'a municipality'), () => {
  const clock = new HandClock('2026-11-10T12:00:00Z');
  const register = registerAt(clock);
  const audit = new Audited(register);
  const changes = (since: string | number, more = '', code = HERE): Promise<Told<ChangePage>> =>
    ask<ChangePage>(register, `municipalities/${code}/changes?since=${since}&${audit.after}${more}`);
  const typesIn = ({ data }: Told<ChangePage>): string[] => data.entries.map(({ type }) => type);

  it('is told what was recorded about it since it looked last, and nothing about others', async () => {
    await audit.told('organisations', {
      ...{ organisationId: 'before', name: 'Before', kind: 'welfare', domain: 'social' },
    });
    const { number } = (await changes(0)).meta;
    expect((await changes(number)).data.entries).toEqual([]);
    clock.instant = '2026-11-10T13:00:00Z';
    await audit.draft('ours');
    await audit.draft('theirs', { scope: { level: 'coalition', municipalities: ['GM0114'] } });
    await audit.decided('decided', '2026-11-01');
    expect(typesIn(await changes(number))).toEqual([
      ...['agreement.Drafted', 'decision.Proposed.v2', 'decision.Taken'],
    ]);
    expect(typesIn(await changes('2026-11-10T12:30:00Z'))).toHaveLength(3);
    expect(typesIn(await changes('2026-11-10T13:59:59%2B01:00'))).toHaveLength(3);
    expect(typesIn(await changes(number, `&asOf=2026-11-10T12:30:00Z`))).toEqual([]);
    expect((await changes(number, '', 'GM0114')).data.entries).toMatchObject([
      { type: 'agreement.Drafted', record: 'agreement-theirs', standing: 'stands', speaksOf: null },
    ]);
  }, 30_000);

  it('is told what was corrected or retracted, as it read before and after', async () => {
    const { meta, data } = await changes(0, '&limit=200');
    const drafted = data.entries.find(({ record }) => record === 'agreement-ours');
    const correct = (title: string, reason: string): Promise<string> =>
      audit.told('agreements/ours/corrections', { corrects: drafted?.eventId, changes: { title }, reason });
    await correct('Once', 'Misread.');
    const second = await correct('Twice', 'Misread again.');
    await audit.told('agreements/ours/retractions', { retracts: second, reason: 'It was right.' });
    const { entries } = (await changes(meta.number)).data;
    expect(entries).toMatchObject([
      {
        type: 'agreement.Corrected',
        speaksOf: {
          ...{ eventId: drafted?.eventId, type: 'agreement.Drafted', reason: 'Misread.' },
          ...{ before: { title: 'ours' }, after: { title: 'Once' } },
        },
      },
      { speaksOf: { before: { title: 'Once' }, after: { title: 'Twice' }, reason: 'Misread again.' } },
      { type: 'agreement.Retracted', speaksOf: { eventId: second, after: null, reason: 'It was right.' } },
    ]);
    expect(entries[1]?.standing).toBe('retracted');
  }, 30_000);

  it('is told page by page, and of itself too', async () => {
    const whole = (await changes(0, '&limit=200')).data.entries;
    const paged: unknown[] = [];
    for (let cursor: string | null = null, isOver = false; !isOver;) {
      const { entries, next }: ChangePage = (
        await changes(0, `&limit=7${cursor === null ? '' : `&cursor=${cursor}`}`)
      ).data;
      paged.push(...entries);
      cursor = next;
      isOver = next === null;
    }
    expect(paged).toEqual(whole);
    expect(whole.map(({ number }) => number)).toEqual(
      [...whole.map(({ number }) => number)].sort((a, b) => a - b),
    );
    expect(whole.map(({ record }) => record)).toContain('municipality-register');
  }, 30_000);

  it('says after which moment, is known, and asks about itself', async () => {
    const path = `/v1/municipalities/${HERE}/changes`;
    for (const [query, code] of [
      ['', 'since: field.required'],
      ['?since=yesterday', 'since: field.not-a-moment'],
    ] as const)
      expect(refusalIn(await register.get(`${path}${query}`))).toEqual([400, 'request.invalid-field', code]);
    expect((await register.get('/v1/municipalities/GM9999/changes?since=0')).status).toBe(404);
    const neighbour = register.as({ role: 'municipality', municipalities: ['GM0114'] });
    expect((await neighbour.get(`${path}?since=0`)).status).toBe(403);
  });
});
