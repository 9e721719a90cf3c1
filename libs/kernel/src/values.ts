import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { z } from 'zod';
import { rejector } from './rejected.ts';

/** The id of a record: lower-case letters, digits and single dashes, at most 64 (a UUID v7, or a name that the source gave). */
export const IdShape = z
  .string()
  .max(64, 'must have at most 64 characters')
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'must consist of lower-case letters, digits and single dashes');
/** At which level of the country something is agreed, owed or run, from wide to narrow. */
export const Levels = ['national', 'provincial', 'regional', 'coalition', 'municipal', 'district'] as const;
export type Level = (typeof Levels)[number];
/** A municipality code of Statistics Netherlands: `GM` and four digits. */
export const GmCodeShape = z.string().regex(/^GM\d{4}$/, 'must be GM followed by four digits');
/** True for nine digits that pass the eleven-test of Dutch citizen and organisation numbers (BSN, RSIN). */
export function passesElevenTest(digits: string): boolean {
  if (!/^\d{9}$/.test(digits) || Number(digits) === 0) return false;
  const sum = [...digits].reduce(
    (so, digit, index) => so + Number(digit) * (index === 8 ? -1 : 9 - index),
    0,
  );
  return sum % 11 === 0;
}

const NINE_DIGITS = /(?<!\d)\d{9}(?!\d)/g;
const EMAIL = /[^\s@]@[^\s@.]+\.[^\s@.]/;
const DATE =
  /(?<!\d)(?:\d{1,2}[-./ ]\d{1,2}[-./ ](?:1[5-9]|20)\d{2}|(?:1[5-9]|20)\d{2}-\d{2}(?:-\d{2})?)(?!\d)/g;
/** A Dutch number (ten digits from 0, or a short 0800 one) or an international one, with the usual separators. */
const PHONE =
  /(?<!\d|\d[.,])(?:0[1-9](?:[-\s./()]{0,2}\d){8}|0[89]00[-\s]?\d{4}|(?:\+|00)[1-9](?:[-\s./()]{0,3}\d){8,13})(?!\d)/;

/** Why a text may not be kept, or `null`: nothing in the register leads to a person. */
function identifies(text: string): string | null {
  if (text.match(NINE_DIGITS)?.some(passesElevenTest)) return 'must not hold a citizen number';
  if (EMAIL.test(text)) return 'must not hold an e-mail address';
  return PHONE.test(text.replace(DATE, '…')) ? 'must not hold a phone number' : null;
}

const textOf = (charactersMax: number) =>
  z
    .string()
    .trim()
    .min(1, 'must not be empty')
    .max(charactersMax, `must have at most ${charactersMax} characters`)
    .superRefine((text, context) => {
      const message = identifies(text);
      if (message !== null) context.addIssue({ code: 'custom', message });
    });
/** A line of text, without citizen numbers, e-mail addresses and phone numbers. */
export const NameShape = textOf(300);
/** A few paragraphs of text, without citizen numbers, e-mail addresses and phone numbers. */
export const TextShape = textOf(4000);
/** The id of an event: a UUID (RFC 9562). */
export const EventIdShape = z.guid('must be a UUID');
/** A whole or broken amount of money in euros, not negative, to the cent. */
export const EurShape = z.number().nonnegative().multipleOf(0.01).max(1e12);
/** A web address, http or https. */
export const UrlShape = z.url({ protocol: /^https?$/, error: 'must be a web address' }).max(2000);

/** A SHA-256 as 64 lower-case hexadecimal digits. */
export type Hash = string & z.$brand<'Hash'>;
const HASH = /^[0-9a-f]{64}$/;
export const HashShape = z
  .string()
  .regex(HASH, 'must be a SHA-256: 64 lower-case hexadecimal digits')
  .brand<'Hash'>();
const isHash = (value: unknown): value is Hash => typeof value === 'string' && HASH.test(value);

export const hashRejections = {
  'kernel.not-a-hash': {
    kind: 'invalid',
    says: 'Must be a SHA-256: 64 lower-case hexadecimal digits.',
  },
} as const;
const reject = rejector(hashRejections);

export const Hash = {
  /** The hash, or {@link Rejected} (`invalid`) naming `field`. */
  parse: (text: unknown, field: string | null = null): Hash =>
    isHash(text) ? text : reject('kernel.not-a-hash', field),
  /** SHA-256 over the canonical JSON (RFC 8785) of `content`. */
  of: (content: object): Hash => {
    const text = canonicalize(content);
    if (text === undefined) throw new TypeError('content is not JSON');
    return Hash.parse(createHash('sha256').update(text, 'utf8').digest('hex'));
  },
};
