import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { PartialDate } from '#kernel';
import { addsNothingTwice, specify } from '#test/support/given';
import { rule } from '#test/support/rule';
import { programme } from './programme.decider.ts';
import type { ProgrammeEvent } from './programme.events.ts';
import type { SupportCommand } from './support.decider.ts';

const { given } = specify(programme, 'kvdvk');
const day = (text: string): PartialDate => PartialDate.parse(text);
const place = { known: true, endedOn: null };
const emmen = (on: string) => ({
  programmeId: 'stimuleringsprogramma',
  municipality: 'GM0114',
  on: day(on),
});
const adviser = { organisationId: 'pharos', function: 'adviser' };

const enrolled: ProgrammeEvent = {
  type: 'programme.SupportEnrolled',
  data: { ...emmen('2020-03'), adviser },
};
const analysed: ProgrammeEvent = { type: 'programme.SituationAnalysed', data: emmen('2020-05') };
const goalSet: ProgrammeEvent = {
  type: 'programme.GoalSet',
  data: { ...emmen('2020-06'), goal: 'One working process.' },
};
const planned: ProgrammeEvent = { type: 'programme.FollowUpPlanned', data: emmen('2021-01') };
const done: ProgrammeEvent = { type: 'programme.FollowUpDone', data: emmen('2021-02') };
const closed: ProgrammeEvent = { type: 'programme.SupportClosed', data: emmen('2021-12') };

const enrol = { type: 'EnrolInSupport', ...emmen('2020-03'), adviser, place } as const;
const analyse = { type: 'AnalyseSituation', ...emmen('2020-05'), place } as const;
const setGoal = { type: 'SetGoal', ...emmen('2020-06'), goal: 'One working process.', place } as const;
const plan = { type: 'PlanFollowUp', ...emmen('2021-01'), place } as const;
const follow = { type: 'DoFollowUp', ...emmen('2021-02'), place } as const;
const close = { type: 'CloseSupport', ...emmen('2021-12'), place } as const;

describe(rule('programme.support'), () => {
  it('goes from enrolment and analysis to goals, follow-up and its end', () => {
    given().when(enrol).then(enrolled);
    given(enrolled).when(analyse).then(analysed);
    given(enrolled, analysed).when(setGoal).then(goalSet);
    given(enrolled, analysed, goalSet).when(plan).then(planned);
    given(enrolled, analysed, goalSet, planned).when(follow).then(done);
    given(enrolled, analysed, goalSet, planned, done).when(close).then(closed);
  });
  it('begins with the enrolment', () =>
    given().when(analyse).thenRejected('programme.not-enrolled', 'municipality'));
  it('has one enrolment at a time', () =>
    given(enrolled)
      .when({ ...enrol, on: day('2020-04') })
      .thenRejected('programme.already-enrolled', 'municipality'));
  it('sets goals after an analysis', () =>
    given(enrolled).when(setGoal).thenRejected('programme.no-analysis'));
  it('plans a follow-up of goals', () =>
    given(enrolled, analysed).when(plan).thenRejected('programme.no-goal'));
  it('follows up what stands planned', () => {
    given(enrolled, analysed, goalSet).when(follow).thenRejected('programme.no-follow-up-planned');
    given(enrolled, analysed, goalSet, planned, done)
      .when({ ...follow, on: day('2021-03') })
      .thenRejected('programme.no-follow-up-planned');
  });
  it('takes no step before the enrolment', () =>
    given(enrolled)
      .when({ ...analyse, on: day('2019') })
      .thenRejected('programme.before-enrolment', 'on'));
  it('may end early, and then takes no more steps', () =>
    given(enrolled, closed).when(analyse).thenRejected('programme.support-closed', 'municipality'));
  it('may begin anew after its end', () => {
    const again = { ...enrol, on: day('2023') };
    const { type: _, place: __, ...data } = again;
    const anew: ProgrammeEvent = { type: 'programme.SupportEnrolled', data };
    given(enrolled, closed).when(again).then(anew);
    given(enrolled, analysed, closed, anew)
      .when({ ...setGoal, on: day('2023-06') })
      .thenRejected('programme.no-analysis');
  });
  it('is for municipalities that the register knows, and that have not ended', () => {
    given()
      .when({ ...enrol, place: { known: false, endedOn: null } })
      .thenRejected('municipality.unknown', 'municipality');
    given(enrolled)
      .when({ ...analyse, place: { known: true, endedOn: day('2020-04') } })
      .thenRejected('municipality.ended', 'municipality');
  });
  it('keeps the steps that a source told before the enrolment', () =>
    expect(given(analysed, enrolled).state().supports).toEqual(given(enrolled, analysed).state().supports));
});

describe('any sequence of commands', () => {
  const command = fc.constantFrom<SupportCommand[]>(
    enrol,
    { ...enrol, on: day('2023') },
    analyse,
    { ...analyse, on: day('2020-07') },
    setGoal,
    plan,
    { ...plan, on: day('2021-06') },
    follow,
    { ...follow, on: day('2021-07') },
    close,
  );
  it('adds nothing when its last command is sent twice', () => addsNothingTwice(programme, 'kvdvk', command));
});
