import { signatureOf } from '../support/agreements.ts';

export const COALITION = { name: 'Kansrijke Start Oldambt', municipalities: ['GM1895'], on: '2025-01-01' };
export const AGREEMENT = {
  agreementId: 'oldambt-2025',
  kind: 'covenant',
  title: 'Convenant Oldambt',
  topics: ['referral'],
  phases: ['during'],
  scope: { level: 'municipal', municipalities: ['GM1895'] },
  parties: ['zif', 'ggd-groningen'],
  on: '2025-01-02',
};
export const drafted = (changes: object) => ({ ...AGREEMENT, agreementId: 'another', ...changes });
const scope = (municipality: string) => ({ scope: { level: 'municipal', municipalities: [municipality] } });
const DECISION = {
  body: 'executive',
  subject: 'A plan',
  municipality: 'GM1895',
  points: [],
  on: '2025-01-02',
};

type Case = readonly [what: string, path: string, body: unknown, ...refusal: (string | number)[]];
export const INVALID = [400, 'request.invalid-field'] as const;

export const WHO_AND_WHEN: readonly Case[] = [
  [
    'an unknown municipality, in an agreement',
    'agreements',
    drafted(scope('GM9999')),
    400,
    'municipality.unknown',
    'scope.municipalities.0',
  ],
  [
    'an unknown municipality, in a coalition',
    'coalitions',
    { ...COALITION, municipalities: ['GM1895', 'GM9999'] },
    400,
    'municipality.unknown',
    'municipalities.1',
  ],
  [
    'an unknown municipality, in a decision',
    'decisions',
    { ...DECISION, municipality: 'GM9999' },
    400,
    'municipality.unknown',
    'municipality',
  ],
  [
    'a live agreement for Slochteren after its end',
    'agreements',
    drafted({ ...scope('GM0040'), on: '2018-01-01' }),
    409,
    'municipality.ended',
    'scope.municipalities.0',
  ],
  [
    'a live coalition for Menterwolde after its end',
    'coalitions',
    { ...COALITION, municipalities: ['GM1987'] },
    409,
    'municipality.ended',
    'municipalities.0',
  ],
  [
    'a live decision of Vlagtwedde after its end',
    'decisions',
    { ...DECISION, municipality: 'GM0048' },
    409,
    'municipality.ended',
    'municipality',
  ],
  [
    'an id that another agreement has',
    'agreements',
    { ...AGREEMENT, title: 'Other' },
    409,
    'agreement.exists',
    'agreementId',
  ],
  [
    'an id that another coalition has',
    'coalitions',
    { ...COALITION, coalitionId: 'emmen' },
    409,
    'coalition.exists',
    'coalitionId',
  ],
  [
    'an id that another organisation has',
    'organisations',
    { organisationId: 'mwc', name: 'Other', kind: 'welfare', domain: 'social' },
    409,
    'organisation.exists',
    'organisationId',
  ],
  [
    'a signature of another version',
    'agreements/oldambt-2025/signatures',
    signatureOf('zif', '2025-02-01', 'a'.repeat(64)),
    409,
    'agreement.other-version',
    'contentHash',
  ],
  [
    'a coalition formed without a medical partner',
    'coalitions/oldambt/formations',
    { on: '2025-02-01' },
    409,
    'coalition.no-medical-partner',
    'on',
  ],
  [
    'an end before the beginning',
    'agreements',
    drafted({ agreedFrom: '2025-03', agreedUntil: '2025-02-28' }),
    400,
    'agreement.ends-before-start',
    'agreedUntil',
  ],
  [
    'a record that is not there',
    'agreements/none/submissions',
    { on: '2025-01-03' },
    404,
    'agreement.absent',
    'agreementId',
  ],
];

const day = (on: unknown): object => drafted({ on });
const WRONG_DATE = 'on: field.not-a-partial-date';
export const SHAPES: readonly Case[] = [
  ...[
    '2025-02-29',
    '2025-13',
    '12-04-2025',
    '2025-4-1',
    '0000',
    '2025-01-01T00:00:00Z',
    '',
    'unknown',
    2025,
  ].map((on): Case => [`the date ${JSON.stringify(on)}`, 'agreements', day(on), ...INVALID, WRONG_DATE]),
  ['no date', 'agreements', day(undefined), ...INVALID, 'on: field.required'],
  [
    'half a scope',
    'agreements',
    drafted({ scope: { municipalities: ['GM1895'] } }),
    ...INVALID,
    'scope.level: field.required',
  ],
  ['null for a date', 'agreements', day(null), ...INVALID, WRONG_DATE],
  [
    'a field that nobody knows',
    'agreements',
    drafted({ colour: 'red' }),
    ...INVALID,
    'colour: field.unknown',
  ],
  [
    'a field that nobody knows, further in',
    'agreements',
    drafted({ scope: { level: 'municipal', municipalities: ['GM1895'], until: '2026' } }),
    ...INVALID,
    'scope.until: field.unknown',
  ],
  [
    'a NUL character',
    'agreements',
    drafted({ title: 'a\u0000b' }),
    ...INVALID,
    'title: request.unreadable-text',
  ],
  [
    'half a surrogate pair',
    'agreements',
    drafted({ title: 'a\ud83d' }),
    ...INVALID,
    'title: request.unreadable-text',
  ],
  [
    'several wrong fields, all at once',
    'organisations',
    { organisationId: 'A B', kind: 'club', domain: 'social' },
    ...INVALID,
    'organisationId: field.not-an-id',
    'name: field.required',
    'kind: field.not-one-of',
  ],
  [
    'a citizen number in a text',
    'agreements',
    drafted({ title: 'For 123456782' }),
    ...INVALID,
    'title: field.not-a-name',
  ],
];
