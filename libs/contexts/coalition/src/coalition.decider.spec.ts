import { describe, expect, it } from '@jest/globals';
import { PartialDate } from '#kernel';
import { specify } from '#test/support/given';
import { rule } from '#test/support/rule';
import type { JoinAsPartner, StartExploration } from './coalition.commands.ts';
import { coalition } from './coalition.decider.ts';
import type { CoalitionEvent } from './coalition.events.ts';
import { coalitionFacts, phaseOf } from './coalition.facts.ts';

const day = (text: string): PartialDate => PartialDate.parse(text);
const coalitionId = 'coevorden';
const { given } = specify(coalition, coalitionId);
const source = { collection: 'public-history', record: 'coalitions/coevorden' };
const place = (code: string, endedOn: PartialDate | null = null) => ({
  code,
  known: true,
  endedOn,
  successor: endedOn === null ? null : 'GM1952',
});
const organisation = (organisationId: string, domain: 'medical' | 'social' | 'government' | null = null) => ({
  organisationId,
  known: true,
  domain,
  closedOn: null,
});
const facts = {
  municipalities: [place('GM0109'), place('GM1690'), place('GM0040', day('2017-12-31'))],
  organisations: [
    organisation('gemeente-coevorden', 'government'),
    organisation('mwc', 'social'),
    organisation('midwives', 'medical'),
  ],
};

const start: StartExploration = {
  type: 'StartExploration',
  coalitionId,
  name: 'Kansrijke Start Coevorden',
  municipalities: ['GM0109'],
  on: day('2020'),
  initiatedBy: 'gemeente-coevorden',
  facts,
};
const started: CoalitionEvent = {
  type: 'coalition.ExplorationStarted',
  data: {
    coalitionId,
    name: start.name,
    municipalities: ['GM0109'],
    on: start.on,
    initiatedBy: 'gemeente-coevorden',
  },
};
const joined = (
  organisationId: string,
  domain: 'medical' | 'social',
  from: 'unknown' | PartialDate = day('2020'),
): CoalitionEvent => ({
  type: 'coalition.PartnerJoined',
  data: { coalitionId, organisationId, domain, from },
});
const join = (organisationId: string, more: Partial<JoinAsPartner> = {}): JoinAsPartner => ({
  type: 'JoinAsPartner',
  coalitionId,
  organisationId,
  from: day('2020'),
  facts,
  ...more,
});
const form = { type: 'FormCoalition', coalitionId, on: day('2021'), facts } as const;
const formed: CoalitionEvent = { type: 'coalition.Formed', data: { coalitionId, on: form.on } };
const ended: CoalitionEvent = { type: 'coalition.Ended', data: { coalitionId, on: day('2023') } };

describe('exploring a coalition', () => {
  it('records who began, where and when', () => given().when(start).then(started));
  it('is decided once', () => given(started).when(start).thenNothing());
  it('is refused for an id that another one has', () =>
    given(started)
      .when({ ...start, name: 'Another' })
      .thenRejected('coalition.exists', 'coalitionId'));
  it('is refused for a municipality that the register does not know', () =>
    given()
      .when({ ...start, municipalities: ['GM0109', 'GM9999'] })
      .thenRejected('municipality.unknown', 'municipalities.1'));
  it(rule('municipality.ended', 'a coalition'), () =>
    given()
      .when({ ...start, municipalities: ['GM0040'] })
      .thenRejected('municipality.ended', 'municipalities.0'),
  );
  it(rule('municipality.recorded-late', 'a coalition'), () =>
    given()
      .when({ ...start, municipalities: ['GM0040'], on: day('2017') })
      .then({
        type: 'coalition.ExplorationStarted',
        data: { ...started.data, municipalities: ['GM0040'], on: '2017' },
      }),
  );
  it('is refused for an initiator that the register does not know', () =>
    given()
      .when({ ...start, initiatedBy: 'nobody' })
      .thenRejected('organisation.unknown', 'initiatedBy'));
  it('comes before everything else', () =>
    given().when(form).thenRejected('coalition.absent', 'coalitionId'));
});

describe(rule('coalition.many-to-many'), () => {
  const add = {
    type: 'JoinAsMunicipality',
    coalitionId,
    municipality: 'GM1690',
    from: day('2021'),
    facts,
  } as const;
  const added: CoalitionEvent = {
    type: 'coalition.MunicipalityJoined',
    data: { coalitionId, municipality: 'GM1690', from: add.from },
  };
  const leave = {
    type: 'LeaveAsMunicipality',
    coalitionId,
    municipality: 'GM1690',
    until: day('2022-06-30'),
  } as const;
  const left: CoalitionEvent = {
    type: 'coalition.MunicipalityLeft',
    data: { coalitionId, municipality: 'GM1690', until: leave.until },
  };
  it('a municipality joins from a date', () => given(started).when(add).then(added));
  it('is in it once', () =>
    given(started, added)
      .when({ ...add, from: day('2022') })
      .thenRejected('coalition.already-member', 'municipality'));
  it('leaves on a last day', () => given(started, added).when(leave).then(left));
  it('cannot leave what it is not in', () =>
    given(started).when(leave).thenRejected('coalition.not-a-member', 'municipality'));
  it('cannot leave before it joined', () =>
    given(started, added)
      .when({ ...leave, until: day('2020') })
      .thenRejected('coalition.ends-before-start', 'until'));
  it('is in it once at a time, though one of the times is told late', () =>
    given(started, added, left)
      .when({ ...add, from: day('2020') })
      .thenRejected('coalition.already-member', 'municipality'));
  it('may come back', () =>
    given(started, added, left)
      .when({ ...add, from: day('2024') })
      .then({ ...added, data: { ...added.data, from: '2024' } }));
});

describe(rule('coalition.domain'), () => {
  it('records the usual domain', () => given(started).when(join('mwc')).then(joined('mwc', 'social')));
  it('records the domain that the partnership names', () =>
    given(started)
      .when(join('mwc', { domain: 'medical' }))
      .then(joined('mwc', 'medical')));
  it('is refused for an organisation that the register does not know', () =>
    given(started).when(join('nobody')).thenRejected('organisation.unknown', 'organisationId'));
  it('is refused for a partner on another side or date', () =>
    given(started, joined('mwc', 'social'))
      .when(join('mwc', { domain: 'medical' }))
      .thenRejected('coalition.already-partner', 'organisationId'));
});

describe(rule('coalition.formed'), () => {
  const partners = [joined('mwc', 'social'), joined('midwives', 'medical')];
  it('is formed with all three', () =>
    given(started, ...partners)
      .when(form)
      .then(formed));
  it('is refused without a medical partner', () =>
    given(started, joined('mwc', 'social')).when(form).thenRejected('coalition.no-medical-partner', 'on'));
  it('is refused without a social partner', () =>
    given(started, joined('midwives', 'medical'))
      .when(form)
      .thenRejected('coalition.no-social-partner', 'on'));
  it('is refused without a municipality', () =>
    given({ ...started, data: { ...started.data, municipalities: [] } }, ...partners)
      .when(form)
      .thenRejected('coalition.no-municipality', 'on'));
  it('does not count a partner that had left by then, or had not come yet', () => {
    const left = {
      type: 'coalition.PartnerLeft',
      data: { coalitionId, organisationId: 'midwives', until: '2020-11' },
    };
    given(started, ...partners, left)
      .when(form)
      .thenRejected('coalition.no-medical-partner');
    given(started, joined('mwc', 'social'), joined('midwives', 'medical', day('2022')))
      .when(form)
      .thenRejected('coalition.no-medical-partner');
  });
  it('counts partners that a source merely tells, by their usual domains', () => {
    const claims: CoalitionEvent[] = ['mwc', 'midwives'].map((organisationId) => ({
      type: 'coalition.PartnerJoined',
      data: { coalitionId, organisationId, from: 'unknown' },
    }));
    given(started, { type: 'coalition.RecordedFromSource', data: { claims, source } })
      .when(form)
      .then(formed);
  });
  it('happens once', () =>
    given(started, ...partners, formed)
      .when({ ...form, on: day('2022') })
      .thenRejected('coalition.formed-already', 'on'));
  it('replaces what a source merely tells', () => {
    const claims = [{ type: 'coalition.Formed', data: { coalitionId, on: 'unknown' } }];
    given(started, ...partners, { type: 'coalition.RecordedFromSource', data: { claims, source } })
      .when(form)
      .then(formed);
  });
});

describe(rule('coalition.phases'), () => {
  const enter = { type: 'EnterPhase', coalitionId, phase: 'execution', on: day('2022') } as const;
  const entered = (phase: 'execution' | 'planning' | 'dormant', on: string): CoalitionEvent => ({
    type: 'coalition.PhaseEntered',
    data: { coalitionId, phase, on: on === 'unknown' ? on : day(on) },
  });
  it('enters a phase', () => given(started).when(enter).then(entered('execution', '2022')));
  it('enters an earlier one again', () =>
    given(started, entered('execution', '2022'))
      .when({ ...enter, phase: 'planning', on: day('2023') })
      .then(entered('planning', '2023')));
  it('ends for good', () =>
    given(started, ended)
      .when({ ...enter, on: day('2024') })
      .thenRejected('coalition.ended', 'on'));
  it('accepts from before its end what is recorded late, and nothing from after it', () => {
    given(started, ended).when(join('mwc')).then(joined('mwc', 'social'));
    given(started, ended)
      .when(join('mwc', { from: day('2024') }))
      .thenRejected('coalition.ended', 'from');
  });
  it('ends once', () => {
    const end = { type: 'EndCoalition', coalitionId, on: day('2023') } as const;
    given(started).when(end).then(ended);
    given(started, ended)
      .when({ ...end, on: day('2024') })
      .thenRejected('coalition.ended', 'on');
  });
  it.each([
    [[], 'exploration'],
    [[formed], 'formation'],
    [[formed, entered('planning', 'unknown')], 'planning'],
    [[entered('dormant', '2023'), entered('execution', '2022')], 'dormant'],
    [[entered('execution', '2022'), ended], 'ended'],
  ] as const)('%j: %s', (events, phase) => expect(phaseOf(given(started, ...events).state())).toBe(phase));
});

describe(rule('coalition.plan'), () => {
  const adopt = {
    type: 'AdoptPlanOfAction',
    coalitionId,
    version: 1,
    on: day('2020-12'),
    facts: { decision: null },
  } as const;
  const adopted: CoalitionEvent = {
    type: 'coalition.PlanOfActionAdopted',
    data: { coalitionId, version: 1, on: adopt.on },
  };
  it('comes before', () => given(started).when(adopt).then(adopted));
  it('comes after', () => given(started, formed).when(adopt).then(adopted));
  it('is adopted once a version', () =>
    given(started, adopted)
      .when({ ...adopt, on: day('2021') })
      .thenRejected('coalition.plan-version-exists', 'version'));
  it('names a decision that the register knows', () =>
    given(started)
      .when({ ...adopt, decisionId: 'nobody-took' })
      .thenRejected('coalition.unknown-decision', 'decisionId'));
});

describe('what a source asserts', () => {
  const claims = [joined('mwc', 'social', 'unknown')];
  const partnersFirst = { type: 'coalition.RecordedFromSource', data: { claims, source } };
  it('may tell of partners before the coalition itself', () => {
    const state = given(partnersFirst, started).state();
    expect(state.partners).toMatchObject([{ organisationId: 'mwc', from: 'unknown', perSource: true }]);
    expect(coalitionFacts(coalitionId, state)).toMatchObject({ known: true });
    expect(coalitionFacts(coalitionId, given(partnersFirst).state())).toMatchObject({ known: false });
  });
  it(rule('history.live-wins', 'a coalition'), () => {
    const later = [
      joined('mwc', 'medical', 'unknown'),
      { ...started, data: { ...started.data, name: 'Old' } },
    ];
    const state = given(started, joined('mwc', 'social'), {
      type: 'coalition.RecordedFromSource',
      data: { claims: later, source },
    }).state();
    expect(state).toMatchObject({ name: start.name, partners: [{ domain: 'social', perSource: false }] });
  });
});
