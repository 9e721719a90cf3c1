import { describe, expect, it } from '@jest/globals';
import type { DeskAnswer } from '#read/overview';
import { Audited, HERE } from '../support/findings.ts';
import { HandClock } from '../support/hand-clock.ts';
import { registerAt } from '../support/register-at.ts';
import { rule } from '../support/rule.ts';

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
