import { beforeAll, describe, expect, it } from '@jest/globals';
import type { DeskAnswer } from '#read/overview';
import { ask, tell } from '../support/asking.ts';
import { sign, agreementOf } from '../support/agreements.ts';
import { startRegister, type Register } from '../support/register.ts';
import { rule } from '../support/rule.ts';

/** Slochteren (GM0040) merged with two others into Midden-Groningen (GM1952) on 2018-01-01. */
describe(rule('agreement.successor', 'what waits lies on its desk'), () => {
  let register: Register;
  let last = '';
  const deskOf = async (code: string, parameters = ''): Promise<DeskAnswer> =>
    (await ask<DeskAnswer>(register, `municipalities/${code}/desk?after=${last}${parameters}`)).data;
  const waiting = async (parameters = ''): Promise<string[]> =>
    (await deskOf('GM1952', parameters)).agreements.map(({ agreementId }) => agreementId);
  const told = async (path: string, body: object): Promise<void> => {
    ({ position: last } = await tell(register, path, body));
  };
  const draft = async (agreementId: string, scope: object): Promise<void> => {
    await told('agreements', {
      ...{ agreementId, kind: 'covenant', title: agreementId, topics: [], phases: ['during'] },
      ...{ scope, parties: ['ggd-groningen'], on: '2016-02-01' },
    });
    await told(`agreements/${agreementId}/submissions`, { on: '2016-02-02' });
    const { contentHash } = await agreementOf(register, agreementId, `?after=${last}`);
    ({ position: last } = await sign(register, agreementId, 'ggd-groningen', '2016-03-01', contentHash));
  };

  beforeAll(async () => {
    register = await startRegister({ withHistory: true });
    await draft('slochteren-one', { level: 'municipal', municipalities: ['GM0040'] });
    await draft('slochteren-two', { level: 'municipal', municipalities: ['GM0040'] });
    await draft('provincial-adopted', { level: 'provincial', municipalities: ['GM0040'] });
    await draft('provincial-refused', { level: 'provincial', municipalities: ['GM0040'] });
    const answer = { municipality: 'GM0040', on: '2016-06-01' };
    await told('agreements/provincial-adopted/adoptions', answer);
    await told('agreements/provincial-refused/refusals', answer);
    await told('decisions', {
      ...{ decisionId: 'slochteren-open', body: 'executive', municipality: 'GM0040', on: '2017-11-01' },
      ...{ subject: 'Prenatal visits', points: [] },
    });
  }, 120_000);

  it('holds what was theirs, and what they left undecided', async () => {
    const { predecessors, decisions, isWhole } = await deskOf('GM1952');
    expect(predecessors).toContain('GM0040');
    expect(await waiting()).toEqual(['provincial-adopted', 'slochteren-one', 'slochteren-two']);
    expect(decisions).toEqual([
      {
        ...{ decisionId: 'slochteren-open', subject: 'Prenatal visits', body: 'executive' },
        ...{ predecessor: 'GM0040', waitsFor: 'decision' },
      },
    ]);
    expect(isWhole).toBe(true);
  });

  it('is empty before the merger, and for a municipality that nobody merged into', async () => {
    expect(await deskOf('GM1952', '&validOn=2017-12-31')).toMatchObject({ predecessors: [], agreements: [] });
    expect(await deskOf('GM0114')).toMatchObject({ predecessors: [], agreements: [], decisions: [] });
  });

  it('is cleared by a confirmation, and by an end', async () => {
    await told('agreements/slochteren-one/successor-confirmations', {
      ...{ municipality: 'GM1952', predecessor: 'GM0040', on: '2018-05-01' },
    });
    expect(await waiting()).toEqual(['provincial-adopted', 'slochteren-two']);
    await told('agreements/slochteren-two/terminations', { on: '2018-06-30' });
    expect(await waiting()).toEqual(['provincial-adopted']);
    expect(await waiting('&validOn=2018-05-31')).toContain('slochteren-two');
  });
});
