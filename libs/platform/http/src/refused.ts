import type { FieldCode } from './field-codes.ts';
import { refusalFor } from './http-problems.ts';
import { RequestRefused, unknownField, type FieldError } from './problem.ts';

const ERRORS_MAX = 100;

/** The refusal of a code that HTTP itself knows, to be thrown. */
export const refused = (...refusal: Parameters<typeof refusalFor>): RequestRefused =>
  new RequestRefused(refusalFor(...refusal));

/** The refusal of wrong fields: 400, all of them together (at most 100). */
export const invalidFields = (errors: readonly FieldError[]): RequestRefused =>
  refused('request.invalid-field', { errors: errors.slice(0, ERRORS_MAX) });

export const invalidField = (field: string, code: FieldCode, message: string): RequestRefused =>
  invalidFields([{ field, code, message }]);

/** The refusal of fields that nobody reads. */
export const unknownFields = (fields: readonly string[]): RequestRefused =>
  invalidFields(fields.map(unknownField));

/** Refuses every query parameter, for a route that reads none. */
export function refuseParameters(query: unknown): void {
  const names = Object.keys(Object(query) as object);
  if (names.length > 0) throw unknownFields(names);
}
