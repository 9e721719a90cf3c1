import { referralCourse } from './referral-course.mjs';

/** What happens to a record of each kind, as its decider is asked: the whole of a course, from draft to end. */
const organisation = (organisationId, kind = 'welfare') => ({
  ...{ organisationId, kind, known: true, domain: 'social', closedOn: null },
});
const place = (code) => ({ code, known: true, endedOn: null, successor: null });
const old = { ...place('GM0040'), endedOn: '2020-12-31', successor: 'GM1952' };
const municipalities = [...['GM0114', 'GM0109', 'GM0118', 'GM1952', 'GM1690'].map(place), old];
const organisations = ['mwc', 'icare', 'sedna', 'midwives'].map((id) => organisation(id));
const facts = { municipalities, organisations, decision: null, parent: null };

const agreementId = 'drenthe';
const scope = { level: 'provincial', municipalities: ['GM0114', 'GM0109', 'GM0118', 'GM0040'] };
const answer = { agreementId, facts };
const route = {
  ...{ from: ['midwifery'], to: 'youthHealthCare', respondWithinWorkingDays: 5, consent: 'explicit' },
};
const signing = (organisationId, on) => (state) => ({
  ...{ type: 'SignAgreement', agreementId, organisationId, capacity: 'board', function: 'director', on },
  contentHash: state.versions.at(-1).contentHash,
  facts,
});
const joining = (organisationId, on) => (state) => ({
  ...signing(organisationId, on)(state),
  type: 'AccedeToAgreement',
});
const agreement = {
  id: agreementId,
  course: [
    {
      ...{ type: 'DraftAgreement', agreementId, kind: 'covenant', title: 'Chain', topics: ['referral'] },
      ...{
        phases: ['during'],
        scope,
        parties: ['mwc', 'icare'],
        reviewEveryMonths: 12,
        terms: { summary: 'One road for every family.', taskLead: 'mwc', route },
        agreedUntil: '2022-12-31',
        on: '2020-01-10',
        facts,
      },
    },
    { type: 'SubmitAgreement', agreementId, on: '2020-02', facts },
    { type: 'DeclineSignature', agreementId, organisationId: 'icare', reason: 'Not yet.', on: '2020-02-20' },
    signing('mwc', '2020-03-01'),
    signing('icare', '2020-04-01'),
    { type: 'AdoptAgreement', ...answer, municipality: 'GM0114', on: '2020-05-01' },
    {
      ...{ type: 'AdoptWithDeviation', ...answer, municipality: 'GM0109', on: '2020-05-02' },
      ...{ deviation: 'Later.', reason: 'Few hands.' },
    },
    { type: 'RefuseAdoption', ...answer, municipality: 'GM0118', on: '2020-05-03' },
    {
      ...{ type: 'ConfirmAsSuccessor', ...answer, municipality: 'GM1952', predecessor: 'GM0040' },
      on: '2021-01-04',
    },
    joining('sedna', '2020-09-01'),
    { type: 'ReviewAgreement', agreementId, on: '2021-04-01', outcome: 'amend' },
    {
      ...{ type: 'AmendAgreement', agreementId, on: '2021-05-01', facts },
      terms: { summary: 'One road for every family, and a shorter one.', taskLead: 'icare', route },
    },
    ...['mwc', 'icare', 'sedna'].map((id) => signing(id, '2021-06-01')),
    { type: 'WithdrawFromAgreement', agreementId, organisationId: 'sedna', on: '2022-01-01' },
    { type: 'ExtendAgreement', agreementId, until: '2024-12-31', on: '2022-02-01' },
    { type: 'RecordReviewDue', agreementId, dueOn: '2022-04-01', on: '2022-04-02' },
    { type: 'PublishAgreement', agreementId, on: '2022-05-01' },
    { type: 'TerminateAgreement', agreementId, on: '2023-12-31', by: 'mwc' },
  ],
};

const coalitionId = 'emmen';
const inGroup = { coalitionId, workingGroupId: 'g' };
const coalition = {
  id: coalitionId,
  course: [
    { type: 'StartExploration', coalitionId, name: 'A', municipalities: ['GM0114'], on: '2020', facts },
    { type: 'JoinAsPartner', coalitionId, organisationId: 'mwc', from: '2020-02', facts },
    {
      ...{
        type: 'JoinAsPartner',
        coalitionId,
        organisationId: 'icare',
        domain: 'medical',
        from: '2020-03-01',
      },
      facts,
    },
    { type: 'AssignRole', coalitionId, role: 'chair', organisationId: 'mwc', from: '2020-04-01', facts },
    { type: 'FormCoalition', coalitionId, on: '2020-05-01', facts },
    { type: 'JoinAsMunicipality', coalitionId, municipality: 'GM0109', from: '2020-05-02', facts },
    {
      ...{ type: 'HoldAmbitionSession', coalitionId, on: '2020-05-20', mode: 'onSite', facts },
      organisations: ['mwc', 'icare'],
    },
    {
      ...{ type: 'AdoptAmbition', coalitionId, ambitionId: 'a', phase: 'before', text: 'Earlier.' },
      on: '2020-05-20',
    },
    {
      ...{ type: 'FormWorkingGroup', coalitionId, workingGroupId: 'g', focus: 'care', members: ['mwc'] },
      on: '2020-06-01',
    },
    { type: 'JoinWorkingGroup', ...inGroup, organisationId: 'icare', from: '2020-09-01' },
    { type: 'AssignRole', coalitionId, role: 'chair', organisationId: 'icare', from: '2021-04-01', facts },
    { type: 'AdoptPlanOfAction', coalitionId, version: 1, on: '2021-04-20', facts },
    { type: 'EnterPhase', coalitionId, phase: 'execution', on: '2021-05-01' },
    { type: 'RefocusWorkingGroup', ...inGroup, focus: 'debts', on: '2021-09-01' },
    { type: 'LeaveWorkingGroup', ...inGroup, organisationId: 'icare', until: '2022-03-31' },
    { type: 'DropAmbition', coalitionId, ambitionId: 'a', on: '2022-04-01' },
    { type: 'DisbandWorkingGroup', ...inGroup, on: '2022-06-30' },
    { type: 'EndRole', coalitionId, role: 'chair', organisationId: 'icare', until: '2022-06-30' },
    { type: 'LeaveAsPartner', coalitionId, organisationId: 'mwc', until: '2022-12-31' },
    { type: 'LeaveAsMunicipality', coalitionId, municipality: 'GM0109', until: '2022-12-31' },
    { type: 'AnchorCoalition', coalitionId, arrangement: 'In the budget.', on: '2023-01-01' },
    { type: 'EndCoalition', coalitionId, on: '2024-12-31' },
  ],
};

const decisionId = 'veendam';
const bodies = ['GM0114', 'GM0109'].map((municipality) => ({ body: 'executive', municipality }));
const decision = {
  id: decisionId,
  course: [
    {
      ...{
        type: 'ProposeDecision',
        decisionId,
        body: 'executive',
        subject: 'Addendum',
        municipality: 'GM0114',
      },
      ...{
        points: [{ number: 1, verb: 'adopt' }],
        on: '2020-11-17',
        facts: { municipalities, coalition: null },
      },
    },
    {
      ...{ type: 'TakeDecision', decisionId, on: '2020-11-24', effectiveOn: '2020-12-01', facts },
      ...{ responsibleOrganisation: 'mwc', decisionType: 'executive decision' },
      conditions: [
        { conditionId: 'c', text: 'consent', bodies },
        { conditionId: 'd', text: 'consent of all executives', bodies: [] },
      ],
    },
    { type: 'ReferToCouncil', decisionId, on: '2020-11-25' },
    {
      type: 'NameCondition',
      decisionId,
      conditionId: 'd',
      bodies: bodies.slice(0, 1),
      on: '2020-12-01',
      facts,
    },
    ...bodies.map((by) => ({ type: 'MeetCondition', decisionId, conditionId: 'c', by, on: '2020-12-15' })),
    { type: 'MeetCondition', decisionId, conditionId: 'd', by: bodies[0], on: '2020-12-16' },
    { type: 'PublishDecision', decisionId, on: '2021-01-05' },
    { type: 'WithdrawDecision', decisionId, on: '2024-01-01', ground: 'temporary' },
  ],
};

const municipality = {
  id: 'register',
  course: [
    ...['GM0007', 'GM0048', 'GM1950'].map((code) => ({
      ...{ type: 'RegisterMunicipality', code, name: code, province: 'Groningen', from: '1998-01-01' },
    })),
    { type: 'EstablishRegion', regionId: 'region', name: 'Region', from: '2015' },
    { type: 'JoinRegion', regionId: 'region', code: 'GM0007', from: '2015' },
    {
      ...{ type: 'ReorganiseMunicipalities', kind: 'merger', from: ['GM0007', 'GM0048'], into: 'GM1950' },
      effectiveOn: '2018-01-01',
    },
    { type: 'LeaveRegion', regionId: 'region', code: 'GM0007', until: '2017-12-31' },
    { type: 'RenameMunicipality', code: 'GM1950', name: 'Westerwolde', on: '2018-02-01' },
    { type: 'JoinRegion', regionId: 'region', code: 'GM1950', from: '2018-01-01' },
  ],
};

const organisationId = 'icare';
const organisationCourse = {
  id: organisationId,
  course: [
    {
      type: 'RegisterOrganisation',
      organisationId,
      name: 'Icare',
      kind: 'youthHealthCare',
      domain: 'social',
    },
    ...Array.from({ length: 3 }, (_, index) => ({
      ...{ type: 'RenameOrganisation', organisationId, name: `Icare ${index}`, on: '2024-05-01' },
    })),
    { type: 'SucceedOrganisation', organisationId, by: 'ggd', on: '2026-01-01', successor: { known: true } },
  ],
};

const programmeId = 'programme';
const step = { programmeId, municipality: 'GM0114', place: { known: true, endedOn: null } };
const programme = {
  id: programmeId,
  course: [
    { type: 'StartProgramme', programmeId, name: 'A', level: 'regional', from: '2015', until: 'open' },
    {
      ...{ type: 'GrantFunding', programmeId, grantId: 'g', source: 'VWS', to: 'zif', amountEur: 1000 },
      ...{ years: [2020], obligations: [{ obligationId: 'o', kind: 'Account', dueOn: '2021' }] },
    },
    { type: 'EnrolInSupport', ...step, adviser: { organisationId: 'pharos' }, on: '2020-03' },
    { type: 'AnalyseSituation', ...step, on: '2020-05' },
    { type: 'SetGoal', ...step, goal: 'One process.', on: '2020-06' },
    { type: 'PlanFollowUp', ...step, on: '2021-01' },
    { type: 'DoFollowUp', ...step, on: '2021-02', findings: 'It is in use.' },
    { type: 'CloseSupport', ...step, on: '2021-12' },
    {
      ...{ type: 'SetObligation', programmeId, obligationId: 'visit', kind: 'Offer a visit', dueOn: 'open' },
      ...{ level: 'national', from: '2022-07-01', until: 'open' },
    },
    {
      ...{ type: 'SharePractice', programmeId, title: 'A practice', url: 'https://example.org/' },
      on: '2022',
    },
    { type: 'MissObligation', ...step, obligationId: 'o', on: '2022-02-01' },
    { type: 'MeetObligation', ...step, obligationId: 'o', on: '2022-03-01' },
    { type: 'EndProgramme', programmeId, until: '2024-03-28' },
  ],
};

const indicatorId = 'formed';
const indicator = {
  id: indicatorId,
  course: [
    {
      ...{ type: 'DefineIndicator', indicatorId, title: 'Formed', phase: 'collaboration', kind: 'process' },
      ...{ unit: 'municipalities', numerator: 'formed', denominator: 'all', source: 'RIVM' },
    },
    ...[2019, 2020, 2021, 2022].map((year) => ({
      ...{
        type: 'MeasureIndicator',
        indicatorId,
        municipality: 'GM0114',
        period: String(year),
        source: 'RIVM',
      },
      ...{ numerator: 20, denominator: 40, on: '2024-02', place: municipalities[0] },
    })),
    {
      ...{ type: 'MeasureIndicator', indicatorId, municipality: 'GM0114', period: '2023-Q4' },
      ...{ source: 'RIVM', on: '2024-02', place: municipalities[0] },
    },
  ],
};

const referral = referralCourse({ agreementId, route, municipalities, organisation });

export const courses = {
  ...{ agreement, coalition, decision, indicator, municipality, organisation: organisationCourse },
  ...{ programme, referral },
};
