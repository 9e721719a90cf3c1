import type { FieldError } from './problem.ts';
import { invalidFields, refused } from './refused.ts';

const DEPTH_MAX = 32;
// The keys with which a copied object changes what another object is, or cannot be compared with a number or a text.
const POISONOUS: readonly string[] = ['__proto__', 'constructor', 'prototype', 'toString', 'valueOf'];
const UNREADABLE = /\u0000|[\uD800-\uDFFF]/u;

const inWords = 'must not hold NUL characters or lone surrogates';

/**
 * What the stores could not hold, or would hold as something else: NUL characters and lone surrogates (in keys too),
 * poisonous keys, numbers beyond what a double holds exactly.
 */
function unreadable(value: unknown, at: string, depth: number): FieldError[] {
  if (typeof value === 'string') {
    return UNREADABLE.test(value) ? [{ field: at, code: 'request.unreadable-text', message: inWords }] : [];
  }
  if (typeof value === 'number') {
    const exact = Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value));
    return exact ? [] : [{ field: at, code: 'request.inexact-number', message: 'is too large to be exact' }];
  }
  if (typeof value !== 'object' || value === null) return [];
  if (depth === DEPTH_MAX) throw refused('request.too-deep');
  return Object.entries(value).flatMap(([key, inner]) => {
    const field = at === '' ? key : `${at}.${key}`;
    const ofKey: FieldError[] = POISONOUS.includes(key)
      ? [{ field, code: 'request.forbidden-key', message: 'is a name that no field can have' }]
      : UNREADABLE.test(key)
        ? [{ field, code: 'request.unreadable-text', message: inWords }]
        : [];
    return [...ofKey, ...unreadable(inner, field, depth + 1)];
  });
}

/** Refuses (400, all at once) a value with parts that are {@link unreadable}. */
export function refuseUnreadable(value: unknown): void {
  const errors = unreadable(value, '', 0);
  if (errors.length > 0) throw invalidFields(errors);
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** A request body: one JSON object in UTF-8, or nothing. Throws {@link RequestRefused} (400). */
export function readJsonBody(bytes: Buffer): unknown {
  if (bytes.length === 0) return undefined;
  let body: unknown;
  try {
    body = JSON.parse(utf8.decode(bytes));
  } catch {
    throw refused('request.broken-json');
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw refused('request.not-an-object');
  }
  refuseUnreadable(body);
  return body;
}
