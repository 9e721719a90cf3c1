import { applyDecorators, type Type as Class } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ValidateNested } from 'class-validator';
import { z } from 'zod';
import {
  EndShape,
  EurShape,
  EventIdShape,
  GmCodeShape,
  HashShape,
  IdShape,
  IsoDateShape,
  NameShape,
  PartialDateShape,
  StartShape,
  TextShape,
  UrlShape,
} from '#kernel';
import { checkedBy, IsField, listed, type FieldOptions, type FieldRule, type Schema } from './field.ts';
import { InstantShape } from './instant.ts';

type Options = FieldOptions;
const text = (more: FieldRule['schema'] = {}): FieldRule['schema'] => ({ type: 'string', ...more });

const asDecorator =
  (rule: FieldRule) =>
  (options: Options = {}): PropertyDecorator =>
    IsField(rule, options);

/** `2022`, `2022-04` or `2022-04-12` (EDTF level 0). */
export const IsPartialDateField = asDecorator({
  code: 'field.not-a-partial-date',
  shape: PartialDateShape,
  must: 'must be a date such as 2022, 2022-04 or 2022-04-12',
  schema: text({ pattern: '^\\d{4}(-\\d{2}(-\\d{2})?)?$', example: '2022-04' }),
});
/** `2022-04-12` (ISO 8601). */
export const IsIsoDateField = asDecorator({
  code: 'field.not-a-date',
  shape: IsoDateShape,
  must: 'must be a date such as 2022-04-12',
  schema: text({ format: 'date', example: '2022-04-12' }),
});
/** A partial date, or `unknown`. */
export const IsStart = asDecorator({
  code: 'field.not-a-start',
  shape: StartShape,
  must: 'must be a date such as 2022, 2022-04 or 2022-04-12, or unknown',
  schema: text({ pattern: '^(\\d{4}(-\\d{2}(-\\d{2})?)?|unknown)$', example: '2022-04' }),
});
/** A partial date (the last day included), `open` or `unknown`. */
export const IsEnd = asDecorator({
  code: 'field.not-an-end',
  shape: EndShape,
  must: 'must be a date such as 2022, 2022-04 or 2022-04-12, or open, or unknown',
  schema: text({ pattern: '^(\\d{4}(-\\d{2}(-\\d{2})?)?|open|unknown)$', example: 'open' }),
});
/** A partial date (the last day included), or `open`. */
export const IsAgreedEnd = asDecorator({
  code: 'field.not-an-agreed-end',
  shape: z.union([PartialDateShape, z.literal('open')]),
  must: 'must be a date such as 2022, 2022-04 or 2022-04-12, or open',
  schema: text({ pattern: '^(\\d{4}(-\\d{2}(-\\d{2})?)?|open)$', example: 'open' }),
});
/** An instant with an offset (RFC 3339), read as UTC to the microsecond. */
export const IsInstant = asDecorator({
  code: 'field.not-an-instant',
  shape: InstantShape,
  must: 'must be an instant with an offset such as 2026-03-01T12:00:00Z',
  schema: text({ format: 'date-time', example: '2026-03-01T12:00:00Z' }),
});
/** A SHA-256, 64 lower-case hexadecimal digits. */
export const IsHashField = asDecorator({
  code: 'field.not-a-hash',
  shape: HashShape,
  must: 'must be a SHA-256: 64 lower-case hexadecimal digits',
  schema: text({ pattern: '^[0-9a-f]{64}$' }),
});
/** The id of a record. */
export const IsIdField = asDecorator({
  code: 'field.not-an-id',
  shape: IdShape,
  must: 'must be an id: lower-case letters, digits and single dashes',
  schema: text({ pattern: '^[a-z0-9]+(-[a-z0-9]+)*$', maxLength: 64 }),
});
/** The id of an event, a UUID (RFC 9562). */
export const IsEventId = asDecorator({
  code: 'field.not-an-event-id',
  shape: EventIdShape,
  must: 'must be a UUID',
  schema: text({ format: 'uuid' }),
});
/** A municipality code, `GM` and four digits. */
export const IsGmCode = asDecorator({
  code: 'field.not-a-municipality-code',
  shape: GmCodeShape,
  must: 'must be GM followed by four digits',
  schema: text({ pattern: '^GM\\d{4}$', example: 'GM0114' }),
});
/** A line of text, 1 to 300 characters. */
export const IsName = asDecorator({
  code: 'field.not-a-name',
  shape: NameShape,
  must: 'must be text',
  schema: text({ minLength: 1, maxLength: 300 }),
});
/** A few paragraphs, 1 to 4000 characters. */
export const IsText = asDecorator({
  code: 'field.not-a-text',
  shape: TextShape,
  must: 'must be text',
  schema: text({ minLength: 1, maxLength: 4000 }),
});
/** A web address, http or https. */
export const IsUrlField = asDecorator({
  code: 'field.not-a-web-address',
  shape: UrlShape,
  must: 'must be a web address',
  schema: text({ format: 'uri', maxLength: 2000 }),
});
/** Euros, not negative, to the cent. */
export const IsEur = asDecorator({
  code: 'field.not-an-amount',
  shape: EurShape,
  must: 'must be an amount in euros, not negative, to the cent',
  schema: { type: 'number', minimum: 0, maximum: 1e12 },
});
/** `true` or `false`. */
export const IsBooleanField = asDecorator({
  code: 'field.not-a-boolean',
  shape: z.boolean(),
  must: 'must be true or false',
  schema: { type: 'boolean' },
});
/** An object of any JSON values: what a correction changes. */
export const IsJsonObject = asDecorator({
  code: 'field.not-an-object',
  shape: z.record(z.string(), z.json()),
  must: 'must be an object',
  schema: { type: 'object', additionalProperties: true },
});

/** A value that is checked and documented by a shape of a context. */
export function IsPart(shape: z.ZodType, options: Options = {}): PropertyDecorator {
  const schema = z.toJSONSchema(shape, { io: 'input', target: 'openapi-3.0' });
  return IsField(
    { code: 'field.wrong-part', shape, schema: JSON.parse(JSON.stringify(schema)) as Schema },
    options,
  );
}

/** One of a few words. */
export const IsEnumField = (values: readonly string[], options: Options = {}): PropertyDecorator =>
  IsField(
    {
      code: 'field.not-one-of',
      shape: z.enum(values),
      must: `must be one of ${values.join(', ')}`,
      schema: text({ enum: [...values] }),
    },
    options,
  );

/** A whole number. In a path or a query, which hold only text, say `fromText`. */
export function IsWholeNumber(
  range: { readonly min: number; readonly max: number; readonly fromText?: boolean },
  options: Options = {},
): PropertyDecorator {
  const number = z.int().min(range.min).max(range.max);
  const read = (value: unknown): unknown =>
    typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : value;
  return IsField(
    {
      code: 'field.not-a-whole-number',
      shape: range.fromText === true ? z.preprocess(read, number) : number,
      must: `must be a whole number from ${range.min} to ${range.max}`,
      schema: { type: 'integer', minimum: range.min, maximum: range.max },
    },
    options,
  );
}

const anObject: FieldRule = {
  code: 'field.not-an-object',
  shape: z.custom<object>(
    (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
    'must be an object',
  ),
  schema: {},
};

/** An object (with `list`: a list of objects) of another request class. */
export function IsObjectOf(of: () => Class, options: Options = {}): PropertyDecorator {
  const rule = listed(anObject, options);
  const { minItems, maxItems } = rule.schema;
  return applyDecorators(
    Type(of),
    ValidateNested(),
    checkedBy(rule, options),
    ApiProperty({
      type: () => of(),
      required: options.optional !== true,
      ...(options.says !== undefined && { description: options.says }),
      ...(minItems !== undefined && maxItems !== undefined && { isArray: true, minItems, maxItems }),
    }),
  );
}
