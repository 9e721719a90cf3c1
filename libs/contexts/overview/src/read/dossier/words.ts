import type { AgreementKind, ReviewOutcome } from '#contexts/agreement';
import { IsoDate, type Certainty, type End, type Level, type Start } from '#kernel';
import type { AdoptionState } from '#read/agreement';

/** What organisations and municipalities are called, by id and by code; whoever is not known is called by that. */
export type Names = {
  readonly organisation: (id: string) => string;
  readonly municipality: (code: string) => string;
};

const monthNames = new Intl.DateTimeFormat('nl-NL', { month: 'long', timeZone: 'UTC' });
const monthOf = (date: string): string => monthNames.format(new Date(`${date.slice(0, 7)}-01T00:00:00Z`));

/** `1 februari 2019`, `februari 2019`, `2019`, or `onbekend`. */
export function dateInDutch(date: Start | End): string {
  if (date === 'unknown') return 'onbekend';
  if (date === 'open') return 'onbepaald';
  if (date.length === 4) return date;
  const month = `${monthOf(date)} ${date.slice(0, 4)}`;
  return IsoDate.is(date) ? `${Number(date.slice(8))} ${month}` : month;
}

/** `op 1 februari 2019`, `in februari 2019`, `op een onbekende dag`. */
export function onInDutch(date: Start | undefined): string {
  if (date === undefined || date === 'unknown') return 'op een onbekende dag';
  return `${IsoDate.is(date) ? 'op' : 'in'} ${dateInDutch(date)}`;
}

/** `tot en met 31 december 2025`, `voor onbepaalde tijd`. */
export function untilInDutch(end: End | undefined): string {
  if (end === undefined || end === 'unknown') return 'tot een onbekende dag';
  return end === 'open' ? 'voor onbepaalde tijd' : `tot en met ${dateInDutch(end)}`;
}

/** `A, B en C`. */
export const listInDutch = (words: readonly string[]): string =>
  new Intl.ListFormat('nl-NL', { type: 'conjunction' }).format(words);

const instants = new Intl.DateTimeFormat('nl-NL', {
  dateStyle: 'long',
  timeStyle: 'medium',
  timeZone: 'Europe/Amsterdam',
});
/** An instant, in Dutch time. */
export const instantInDutch = (instant: string): string => instants.format(new Date(instant));

export const KINDS: Readonly<Record<AgreementKind, string>> = {
  letterOfIntent: 'intentieverklaring',
  covenant: 'convenant',
  collaborationContract: 'samenwerkingsovereenkomst',
  chainAgreement: 'ketenafspraak',
  carePathway: 'zorgpad',
  workingProcess: 'werkproces',
  guidance: 'handreiking',
};

export const LEVELS: Readonly<Record<Level, string>> = {
  national: 'landelijk',
  provincial: 'provinciaal',
  regional: 'regionaal',
  coalition: 'coalitie',
  municipal: 'gemeentelijk',
  district: 'wijk of kern',
};

export const REVIEWS: Readonly<Record<ReviewOutcome, string>> = {
  continue: 'zij gaat door',
  amend: 'zij wordt gewijzigd',
  terminate: 'zij wordt beëindigd',
};

export const ADOPTIONS: Readonly<Record<AdoptionState, string>> = {
  unknown: 'onbekend',
  notYet: 'nog niet',
  notNeeded: 'niet nodig',
  adopted: 'vastgesteld',
  deviating: 'vastgesteld met afwijking',
  refused: 'geweigerd',
  notApplicable: 'niet van toepassing',
};

export const CERTAINTIES: Readonly<Record<Certainty, string>> = {
  yes: 'ja',
  no: 'nee',
  uncertain: 'niet zeker',
};
