import type { Role } from '#platform/http';

/** Where a request says whose something is: `body.municipality`, `params.code`, `query.organisationId`. */
export type Field = `${'params' | 'body' | 'query'}.${string}`;

/** When something counts as a caller's own. */
export type Own =
  /** One of the municipalities that the request names is the caller's. */
  | { readonly kind: 'municipality'; readonly at: Field }
  /** One of the organisations that the request names is that of the caller. */
  | { readonly kind: 'organisation'; readonly at: Field }
  /** The record is of a municipality of the caller, or of its organisation. */
  | { readonly kind: 'record'; readonly of: 'agreement' | 'coalition' | 'decision'; readonly at: Field }
  /** The caller's organisation is one of these in the referral. To anybody who is none of them, there is no such referral. */
  | { readonly kind: 'referral'; readonly as: readonly ('referrer' | 'recipient' | 'caseDirector')[] }
  | { readonly kind: 'any'; readonly of: readonly Own[] };

/** Who may do something: all of it, or only what is their own. Whoever is not named may not. */
export type May = Partial<Readonly<Record<Role, 'all' | Own>>>;

/** What may be done with what, by operations of the OpenAPI document. */
export type Row = {
  readonly resource: string;
  readonly action: string;
  readonly operations: readonly string[];
  readonly may: May;
};

const municipality = (at: Field): Own => ({ kind: 'municipality', at });
const organisation = (at: Field): Own => ({ kind: 'organisation', at });
const record = (of: 'agreement' | 'coalition' | 'decision', at: Field = 'params.id'): Own => ({
  ...{ kind: 'record', of, at },
});
const any = (...of: readonly Own[]): Own => ({ kind: 'any', of });

const EVERYBODY: May = {
  'programme-office': 'all',
  municipality: 'all',
  partner: 'all',
  analyst: 'all',
  auditor: 'all',
  'privacy-officer': 'all',
};
const OFFICE: May = { 'programme-office': 'all' };
const officeAnd = (own: Own, partner: Own | null = null): May => ({
  ...OFFICE,
  municipality: own,
  ...(partner !== null && { partner }),
});
const parties = (own: Own): May => ({ municipality: own, partner: own });

const row = (resource: string, action: string, operations: readonly string[], may: May): Row => ({
  ...{ resource, action, operations, may },
});
const of = (controller: string, ...methods: readonly string[]): string[] =>
  methods.map((method) => `${controller}.${method}`);

const REFERRER: Own = { kind: 'referral', as: ['referrer'] };
const RECIPIENT: Own = { kind: 'referral', as: ['recipient'] };
const SUPPORTER: Own = { kind: 'referral', as: ['recipient', 'caseDirector'] };
const PARTY: Own = { kind: 'referral', as: ['referrer', 'recipient', 'caseDirector'] };

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
  row(
    'municipalities and regions',
    'confirm',
    ['MunicipalityRecords.confirm'],
    officeAnd(organisation('body.organisationId'), organisation('body.organisationId')),
  ),
  row('desk of a municipality', 'read', ['Desk.desk'], {
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
  row(
    'organisations',
    'confirm',
    ['Organisation.confirm'],
    officeAnd(organisation('body.organisationId'), organisation('body.organisationId')),
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
  row(
    'coalitions',
    'confirm',
    ['Coalition.confirm'],
    officeAnd(organisation('body.organisationId'), organisation('body.organisationId')),
  ),

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
    of('Decision', 'take', 'reject', 'withdraw', 'nameCondition', 'referToCouncil', 'publish'),
    officeAnd(record('decision')),
  ),
  row(
    'decisions',
    'consent to',
    of('Decision', 'meetCondition', 'failCondition'),
    officeAnd(any(record('decision'), municipality('body.by.municipality'))),
  ),
  row('decisions', 'correct', of('Decision', 'correct', 'retract'), OFFICE),
  row(
    'decisions',
    'confirm',
    ['Decision.confirm'],
    officeAnd(organisation('body.organisationId'), organisation('body.organisationId')),
  ),

  row('agreements', 'read', of('Agreement', ...READING), EVERYBODY),
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
    officeAnd(organisation('body.organisationId'), organisation('body.organisationId')),
  ),
  row(
    'agreements',
    'adopt',
    of('AgreementLife', 'adopt', 'confirmAsSuccessor', 'declareNotApplicable', 'refuse'),
    officeAnd(municipality('body.municipality')),
  ),
  row('agreements', 'correct', of('Agreement', 'correct', 'retract'), OFFICE),
  row(
    'agreements',
    'confirm',
    ['Agreement.confirm'],
    officeAnd(organisation('body.organisationId'), organisation('body.organisationId')),
  ),

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
  row(
    'programmes',
    'confirm',
    ['Programme.confirm'],
    officeAnd(organisation('body.organisationId'), organisation('body.organisationId')),
  ),

  row('indicators', 'read', [...of('Indicator', ...READING), 'Indicator.measurements'], EVERYBODY),
  row('indicators', 'define', of('Indicator', 'define', 'correct', 'retract'), OFFICE),
  row('indicators', 'measure', ['Indicator.measure'], officeAnd(municipality('body.municipality'))),
  row(
    'indicators',
    'confirm',
    ['Indicator.confirm'],
    officeAnd(organisation('body.organisationId'), organisation('body.organisationId')),
  ),

  row(
    'referrals',
    'read the board of an organisation',
    ['Referral.list'],
    parties(organisation('query.organisationId')),
  ),
  row('referrals', 'read', ['Referral.one', 'ReferralRecords.history'], parties(PARTY)),
  row('referrals', 'prepare', ['Referral.prepare'], parties(organisation('body.referrer'))),
  row(
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
    parties(REFERRER),
  ),
  row(
    'referrals',
    'answer',
    of('ReferralAnswering', 'receive', 'accept', 'decline', 'waitlist'),
    parties(RECIPIENT),
  ),
  row(
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
    parties(SUPPORTER),
  ),
  row(
    'referrals',
    'tell how it was, correct, confirm',
    ['ReferralSupport.reportExperience', ...of('ReferralRecords', 'correct', 'retract', 'confirm')],
    parties(PARTY),
  ),

  row('how the process is', 'watch', ['Health.whole', 'Metrics.read'], { operator: 'all' }),
];
