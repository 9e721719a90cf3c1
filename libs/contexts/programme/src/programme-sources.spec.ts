import { describe, expect, it } from '@jest/globals';
import { PartialDate, type Event } from '#kernel';
import { specify } from '#test/support/given';
import { rule } from '#test/support/rule';
import { programme, type ProgrammeCommand } from './programme.decider.ts';
import type { ProgrammeEvent } from './programme.events.ts';

const day = (text: string): PartialDate => PartialDate.parse(text);
const of = { programmeId: 'kvdvk' };
const { given } = specify(programme, of.programmeId);
let row = 0;
const told = (...claims: readonly ProgrammeEvent[]): Event => ({
  type: 'programme.RecordedFromSource',
  data: { claims, source: { collection: 'papers', record: `row-${(row += 1)}` } },
});

const beginning = { ...of, name: 'Kans', level: 'regional', from: day('2015'), until: 'open' } as const;
const started: ProgrammeEvent = { type: 'programme.Started', data: beginning };
const ended = (until: string): ProgrammeEvent => ({
  type: 'programme.Ended',
  data: { ...of, until: day(until) },
});
const grant = (amountEur: number, dueOn = '2021') => ({
  ...{ ...of, grantId: 'g', source: 'VWS', to: 'zif', amountEur, years: [2020] },
  obligations: [{ obligationId: 'o', kind: 'Account', dueOn: day(dueOn) }],
});
const granted = (amountEur: number, dueOn?: string): ProgrammeEvent => ({
  type: 'programme.FundingGranted',
  data: grant(amountEur, dueOn),
});
const duty = (kind: string) =>
  ({
    ...of,
    obligationId: 'd',
    kind,
    dueOn: 'open',
    level: 'national',
    from: day('2022'),
    until: 'open',
  }) as const;
const laid = (kind: string): ProgrammeEvent => ({ type: 'programme.ObligationSet', data: duty(kind) });
const met = (on: string): ProgrammeEvent => ({
  type: 'programme.ObligationMet',
  data: { ...of, obligationId: 'o', on: day(on) },
});
const missed = (on: string): ProgrammeEvent => ({
  type: 'programme.ObligationMissed',
  data: { ...of, obligationId: 'o', on: day(on) },
});
const practice = (title: string) => ({ ...of, title, url: 'https://example.org/', on: day('2022') });
const shared = (title: string): ProgrammeEvent => ({
  type: 'programme.PracticeShared',
  data: practice(title),
});
const step = { ...of, municipality: 'GM0114' };
const place = { known: true, endedOn: null };
const enrolled = (on: string): ProgrammeEvent => ({
  type: 'programme.SupportEnrolled',
  data: { ...step, adviser: { organisationId: 'pharos' }, on: day(on) },
});
const analysed: ProgrammeEvent = {
  type: 'programme.SituationAnalysed',
  data: { ...step, on: day('2020-05') },
};
const closed: ProgrammeEvent = { type: 'programme.SupportClosed', data: { ...step, on: day('2021') } };

describe(rule('history.live-wins', 'a programme'), () => {
  it.each<[string, readonly ProgrammeEvent[], ProgrammeEvent]>([
    ['its beginning', [started], { type: 'programme.Started', data: { ...beginning, name: 'Other' } }],
    ['its end', [started, ended('2024')], ended('2023')],
    ['a grant, and what it obliges to', [granted(100)], granted(200, '2025')],
    ['a duty', [laid('Visit')], laid('Call')],
    ['that an obligation was met', [granted(100), met('2021')], met('2020')],
    ['that an obligation was missed', [granted(100), missed('2022')], missed('2023')],
    ['a practice', [shared('One')], shared('Two')],
    ['how a municipality was enrolled, and its steps since', [enrolled('2020'), analysed], enrolled('2019')],
  ])('%s', (_, live, claim) => expect(given(...live, told(claim)).state()).toEqual(given(...live).state()));
});

describe(rule('history.per-source', 'a programme'), () => {
  const bound = { ...of, obligationId: 'o' };
  it.each<[string, readonly ProgrammeEvent[], ProgrammeEvent, ProgrammeCommand]>([
    ['its beginning', [], started, { type: 'StartProgramme', ...beginning }],
    ['its end', [started], ended('2024'), { type: 'EndProgramme', ...of, until: day('2024') }],
    ['a grant', [], granted(100), { type: 'GrantFunding', ...grant(100) }],
    ['a duty', [], laid('Visit'), { type: 'SetObligation', ...duty('Visit') }],
    [
      'that an obligation was met',
      [granted(100)],
      met('2021'),
      { type: 'MeetObligation', ...bound, on: day('2021') },
    ],
    [
      'that an obligation was missed',
      [granted(100)],
      missed('2022'),
      { type: 'MissObligation', ...bound, on: day('2022') },
    ],
    ['a practice', [], shared('One'), { type: 'SharePractice', ...practice('One') }],
    [
      'an enrolment',
      [],
      enrolled('2020'),
      { type: 'EnrolInSupport', ...step, on: day('2020'), adviser: { organisationId: 'pharos' }, place },
    ],
    [
      'a step',
      [enrolled('2020')],
      analysed,
      { type: 'AnalyseSituation', ...step, on: day('2020-05'), place },
    ],
    [
      'the end of support',
      [enrolled('2020')],
      closed,
      { type: 'CloseSupport', ...step, on: day('2021'), place },
    ],
  ])('%s, which is then decided live', (_, live, claim, command) =>
    given(...live, told(claim))
      .when(command)
      .then(claim),
  );

  it('its beginning, which is that of no other programme', () =>
    given(told(started))
      .when({ type: 'StartProgramme', ...beginning, name: 'Other' })
      .thenRejected('programme.exists', 'programmeId'));
  it('steps, which belong to the enrolment that is then decided live', () =>
    expect(
      given(told(enrolled('2020'), analysed), enrolled('2020'))
        .state()
        .supports.get('GM0114'),
    ).toMatchObject({
      enrolment: { perSource: false },
      steps: [{ said: analysed, perSource: true }],
    }));
  it('a step once, when it is decided live', () =>
    expect(given(enrolled('2020'), told(analysed), analysed).state().supports.get('GM0114')?.steps).toEqual([
      { said: analysed, perSource: false },
    ]));
  it('that an obligation was met, which bars nobody from saying that it was missed', () =>
    given(granted(100), told(met('2020')))
      .when({ type: 'MissObligation', ...bound, on: day('2022') })
      .then(missed('2022')));
});
