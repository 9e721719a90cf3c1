/** A referral from its preparation to what came of it, under an agreement that opens its road. */
export function referralCourse({ agreementId, route, municipalities, organisation }) {
  const referralId = 'r';
  const [referrer, recipient] = [
    organisation('midwives', 'midwifery'),
    organisation('icare', 'youthHealthCare'),
  ];
  const everAfter = {
    from: { earliest: '2020-01-01', latest: '2020-01-01' },
    until: { earliest: '9999-12-31', latest: '9999-12-31' },
  };
  const routeFacts = {
    agreement: {
      ...{ agreementId, known: true, scope: { level: 'municipal', municipalities: ['GM0114'] } },
      ...{ said: [{ from: '2020-01-01', topics: ['visit'], phases: [], route }], inForce: everAfter },
      ...{ parties: [], adoptions: [] },
    },
    ...{ municipality: 'GM0114', municipalities, parties: [referrer, recipient] },
  };
  return {
    id: referralId,
    course: [
      {
        ...{ type: 'PrepareReferral', referralId, municipality: 'GM0114', agreementId, on: '2024-01-08' },
        ...{ referrer: 'midwives', recipient: 'icare', phase: 'during', topic: 'visit', facts: routeFacts },
      },
      {
        ...{
          type: 'RecordConsent',
          referralId,
          purpose: 'referral',
          categories: ['contact'],
          on: '2024-01-08',
        },
        ...{ informedBy: 'midwives', facts: { organisation: referrer } },
      },
      { type: 'SendReferral', referralId, on: '2024-01-09', facts: routeFacts },
      { type: 'ReceiveReferral', referralId, on: '2024-01-10' },
      { type: 'WaitlistReferral', referralId, on: '2024-01-10' },
      { type: 'AcceptReferral', referralId, on: '2024-01-11' },
      { type: 'AttemptContact', referralId, attempt: 1, on: '2024-01-12' },
      { type: 'PlanAppointment', referralId, appointmentOn: '2024-01-22', on: '2024-01-15' },
      { type: 'MissAppointment', referralId, appointmentOn: '2024-01-22', on: '2024-01-22' },
      { type: 'PlanAppointment', referralId, appointmentOn: '2024-01-29', on: '2024-01-23' },
      { type: 'CancelAppointment', referralId, appointmentOn: '2024-01-29', on: '2024-01-26' },
      { type: 'StartSupport', referralId, on: '2024-02-01' },
      {
        ...{ type: 'AssignCaseDirector', referralId, organisationId: 'icare', function: 'youthNurse' },
        ...{ on: '2024-02-02', facts: { organisation: recipient } },
      },
      {
        ...{
          type: 'HandOverCaseDirection',
          referralId,
          organisationId: 'midwives',
          function: 'socialWorker',
        },
        ...{ on: '2024-02-12', facts: { organisation: referrer } },
      },
      {
        ...{ type: 'EscalateReferral', referralId, to: 'midwives', on: '2024-02-15' },
        facts: { organisation: referrer },
      },
      { type: 'CompleteSupport', referralId, on: '2024-03-01', outcome: 'goalsMet' },
      { type: 'GiveFeedback', referralId, on: '2024-03-04' },
      { type: 'ReportExperience', referralId, feltSupported: 5, on: '2024-03-05' },
      { type: 'ReferOn', referralId, onwardReferralId: 'other', on: '2024-03-06', facts: { isKnown: true } },
    ],
  };
}
