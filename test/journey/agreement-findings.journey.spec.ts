import { describe, expect, it } from '@jest/globals';
import { agreement, type AgreementEvent } from '#contexts/agreement';
import { figures, QuarterShape, type Release } from '#contexts/figures';
import type { Claim } from '#kernel';
import { historyEntries } from '../support/agreements.ts';
import { Audited, day, HERE, PARTIES, partsOf, request } from '../support/findings.ts';
import { HandClock } from '../support/hand-clock.ts';
import { registerAt } from '../support/register-at.ts';
import { rule } from '../support/rule.ts';

describe(rule('audit.findings', 'the audit of agreements'), () => {
  const register = registerAt(new HandClock('2026-11-10T12:00:00Z'));
  const audit = new Audited(register);

  it('finds a review that has passed, until it is done', async () => {
    const about = await audit.agreed('review', { reviewEveryMonths: 12 });
    const [finding] = await audit.found('review-passed', about);
    expect(finding).toMatchObject({ since: '2025-02-01', part: null, acknowledged: null });
    expect(finding?.events.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['agreement.Signed', 'agreement.TookEffect']),
    );
    expect(await audit.found('review-passed', about, '&validOn=2025-01-31')).toEqual([]);
    await audit.told('agreements/review/reviews', {
      ...{ on: '2026-02-01', outcome: 'continue', findings: 'All is well.' },
    });
    expect(await audit.found('review-passed', about)).toEqual([]);
    expect(await audit.found('review-passed', about, '&validOn=2026-01-31')).toHaveLength(0);
  }, 30_000);

  it('finds an agreement in force that a party did not sign, until it has', async () => {
    const agreementId = 'unsigned';
    const content = { kind: 'covenant', title: 'Zonder handtekening', topics: [], phases: [] };
    const assert = async (record: string, ...claims: Claim<AgreementEvent>[]): Promise<void> => {
      const source = { collection: 'spec', record };
      const { decisions } = register.running();
      const command = { type: 'RecordFromSource', claims, source } as const;
      audit.heard(await decisions.decide(agreement, agreementId, command, request));
    };
    const scope = { level: 'coalition', municipalities: [HERE] } as const;
    await assert(
      'covenant',
      {
        type: 'agreement.Drafted',
        data: {
          agreementId,
          ...content,
          kind: 'covenant',
          scope: { ...scope, municipalities: [HERE] },
          parties: [...PARTIES],
          on: 'unknown',
        },
      },
      { type: 'agreement.TookEffect', data: { agreementId, on: day('2024-02-01'), until: 'open' } },
    );
    const about = 'agreement-unsigned';
    expect(partsOf(await audit.found('signature-missing', about)).sort()).toEqual([...PARTIES].sort());
    const [first = '', second = ''] = PARTIES;
    const signed = (organisationId: string): Claim<AgreementEvent> => ({
      type: 'agreement.Signed',
      data: { agreementId, organisationId, on: day('2024-01-20') },
    });
    await assert('first', signed(first));
    expect(partsOf(await audit.found('signature-missing', about))).toEqual([second]);
    await assert('second', signed(second));
    expect(await audit.found('signature-missing', about)).toEqual([]);
  }, 30_000);

  it('finds what only a source tells, until somebody confirms it', async () => {
    const [finding] = (await audit.page('&rule=unconfirmed')).findings;
    const [kind = '', ...id] = (finding?.about ?? '').split('-');
    const path = `${kind}s/${id.join('-')}`;
    const history = await historyEntries(register, path);
    expect(finding?.part).toBeNull();
    for (const { eventId, type } of history.filter((one) => /RecordedFromSource$/.test(one.type))) {
      expect(type).toBe(`${kind}.RecordedFromSource`);
      await audit.told(`${path}/confirmations`, {
        confirms: eventId,
        organisationId: 'mwc',
        on: '2026-11-01',
      });
    }
    expect(partsOf(await audit.found('unconfirmed', finding?.about ?? ''))).not.toContain(null);
  }, 30_000);

  it('finds an adoption without a decision, and one by a decision that was not effective, until they are corrected', async () => {
    await audit.draft('provincial', { scope: { level: 'provincial', municipalities: [HERE, 'GM0114'] } });
    const adopted = await audit.told('agreements/provincial/adoptions', {
      municipality: HERE,
      on: '2024-05-01',
    });
    const about = 'agreement-provincial';
    expect(await audit.found('adopted-without-decision', about)).toMatchObject([
      { part: HERE, since: '2024-05-01', events: [{ eventId: adopted, type: 'agreement.Adopted' }] },
    ]);
    await audit.decided('adopts', '2024-04-01');
    await audit.told('agreements/provincial/corrections', {
      ...{ corrects: adopted, changes: { decisionId: 'adopts' }, reason: 'It was left out.' },
    });
    expect(await audit.found('adopted-without-decision', about)).toEqual([]);
    expect(await audit.found('adopted-by-ineffective-decision', about)).toEqual([]);
    const withdrawn = await audit.told('decisions/adopts/withdrawals', {
      on: '2024-04-15',
      ground: 'temporary',
    });
    expect(partsOf(await audit.found('adopted-by-ineffective-decision', about))).toEqual([HERE]);
    await audit.told('decisions/adopts/retractions', { retracts: withdrawn, reason: 'Of another decision.' });
    expect(await audit.found('adopted-by-ineffective-decision', about)).toEqual([]);
  }, 30_000);

  it('finds a municipality that has not answered in time, until it does', async () => {
    const about = await audit.agreed('wider', {
      scope: { level: 'regional', municipalities: [HERE, 'GM0114'] },
    });
    expect(await audit.found('not-adopted', about)).toMatchObject([{ part: HERE, since: '2025-02-01' }]);
    const region = (await audit.page(`&rule=not-adopted&limit=200`, 'region=veenkolonien')).findings;
    expect(partsOf(region.filter((one) => one.about === about)).sort()).toEqual([HERE, 'GM0114']);
    expect(await audit.found('not-adopted', about, '&adoptedWithin=60')).toEqual([]);
    await audit.told('agreements/wider/refusals', {
      municipality: HERE,
      on: '2026-10-01',
      reason: 'Own care pathway.',
    });
    expect(await audit.found('not-adopted', about)).toEqual([]);
    expect(partsOf(await audit.found('not-adopted', about, '&validOn=2026-09-30'))).toEqual([HERE]);
  }, 30_000);

  it('finds a party that has left the coalition, until it comes back', async () => {
    const about = await audit.agreed('together');
    await audit.told('coalitions', {
      ...{ coalitionId: 'second', name: 'Second', municipalities: [HERE], on: '2023-01-01' },
    });
    const party = { organisationId: PARTIES[0] };
    await audit.told('coalitions/second/partnerships', { ...party, from: '2023-02-01' });
    await audit.told('coalitions/coevorden/partner-departures', { ...party, until: '2026-05-31' });
    expect(await audit.found('party-left-coalition', about)).toEqual([]);
    await audit.told('coalitions/second/partner-departures', { ...party, until: '2026-06-30' });
    expect(await audit.found('party-left-coalition', about)).toMatchObject([
      { part: PARTIES[0], since: '2026-06-30' },
    ]);
    await audit.told('coalitions/second/partnerships', { ...party, from: '2026-09-01' });
    expect(await audit.found('party-left-coalition', about)).toEqual([]);
  }, 30_000);

  it('finds, of released figures, an agreement that was used after its end, and one that opens no road', async () => {
    const about = await audit.agreed('used');
    const ended = await audit.told('agreements/used/terminations', { on: '2025-12-31' });
    expect(await audit.found('no-route', about)).toEqual([]);
    const release: Release = {
      ...{
        period: QuarterShape.parse('2026-Q1'),
        countedOn: day('2026-06-30'),
        threshold: 10,
        municipalities: [],
      },
      routes: [{ agreementId: 'used', sent: 12 }],
    };
    const released = await register
      .running()
      .decisions.decide(
        figures,
        'referrals',
        { type: 'ReleaseFigures', release, today: day('2026-11-10') },
        request,
      );
    audit.heard(released);
    expect(await audit.found('expired-yet-used', about)).toMatchObject([
      { part: '2026-Q1', since: '2026-01-01' },
    ]);
    expect(partsOf(await audit.found('no-route', about))).toEqual(['2026-Q1']);
    expect(await audit.found('no-route', about, '&validOn=2025-12-31')).toEqual([]);
    await audit.told('agreements/used/retractions', { retracts: ended, reason: 'Of another agreement.' });
    expect(await audit.found('expired-yet-used', about)).toEqual([]);
    await audit.told('agreements/used/amendments', {
      terms: { route: { from: ['midwifery'], to: 'youthHealthCare', consent: 'explicit' } },
      on: '2026-07-01',
    });
    expect(await audit.found('no-route', about)).toEqual([]);
  }, 30_000);
});
