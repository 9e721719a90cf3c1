import { DISTANT_FUTURE, DISTANT_PAST, type Bounds, type IsoDate } from '#kernel';
import { dateInDutch, KINDS, LEVELS } from './words.ts';

const isKnown = (date: IsoDate): boolean => date !== DISTANT_FUTURE && date !== DISTANT_PAST;

/** Bounds of a date: the date where they are one, else from when until when it may be; `otherwise` where nobody knows. */
export function inWords({ earliest, latest }: Bounds, otherwise: string): string {
  if (!isKnown(earliest) && !isKnown(latest)) return otherwise;
  if (earliest === latest) return dateInDutch(earliest);
  if (!isKnown(earliest)) return `uiterlijk ${dateInDutch(latest)}`;
  if (!isKnown(latest)) return `op zijn vroegst ${dateInDutch(earliest)}`;
  return `tussen ${dateInDutch(earliest)} en ${dateInDutch(latest)}`;
}

export const STANDINGS = {
  current: 'gezet',
  void: 'vervallen: de inhoud is sindsdien verbeterd',
  perSource: 'volgens een bron',
} as const;

export const STATES = {
  stands: 'geldt',
  corrected: 'verbeterd',
  retracted: 'ingetrokken',
} as const;

/** What the fields of a content are called, by the last part of their path. */
const FIELDS: Readonly<Record<string, string>> = {
  agreedFrom: 'afgesproken ingang',
  agreedUntil: 'afgesproken einde',
  amountEur: 'bedrag in euro',
  cap: 'is een maximum',
  collection: 'verzameling',
  consent: 'toestemming',
  documents: 'stukken',
  feedbackWithinWorkingDays: 'terugkoppeling binnen werkdagen',
  from: 'van',
  gestationalAgeBeforeWeeks: 'voor zoveel weken zwangerschap',
  instruments: 'instrumenten',
  kind: 'soort',
  level: 'niveau',
  money: 'geld',
  municipalities: 'gemeenten',
  number: 'aantal',
  parentAgreementId: 'ruimere overeenkomst',
  parties: 'partijen',
  phases: 'fasen',
  record: 'regel',
  respondWithinWorkingDays: 'antwoord binnen werkdagen',
  reviewEveryMonths: 'evaluatie elke zoveel maanden',
  route: 'route van verwijzing',
  scope: 'bereik',
  sha256: 'SHA-256',
  source: 'bron',
  startWithinWorkingDays: 'start binnen werkdagen',
  summary: 'samenvatting',
  targetGroup: 'doelgroep',
  targets: 'doelen',
  taskLead: 'trekker',
  terms: 'voorwaarden',
  title: 'titel',
  to: 'naar',
  topics: 'onderwerpen',
  url: 'adres',
  what: 'wat',
  years: 'jaren',
};

/** A path in a content, in Dutch; a field that has no word here keeps its own. */
export function contentFieldInDutch(path: string): string {
  const name = path.slice(path.lastIndexOf('.') + 1);
  return FIELDS[name] ?? name;
}

const VALUES: Readonly<Record<string, string>> = {
  ...KINDS,
  ...LEVELS,
  before: 'voor de zwangerschap',
  during: 'tijdens de zwangerschap',
  after: 'na de geboorte',
  explicit: 'uitdrukkelijk',
  open: 'voor onbepaalde tijd',
  unknown: 'onbekend',
  true: 'ja',
  false: 'nee',
};

/** A word that contents use, in Dutch; `undefined`: it is none of these. */
export const valueInDutch = (text: string): string | undefined =>
  Object.hasOwn(VALUES, text) ? VALUES[text] : undefined;
