import { beforeAll, describe, expect, it } from '@jest/globals';
import type { DeskAnswer } from '#read/overview';
import { ask, tell } from '../support/asking.ts';
import { sign, agreementOf } from '../support/agreements.ts';
import { startRegister, type Register } from '../support/register.ts';
import { Audited, HERE } from '../support/findings.ts';
import { HandClock } from '../support/hand-clock.ts';
import { registerAt } from '../support/register-at.ts';
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

describe(rule('audit.desk', 'a municipality'), () => {
  const audit = new Audited(registerAt(new HandClock('2026-11-10T12:00:00Z')));
  const idsOn = async (parameters = ''): Promise<Record<string, readonly string[]>> => {
    const desk = await audit.desk(parameters);
    const idsOf = (agreements: DeskAnswer['toSign']) =>
      agreements.map(({ agreementId }) => agreementId).filter((id) => OURS.includes(id));
    return {
      toSign: idsOf(desk.toSign),
      toAdopt: idsOf(desk.toAdopt),
      toReview: idsOf(desk.toReview),
      toDecide: desk.toDecide.map(({ decisionId }) => decisionId).filter((id) => OURS.includes(id)),
    };
  };
  const OURS = ['signing', 'reviewing', 'wider', 'open', 'elsewhere', 'unnamed', 'consenting'];
  const by = { body: 'council', municipality: HERE };

  it('has what it must sign, adopt, review or decide this quarter on its desk', async () => {
    await audit.draft('signing');
    await audit.told('agreements/signing/submissions', { on: '2026-10-01' });
    await audit.agreed('reviewing', {
      reviewEveryMonths: 34,
      scope: { level: 'municipal', municipalities: [HERE] },
    });
    await audit.agreed('wider', { scope: { level: 'regional', municipalities: [HERE, 'GM0114'] } });
    const proposal = { body: 'executive', subject: 'Open', points: [], on: '2026-10-01' };
    await audit.told('decisions', { decisionId: 'open', municipality: HERE, ...proposal });
    await audit.told('decisions', { decisionId: 'elsewhere', municipality: 'GM0114', ...proposal });
    await audit.decided('unnamed', '2026-10-01', {
      conditions: [{ conditionId: 'all', text: 'Consent of all.', bodies: [] }],
    });
    await audit.told('decisions', { decisionId: 'consenting', municipality: 'GM0114', ...proposal });
    await audit.told('decisions/consenting/takings', {
      ...{
        on: '2026-10-02',
        effectiveOn: '2026-10-02',
        responsibleOrganisation: 'mwc',
        decisionType: 'adoption',
      },
      conditions: [{ conditionId: 'council', text: 'Consent.', bodies: [by] }],
    });
    expect((await audit.desk()).until).toBe('2026-12-31');
    expect(await idsOn()).toEqual({
      toSign: ['signing'],
      toAdopt: ['wider'],
      toReview: ['reviewing'],
      toDecide: ['consenting', 'open', 'unnamed'],
    });
    expect((await idsOn('&validOn=2026-09-30'))['toReview']).toEqual([]);
    expect((await audit.desk()).toConfirm.length).toBeGreaterThan(0);
  }, 60_000);

  it('clears it by doing so', async () => {
    await audit.told('decisions/open/rejections', { on: '2026-11-01' });
    await audit.told('decisions/consenting/conditions/council/consents', { by, on: '2026-11-01' });
    await audit.told('decisions/unnamed/conditions/all/bodies', {
      bodies: [{ body: 'council', municipality: 'GM0114' }],
      on: '2026-11-01',
    });
    await audit.told('agreements/wider/refusals', { municipality: HERE, on: '2026-11-01', reason: 'No.' });
    await audit.told('agreements/reviewing/reviews', {
      ...{ on: '2026-11-01', outcome: 'continue', findings: 'Well.' },
    });
    await audit.signed('signing', '2026-11-01');
    expect(await idsOn()).toEqual({ toSign: [], toAdopt: ['signing'], toReview: [], toDecide: [] });
  }, 30_000);
});
