import { describe, expect, it } from '@jest/globals';
import { agreement } from '#contexts/agreement';
import { decision, decisionFacts } from '#contexts/decision';
import { findingIdOf } from '#contexts/finding';
import { municipality, MUNICIPALITY_REGISTER, municipalityFacts } from '#contexts/municipality';
import { refusalIn } from '../support/asking.ts';
import {
  Audited,
  day,
  HERE,
  PARTIES,
  partsOf,
  request,
  type Finding,
  type FindingPage,
} from '../support/findings.ts';
import { HandClock } from '../support/hand-clock.ts';
import { registerAt } from '../support/register-at.ts';
import { partner } from '../support/register.ts';
import { rule } from '../support/rule.ts';

describe(rule('audit.findings', 'the audit'), () => {
  const register = registerAt(new HandClock('2026-11-10T12:00:00Z'));
  const audit = new Audited(register);

  it('finds an obligation that was missed, until it is met, late', async () => {
    await audit.told('programmes', {
      ...{ programmeId: 'steun', name: 'Steun', level: 'regional', from: '2024-01-01', until: 'open' },
    });
    await audit.told('programmes/steun/obligations', {
      ...{ obligationId: 'plan', kind: 'planOfAction', dueOn: '2025-01-01', level: 'municipal' },
      ...{ from: '2024-01-01', until: 'open' },
    });
    const duty = { obligationId: 'plan', municipality: HERE };
    await audit.told('programmes/steun/omissions', { ...duty, on: '2025-02-01' });
    const about = 'programme-steun';
    expect(await audit.found('obligation-missed', about)).toMatchObject([
      { part: `${HERE} plan`, since: '2025-02-01' },
    ]);
    expect(await audit.found('obligation-missed', about, '&validOn=2025-01-31')).toEqual([]);
    await audit.told('programmes/steun/fulfilments', { ...duty, on: '2025-06-01' });
    expect(await audit.found('obligation-missed', about)).toEqual([]);
    expect(await audit.found('obligation-missed', about, '&validOn=2025-05-31')).toHaveLength(1);
  }, 30_000);

  it('finds a coalition without plan, figurehead or project leader, until it has them', async () => {
    await audit.told('coalitions', {
      ...{ coalitionId: 'bare', name: 'Bare', municipalities: [HERE], on: '2023-01-01' },
    });
    for (const [organisationId, domain] of [
      [PARTIES[0], 'medical'],
      [PARTIES[1], 'social'],
    ])
      await audit.told('coalitions/bare/partnerships', { organisationId, domain, from: '2023-02-01' });
    const about = 'coalition-bare';
    expect(await audit.found('coalition-incomplete', about)).toEqual([]);
    await audit.told('coalitions/bare/formations', { on: '2023-03-01' });
    expect(partsOf(await audit.found('coalition-incomplete', about))).toEqual([
      ...['figurehead', 'planOfAction', 'projectLeader'],
    ]);
    await audit.told('coalitions/bare/role-assignments', {
      ...{ role: 'figurehead', function: 'alderman', from: '2024-01-01' },
    });
    await audit.told('coalitions/bare/role-assignments', {
      ...{ role: 'projectLeader', organisationId: PARTIES[1], function: 'adviser', from: '2024-01-01' },
    });
    await audit.told('coalitions/bare/plans', { version: 1, on: '2024-02-01' });
    expect(await audit.found('coalition-incomplete', about)).toEqual([]);
    expect(await audit.found('coalition-incomplete', about, '&validOn=2024-01-15')).toMatchObject([
      { part: 'planOfAction', since: '2023-03-01' },
    ]);
    await audit.told('coalitions/bare/role-endings', { role: 'figurehead', until: '2026-03-31' });
    expect(partsOf(await audit.found('coalition-incomplete', about))).toEqual(['figurehead']);
  }, 30_000);

  it('finds a decision that waits too long for consents, until it has them', async () => {
    const by = { body: 'council', municipality: 'GM0114' };
    const about = await audit.decided('waits', '2026-01-15', {
      conditions: [{ conditionId: 'council', text: 'Consent of the council.', bodies: [by] }],
    });
    expect(await audit.found('conditional-too-long', about)).toMatchObject([{ since: '2026-01-15' }]);
    expect(await audit.found('conditional-too-long', about, '&conditionalFor=12')).toEqual([]);
    await audit.told('decisions/waits/conditions/council/consents', { by, on: '2026-10-01' });
    expect(await audit.found('conditional-too-long', about)).toEqual([]);
  }, 30_000);

  it('finds a decision that was overtaken while it was taken, as long as it reads', async () => {
    const about = await audit.agreed('raced', { scope: { level: 'regional', municipalities: [HERE] } });
    await audit.decided('meanwhile', '2026-02-01');
    const { decisions } = register.running();
    const { basedOn, state } = await decisions.read(decision, 'meanwhile');
    await audit.told('decisions/meanwhile/publications', { on: '2026-02-02' });
    const known = (await decisions.read(municipality, MUNICIPALITY_REGISTER)).state;
    const adopting = {
      type: 'AdoptAgreement',
      ...{ agreementId: 'raced', municipality: HERE, on: day('2026-03-01'), decisionId: 'meanwhile' },
      facts: {
        municipalities: [municipalityFacts(HERE, known)],
        decision: decisionFacts('meanwhile', state),
      },
    } as const;
    const raced = await decisions.decide(agreement, 'raced', adopting, { ...request, basedOn: [basedOn] });
    audit.heard(raced);
    const [finding] = await audit.found('overtaken', about);
    expect(finding).toMatchObject({ part: 'decision-meanwhile' });
    expect(finding?.events.map(({ type }) => type)).toEqual(['decision.Published', 'agreement.Adopted']);
    await audit.told('agreements/raced/retractions', {
      retracts: raced.events[0]?.id,
      reason: 'To be done again.',
    });
    expect(await audit.found('overtaken', about)).toEqual([]);
  }, 30_000);

  it('finds what nobody knows the day of, until somebody does', async () => {
    const about = await audit.decided('undated', '2026-02-01');
    const claim = { type: 'decision.Published', data: { decisionId: 'undated', on: 'unknown' } } as const;
    const asserted = await register.running().decisions.decide(
      decision,
      'undated',
      {
        type: 'RecordFromSource',
        claims: [claim],
        source: { collection: 'spec', record: 'undated' },
      },
      request,
    );
    audit.heard(asserted);
    const eventId = asserted.events[0]?.id ?? '';
    expect(await audit.found('undated', about)).toMatchObject([{ since: null, events: [{ eventId }] }]);
    await audit.told('decisions/undated/corrections', {
      ...{ corrects: eventId, reason: 'It stood on the site.' },
      changes: { claims: [{ type: claim.type, data: { decisionId: 'undated', on: '2026-02-03' } }] },
    });
    expect(await audit.found('undated', about)).toEqual([]);
  }, 30_000);

  it('tells which finding somebody has acknowledged, and why', async () => {
    const about = await audit.agreed('known', { reviewEveryMonths: 12 });
    const [finding] = await audit.found('review-passed', about);
    if (finding === undefined || finding.since === null) throw new Error('nothing is found');
    const { findingId, since } = finding;
    expect(findingId).toBe(findingIdOf({ rule: 'review-passed', about, since: day(since) }));
    const acknowledgement = {
      ...{
        rule: 'review-passed',
        about,
        since,
        reason: 'It goes with the provincial one.',
        on: '2026-11-09',
      },
    };
    const path = `audit/findings/${findingId}/acknowledgements`;
    const wrong = { ...acknowledgement, since: '2020-01-01' };
    expect(refusalIn(await register.post(`/v1/${path}`, wrong))).toEqual([
      ...[400, 'finding.another', 'findingId'],
    ]);
    const others = register.as({ role: 'municipality', municipalities: [HERE] });
    expect((await others.post(`/v1/${path}`, acknowledgement)).status).toBe(403);
    const eventId = await audit.told(path, acknowledgement);
    const { acknowledged } = (await audit.found('review-passed', about))[0] ?? {};
    expect(acknowledged).toMatchObject({ reason: acknowledgement.reason, on: '2026-11-09' });
    expect(await audit.found('review-passed', about, '&acknowledged=no')).toEqual([]);
    expect(await audit.found('review-passed', about, '&acknowledged=yes')).toHaveLength(1);
    await audit.told(`audit/findings/${findingId}/retractions`, {
      retracts: eventId,
      reason: 'They do it after all.',
    });
    expect(await audit.found('review-passed', about, '&acknowledged=no')).toHaveLength(1);
  }, 30_000);

  it('tells all of it page by page, of each municipality, to whom it may be told', async () => {
    const all: Finding[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const { findings, next }: FindingPage = await audit.page(
        `&limit=3${cursor === '' ? '' : `&cursor=${cursor}`}`,
      );
      all.push(...findings);
      cursor = next;
    }
    const whole = (await audit.page('&limit=200')).findings;
    expect(all).toEqual(whole);
    expect(new Set(all.map(({ findingId }) => findingId)).size).toBe(all.length);
    expect(all.filter(({ events }) => events.length === 0)).toEqual([]);
    const here = `/v1/audit/findings?municipality=${HERE}`;
    const as = async (claims: Parameters<typeof register.as>[0], path = here): Promise<number> =>
      (await register.as(claims).get(path)).status;
    expect(await as({ role: 'municipality', municipalities: [HERE] })).toBe(200);
    expect(await as({ role: 'municipality', municipalities: ['GM0114'] })).toBe(403);
    expect(await as({ role: 'auditor' }, '/v1/audit/findings?region=veenkolonien')).toBe(200);
    expect(await as(partner('mwc'))).toBe(403);
    expect(await as({ role: 'municipality', municipalities: [HERE] }, '/v1/audit/findings')).toBe(403);
    const anywhere = (await audit.page('&limit=200&rule=not-adopted', 'borders=recorded')).findings;
    expect(anywhere.map(({ findingId }) => findingId)).toEqual(
      expect.arrayContaining(
        (await audit.page('&rule=not-adopted')).findings.map(({ findingId }) => findingId),
      ),
    );
    expect(refusalIn(await register.get(`${here}&region=veenkolonien`))).toEqual([
      ...[400, 'request.invalid-field', 'region: field.unknown'],
    ]);
    expect((await register.get('/v1/audit/findings?municipality=GM9999')).status).toBe(404);
  }, 30_000);
});
