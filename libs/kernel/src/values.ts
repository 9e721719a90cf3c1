import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { z } from 'zod';
import { Rejected } from './rejected.ts';

/** The id of a record: lower-case letters, digits and single dashes, at most 64 (a UUID v7, or a name that the source gave). */
export const IdShape = z
  .string()
  .max(64, 'must have at most 64 characters')
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'must consist of lower-case letters, digits and single dashes');
/** A municipality code of Statistics Netherlands: `GM` and four digits. */
export const GmCodeShape = z.string().regex(/^GM\d{4}$/, 'must be GM followed by four digits');
/** A line of text. */
export const NameShape = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(300, 'must have at most 300 characters');
/** A few paragraphs of text. */
export const TextShape = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(4000, 'must have at most 4000 characters');
/** The id of an event: a UUID (RFC 9562). */
export const EventIdShape = z.guid('must be a UUID');
/** A whole or broken amount of money in euros, not negative, to the cent. */
export const EurShape = z.number().nonnegative().multipleOf(0.01).max(1e12);
/** A web address, http or https. */
export const UrlShape = z.url({ protocol: /^https?$/, error: 'must be a web address' }).max(2000);

/** A SHA-256 as 64 lower-case hexadecimal digits. */
export type Hash = string & z.$brand<'Hash'>;
export const HashShape = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'must be a SHA-256: 64 lower-case hexadecimal digits')
  .brand<'Hash'>();

export const Hash = {
  /** The hash, or {@link Rejected} (`invalid`) naming `field`. */
  parse: (text: unknown, field: string | null = null): Hash => {
    const result = HashShape.safeParse(text);
    if (result.success) return result.data;
    throw new Rejected(
      'kernel.not-a-hash',
      'invalid',
      result.error.issues[0]?.message ?? 'not a hash',
      field,
    );
  },
  /** SHA-256 over the canonical JSON (RFC 8785) of `content`. */
  of: (content: object): Hash => {
    const text = canonicalize(content);
    if (text === undefined) throw new TypeError('content is not JSON');
    return HashShape.parse(createHash('sha256').update(text, 'utf8').digest('hex'));
  },
};
