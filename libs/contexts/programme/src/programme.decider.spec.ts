import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { PartialDate, type HistoryCommand } from '#kernel';
import { addsNothingTwice, eventId, specify } from '#test/support/given';
import { rule } from '#test/support/rule';
import { programme, type ProgrammeCommand } from './programme.decider.ts';
import type { ProgrammeEvent } from './programme.events.ts';

const { given } = specify(programme, 'kvdvk');
const day = (text: string): PartialDate => PartialDate.parse(text);

const kvdvk = {
  programmeId: 'kvdvk',
  name: 'Kans voor de Veenkoloniën',
  level: 'regional',
  from: day('2015'),
  until: 'open',
} as const;
const started: ProgrammeEvent = { type: 'programme.Started', data: kvdvk };
const ended: ProgrammeEvent = {
  type: 'programme.Ended',
  data: { programmeId: 'kvdvk', until: day('2024-03-28') },
};

describe('a programme', () => {
  const start = { type: 'StartProgramme', ...kvdvk } as const;
  const end = { type: 'EndProgramme', programmeId: 'kvdvk', until: day('2024-03-28') } as const;
  it('starts', () => given().when(start).then(started));
  it('is refused for an id that another one has', () =>
    given(started)
      .when({ ...start, level: 'national' })
      .thenRejected('programme.exists', 'programmeId'));
  it('does not end before it starts', () => {
    given()
      .when({ ...start, until: day('2014') })
      .thenRejected('programme.ends-before-it-starts', 'until');
    given(started)
      .when({ ...end, until: day('2014-12') })
      .thenRejected('programme.ends-before-it-starts', 'until');
  });
  it('ends, whatever end had been set', () => given(started).when(end).then(ended));
  it('must have started to end', () => given().when(end).thenRejected('programme.absent', 'programmeId'));
  it('ends once', () =>
    given(started, ended)
      .when({ ...end, until: day('2025') })
      .thenRejected('programme.ended', 'programmeId'));
});

describe('funding', () => {
  const account = { obligationId: 'account', kind: 'Account for the money', dueOn: day('2024-07-01') };
  const grant = {
    programmeId: 'kvdvk',
    grantId: 'vws-2015',
    source: 'VWS',
    to: 'zif',
    amountEur: 10_000_000,
    years: [2015, 2016],
    obligations: [account],
  };
  const granted: ProgrammeEvent = { type: 'programme.FundingGranted', data: grant };
  it('is granted, in a programme or on its own, with its obligations', () => {
    given(started)
      .when({ type: 'GrantFunding', ...grant })
      .then(granted);
    given()
      .when({ type: 'GrantFunding', ...grant })
      .then(granted);
  });
  it('is refused for an id that another grant has', () =>
    given(granted)
      .when({ type: 'GrantFunding', ...grant, amountEur: 1 })
      .thenRejected('programme.grant-exists', 'grantId'));
  it('is refused with an obligation that is there already', () => {
    given(granted)
      .when({ type: 'GrantFunding', ...grant, grantId: 'another' })
      .thenRejected('programme.obligation-exists', 'obligations.0.obligationId');
    given()
      .when({ type: 'GrantFunding', ...grant, obligations: [account, { ...account, obligationId: 'plan' }] })
      .then({
        type: 'programme.FundingGranted',
        data: { ...grant, obligations: [account, { ...account, obligationId: 'plan' }] },
      });
    given()
      .when({ type: 'GrantFunding', ...grant, obligations: [account, account] })
      .thenRejected('programme.obligation-exists', 'obligations.1.obligationId');
  });
  it('does not end before it starts', () =>
    given()
      .when({ type: 'GrantFunding', ...grant, from: day('2016'), until: day('2015') })
      .thenRejected('programme.ends-before-it-starts', 'until'));
  it.each([{ from: day('2016') }, { until: day('2015') }])('may tell its bounds in part: %j', (bound) =>
    given()
      .when({ type: 'GrantFunding', ...grant, ...bound })
      .then({ type: 'programme.FundingGranted', data: { ...grant, ...bound } }),
  );
});

describe('an obligation', () => {
  const spuk = {
    programmeId: 'spuk-plan',
    obligationId: 'spuk-plan',
    kind: 'Plan of action, signed by the alderman',
    dueOn: day('2023-09'),
    level: 'national',
    from: day('2023'),
    until: day('2026'),
  } as const;
  const laid: ProgrammeEvent = { type: 'programme.ObligationSet', data: spuk };
  const emmen = { programmeId: 'spuk-plan', obligationId: 'spuk-plan', municipality: 'GM0114' };
  const place = { known: true, endedOn: null };
  const meet = { type: 'MeetObligation', ...emmen, on: day('2023-09-28'), place } as const;
  const met: ProgrammeEvent = { type: 'programme.ObligationMet', data: { ...emmen, on: day('2023-09-28') } };
  const miss = { type: 'MissObligation', ...emmen, on: day('2023-10-01'), place } as const;
  const missed: ProgrammeEvent = {
    type: 'programme.ObligationMissed',
    data: { ...emmen, on: day('2023-10-01') },
  };
  it('is laid down, by law or by agreement, without a grant', () =>
    given()
      .when({ type: 'SetObligation', ...spuk })
      .then(laid));
  it('is refused for an id that another one has', () =>
    given(laid)
      .when({ type: 'SetObligation', ...spuk, dueOn: 'open' })
      .thenRejected('programme.obligation-exists', 'obligationId'));
  it('does not end before it begins', () =>
    given()
      .when({ type: 'SetObligation', ...spuk, until: day('2022') })
      .thenRejected('programme.ends-before-it-starts', 'until'));
  it('is met by each that it binds', () => {
    given(laid).when(meet).then(met);
    given(laid, met)
      .when({ ...meet, municipality: 'GM0109' })
      .then({ type: 'programme.ObligationMet', data: { ...met.data, municipality: 'GM0109' } });
  });
  it('must exist', () => {
    given().when(meet).thenRejected('programme.obligation-absent', 'obligationId');
    given().when(miss).thenRejected('programme.obligation-absent', 'obligationId');
  });
  it('is met once', () =>
    given(laid, met)
      .when({ ...meet, on: day('2023-09-29') })
      .thenRejected('programme.obligation-met', 'obligationId'));
  it('is met by a municipality that the register knows, and that has not ended', () => {
    given(laid)
      .when({ ...meet, place: { known: false, endedOn: null } })
      .thenRejected('municipality.unknown', 'municipality');
    given(laid)
      .when({ ...meet, place: { known: true, endedOn: day('2017-12-31') } })
      .thenRejected('municipality.ended', 'municipality');
  });
  it('binds everybody where it names no municipality', () => {
    const everybody = { programmeId: 'spuk-plan', obligationId: 'spuk-plan', on: day('2023-10-01') };
    const nowhere = { known: false, endedOn: null };
    given(laid)
      .when({ type: 'MeetObligation', ...everybody, place: nowhere })
      .then({ type: 'programme.ObligationMet', data: everybody });
    given(laid)
      .when({ type: 'MissObligation', ...everybody, place: nowhere })
      .then({ type: 'programme.ObligationMissed', data: everybody });
  });
  it('is missed by a municipality that the register knows', () =>
    given(laid)
      .when({ ...miss, place: { known: false, endedOn: null } })
      .thenRejected('municipality.unknown', 'municipality'));
  it(rule('programme.obligations'), () => given(laid).when(miss).then(missed));
  it('may be met late', () => given(laid, missed).when(meet).then(met));
  it('is not missed once it was met', () =>
    given(laid, met).when(miss).thenRejected('programme.obligation-met', 'obligationId'));
  it('is missed once', () =>
    given(laid, missed)
      .when({ ...miss, on: day('2023-11') })
      .thenRejected('programme.obligation-missed', 'obligationId'));
  it(rule('history.due', 'an obligation'), () =>
    given(laid)
      .when({ ...miss, on: day('2023-09-30') })
      .thenRejected('programme.not-due', 'on'),
  );
  it.each(['unknown', 'open'] as const)('with a term that is %s never falls due', (dueOn) =>
    given({ type: 'programme.ObligationSet', data: { ...spuk, dueOn } })
      .when(miss)
      .thenRejected('programme.not-due', 'on'),
  );
});

describe('a practice', () => {
  const practice = {
    programmeId: 'kvdvk',
    title: 'From network to coalition',
    url: 'https://example.org/practice',
    coalitionId: 'hoogeveen-de-wolden',
    on: day('2022'),
  };
  const shared: ProgrammeEvent = { type: 'programme.PracticeShared', data: practice };
  it('is shared', () =>
    given(started)
      .when({ type: 'SharePractice', ...practice })
      .then(shared));
  it('has an address of its own', () =>
    given(started, shared)
      .when({ type: 'SharePractice', ...practice, title: 'Another' })
      .thenRejected('programme.practice-exists', 'url'));
});

describe('what a source asserts', () => {
  it(rule('programme.amounts'), () => {
    const claims: ProgrammeEvent[] = [
      {
        type: 'programme.FundingGranted',
        data: { programmeId: 'kvdvk', grantId: 'kvdvk', years: [], obligations: [] },
      },
    ];
    const source = { collection: 'public-history', record: 'programme/kvdvk' };
    given()
      .when({ type: 'RecordFromSource', claims, source })
      .then({ type: 'programme.RecordedFromSource', data: { claims, source } });
  });
  it('is upheld in whatever order it is told', () =>
    expect(given(ended, started).state()).toEqual(given(started, ended).state()));
});

describe('any sequence of commands', () => {
  const programmeId = fc.constant('kvdvk');
  const date = fc.constantFrom('2015', '2020-03', '2023-10-01').map(day);
  const end = fc.oneof(date, fc.constantFrom('open' as const, 'unknown' as const));
  const obligationId = fc.constantFrom('account', 'plan');
  const place = fc.record({ known: fc.boolean(), endedOn: fc.option(date) });
  const about = { programmeId, obligationId, on: date, place, municipality: fc.constant('GM0114') };
  const command: fc.Arbitrary<ProgrammeCommand | HistoryCommand<ProgrammeEvent>> = fc.oneof(
    fc.record({
      type: fc.constant('StartProgramme' as const),
      programmeId,
      name: fc.constant('Kans'),
      level: fc.constant('regional' as const),
      from: date,
      until: end,
    }),
    fc.record({ type: fc.constant('EndProgramme' as const), programmeId, until: date }),
    fc.record({
      type: fc.constant('GrantFunding' as const),
      programmeId,
      grantId: fc.constantFrom('a', 'b'),
      source: fc.constant('VWS'),
      to: fc.constant('zif'),
      amountEur: fc.constant(100),
      years: fc.constant([2015]),
      obligations: fc.array(fc.record({ obligationId, kind: fc.constant('Account'), dueOn: end }), {
        maxLength: 2,
      }),
    }),
    fc.record({ type: fc.constant('MeetObligation' as const), ...about }),
    fc.record({ type: fc.constant('MissObligation' as const), ...about }),
    fc.record({
      type: fc.constant('SharePractice' as const),
      programmeId,
      title: fc.constantFrom('One', 'Two'),
      url: fc.constant('https://example.org/practice'),
      on: date,
    }),
    fc.record({
      type: fc.constant('Retract' as const),
      retracts: fc.integer({ min: 1, max: 8 }).map(eventId),
      reason: fc.constant('Never happened.'),
    }),
  );
  it('adds nothing when its last command is sent twice', () => addsNothingTwice(programme, 'kvdvk', command));
});
