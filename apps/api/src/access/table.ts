import {
  any,
  EVERYBODY,
  municipality,
  of,
  OFFICE,
  officeAnd,
  ONES_OWN,
  organisation,
  parties,
  record,
  referral,
  row,
  rowAboutPeople,
  type Row,
} from './vocabulary.ts';

const READING = ['list', 'one', 'history'];
const VIEWS = [
  'adoptions',
  'agreements',
  'coalitions',
  'decisions',
  'indicators',
  'overview',
  'programmes',
  'timeline',
];

/**
 * Who may do what with whose data: the one place where that is said. It is enforced for every operation that is not
 * public; an operation that no row names is nobody's. Printed to docs/access.md.
 */
export const ACCESS: readonly Row[] = [
  row(
    'municipalities and regions',
    'read',
    [
      ...of('Municipality', 'list', 'one'),
      'MunicipalityRecords.history',
      'Region.one',
      ...of('MunicipalityViews', ...VIEWS),
      ...of('RegionViews', ...VIEWS),
    ],
    EVERYBODY,
  ),
  row(
    'municipalities and regions',
    'maintain',
    [
      ...of('Municipality', 'register', 'rename', 'reorganise'),
      ...of('MunicipalityRecords', 'correct', 'retract'),
      ...of('Region', 'establish', 'join', 'leave'),
    ],
    OFFICE,
  ),
  row('desk of a municipality', 'read', of('Desk', 'desk', 'changes'), {
    ...officeAnd(municipality('params.code')),
    auditor: 'all',
  }),

  row('organisations', 'read', of('Organisation', ...READING), EVERYBODY),
  row(
    'organisations',
    'maintain',
    of('Organisation', 'register', 'close', 'succeed', 'correct', 'retract'),
    OFFICE,
  ),
  row(
    'organisations',
    'rename',
    ['Organisation.rename'],
    officeAnd(organisation('params.id'), organisation('params.id')),
  ),

  row('coalitions', 'read', of('Coalition', ...READING), EVERYBODY),
  row('coalitions', 'begin', ['Coalition.startExploration'], officeAnd(municipality('body.municipalities'))),
  row(
    'coalitions',
    'run',
    [
      ...of('Coalition', 'anchor', 'assignRole', 'end', 'endRole', 'enterPhase', 'form', 'joinAsPartner'),
      ...of(
        'CoalitionWork',
        'adoptAmbition',
        'adoptPlan',
        'disbandWorkingGroup',
        'dropAmbition',
        'formWorkingGroup',
        'holdAmbitionSession',
        'refocusWorkingGroup',
      ),
    ],
    officeAnd(record('coalition')),
  ),
  row(
    'coalitions',
    'join or leave as a municipality',
    of('Coalition', 'joinAsMunicipality', 'leaveAsMunicipality'),
    officeAnd(municipality('body.municipality')),
  ),
  row(
    'coalitions',
    'leave as a partner, join or leave a working group',
    ['Coalition.leaveAsPartner', ...of('CoalitionWork', 'joinWorkingGroup', 'leaveWorkingGroup')],
    officeAnd(
      any(record('coalition'), organisation('body.organisationId')),
      organisation('body.organisationId'),
    ),
  ),
  row('coalitions', 'correct', of('Coalition', 'correct', 'retract'), OFFICE),

  row('decisions', 'read', of('Decision', ...READING), EVERYBODY),
  row(
    'decisions',
    'propose',
    ['Decision.propose'],
    officeAnd(any(municipality('body.municipality'), record('coalition', 'body.coalitionId'))),
  ),
  row(
    'decisions',
    'take',
    of('Decision', 'take', 'reject', 'withdraw', 'nameCondition', 'referToCouncil', 'publish', 'withhold'),
    officeAnd(record('decision')),
  ),
  row(
    'decisions',
    'consent to',
    of('Decision', 'meetCondition', 'failCondition'),
    officeAnd(any(record('decision'), municipality('body.by.municipality'))),
  ),
  row('decisions', 'correct', of('Decision', 'correct', 'retract'), OFFICE),

  row('agreements', 'read', of('Agreement', ...READING), EVERYBODY),
  row('agreements', 'read the dossier of', of('Dossier', 'dossier', 'print'), EVERYBODY),
  row(
    'agreements',
    'draft',
    ['Agreement.draft'],
    officeAnd(
      any(municipality('body.scope.municipalities'), organisation('body.parties')),
      organisation('body.parties'),
    ),
  ),
  row(
    'agreements',
    'put to its parties, review, end',
    [
      ...of('Agreement', 'amend', 'submit', 'bringIntoEffect'),
      ...of('AgreementLife', 'extend', 'publish', 'review', 'supersede', 'terminate', 'withhold'),
    ],
    officeAnd(record('agreement'), record('agreement')),
  ),
  row(
    'agreements',
    'sign, accede, decline, leave',
    of('Agreement', 'accede', 'decline', 'sign', 'withdraw'),
    ONES_OWN,
  ),
  row(
    'agreements',
    'adopt',
    of('AgreementLife', 'adopt', 'confirmAsSuccessor', 'declareNotApplicable', 'refuse'),
    officeAnd(municipality('body.municipality')),
  ),
  row('agreements', 'correct', of('Agreement', 'correct', 'retract'), OFFICE),

  row('programmes', 'read', of('Programme', ...READING), EVERYBODY),
  row(
    'programmes',
    'run',
    [
      ...of('Programme', 'start', 'end', 'grant', 'oblige', 'miss', 'correct', 'retract'),
      ...of('Support', 'close', 'followUp', 'planFollowUp'),
    ],
    OFFICE,
  ),
  row(
    'programmes',
    'fulfil an obligation',
    ['Programme.meet'],
    officeAnd(
      any(municipality('body.municipality'), organisation('body.organisationId')),
      organisation('body.organisationId'),
    ),
  ),
  row(
    'programmes',
    'share a practice',
    ['Programme.share'],
    officeAnd(record('coalition', 'body.coalitionId')),
  ),
  row(
    'programmes',
    'enrol, set goals',
    of('Support', 'analyse', 'enrol', 'setGoal'),
    officeAnd(municipality('body.municipality')),
  ),

  row('indicators', 'read', [...of('Indicator', ...READING), 'Indicator.measurements'], EVERYBODY),
  row('indicators', 'define', of('Indicator', 'define', 'correct', 'retract'), OFFICE),
  row('indicators', 'measure', ['Indicator.measure'], officeAnd(municipality('body.municipality'))),

  row('referral figures', 'read', ['Figures.list'], EVERYBODY),

  rowAboutPeople(
    'referrals',
    'read the board of an organisation',
    ['Referral.list'],
    parties(organisation('query.organisationId')),
  ),
  rowAboutPeople(
    'referrals',
    'read',
    ['Referral.one', 'ReferralRecords.history'],
    parties(referral('referrer', 'recipient', 'caseDirector')),
  ),
  rowAboutPeople('referrals', 'prepare', ['Referral.prepare'], parties(organisation('body.referrer'))),
  rowAboutPeople(
    'referrals',
    'consent, send, call off',
    of(
      'Referral',
      'recordConsent',
      'refuseConsent',
      'withdrawConsent',
      'send',
      'cancel',
      'enterInError',
      'escalate',
    ),
    parties(referral('referrer')),
  ),
  rowAboutPeople(
    'referrals',
    'answer',
    of('ReferralAnswering', 'receive', 'accept', 'decline', 'waitlist'),
    parties(referral('recipient')),
  ),
  rowAboutPeople(
    'referrals',
    'support the family',
    [
      ...of(
        'ReferralAnswering',
        'attemptContact',
        'closeUnreached',
        'planAppointment',
        'missAppointment',
        'cancelAppointment',
      ),
      ...of(
        'ReferralSupport',
        'start',
        'assignCaseDirector',
        'handOver',
        'referOn',
        'complete',
        'giveFeedback',
      ),
    ],
    parties(referral('recipient', 'caseDirector')),
  ),
  rowAboutPeople(
    'referrals',
    'tell how it was, correct, confirm',
    ['ReferralSupport.reportExperience', ...of('ReferralRecords', 'correct', 'retract', 'confirm')],
    parties(referral('referrer', 'recipient', 'caseDirector')),
  ),

  row('audit findings, audit trail', 'read', ['Findings.list', 'Trail.list'], {
    ...officeAnd(municipality('query.municipality')),
    auditor: 'all',
  }),
  row('audit findings', 'look back on', ['Finding.history'], { ...OFFICE, auditor: 'all' }),
  row('audit findings', 'acknowledge, correct', of('Finding', 'acknowledge', 'correct', 'retract'), OFFICE),

  row('audit ledger', 'read', of('Ledger', 'checkpoints', 'consistency', 'inclusion'), EVERYBODY),

  rowAboutPeople('access log', 'read', ['AccessLog.list'], { auditor: 'all', 'privacy-officer': 'all' }),
  row(
    'what a source asserts of a record',
    'confirm',
    [
      'MunicipalityRecords.confirm',
      'Organisation.confirm',
      'Coalition.confirm',
      'Decision.confirm',
      'Agreement.confirm',
      'Programme.confirm',
      'Indicator.confirm',
      'Finding.confirm',
    ],
    ONES_OWN,
  ),
  row('how the process is', 'watch', ['Health.whole', 'Metrics.read'], { operator: 'all' }),
];
