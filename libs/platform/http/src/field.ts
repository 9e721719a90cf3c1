import { applyDecorators } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions, type OpenAPIObject } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { ValidateBy, ValidateIf } from 'class-validator';
import type { z } from 'zod';
import { z as shapes } from 'zod';
import type { FieldCode } from './field-codes.ts';
import { unknownField, type FieldError } from './problem.ts';

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;
/** An OpenAPI schema that stands where it is used. */
export type Schema = Exclude<Schemas[string], { $ref: string }>;

/** How a request may hold a field. */
export type FieldOptions = {
  /** The field may be left out; `null` is refused all the same. */
  readonly optional?: boolean;
  /** The field is a list of such values: `true` (1 to 500), or bounds. */
  readonly list?: boolean | { readonly min?: number; readonly max?: number };
  /** One sentence for the OpenAPI document. */
  readonly says?: string;
  readonly example?: unknown;
};

/** One kind of value: its shape, the stable code of its errors, and its OpenAPI schema. */
export type FieldRule = {
  readonly code: FieldCode;
  readonly shape: z.ZodType;
  readonly schema: Schema;
  /** What to say where the shape has no sentence of its own. */
  readonly must?: string;
};

export const LIST_MAX = 500;
/** The name under which class-validator keeps a rule, and finds it again when it fails. */
export const RULE = 'rule';

const bounds = (list: FieldOptions['list']): { min: number; max: number } => ({
  min: 1,
  max: LIST_MAX,
  ...(typeof list === 'object' && list),
});

/** The rule for a list of such values, where the options say so. */
export function listed(rule: FieldRule, options: FieldOptions): FieldRule {
  if (options.list === undefined || options.list === false) return rule;
  const { min, max } = bounds(options.list);
  return {
    ...rule,
    shape: shapes
      .array(rule.shape)
      .min(min, `must have at least ${min}`)
      .max(max, `must have at most ${max}`),
    schema: { type: 'array', items: rule.schema, minItems: min, maxItems: max },
  };
}

const documented = (
  { schema }: FieldRule,
  { optional = false, says, example }: FieldOptions,
): PropertyDecorator =>
  ApiProperty({
    ...schema,
    ...(says !== undefined && { description: says }),
    ...(example !== undefined && { example }),
    required: !optional,
  } as ApiPropertyOptions);

/** Checks a property by a rule; class-validator carries the rule, so that every issue can be told by its own field. */
export function checkedBy(rule: FieldRule, { optional = false }: FieldOptions): PropertyDecorator {
  const check = ValidateBy(
    {
      name: RULE,
      // class-validator gives the rule back only where there is a message; the real ones come from the shape.
      validator: {
        validate: (value) => rule.shape.safeParse(value).success,
        defaultMessage: () => rule.code,
      },
    },
    { context: rule },
  );
  return optional
    ? applyDecorators(
        ValidateIf((_, value) => value !== undefined),
        check,
      )
    : check;
}

/**
 * A property of a request class, in one decorator: checked by a shape of the kernel (or of a context), read as that
 * shape reads it (text trimmed, instants in UTC), and documented. Only classes with such properties take a request.
 */
export function IsField(rule: FieldRule, options: FieldOptions = {}): PropertyDecorator {
  const whole = listed(rule, options);
  return applyDecorators(
    // From the source object, since class-transformer would already have rebuilt lists and objects.
    Transform(({ obj, key }: { obj: Record<string, unknown>; key: string }) => {
      const result = whole.shape.safeParse(obj[key]);
      return result.success ? result.data : obj[key];
    }),
    checkedBy(whole, options),
    documented(whole, options),
  );
}

/** Every issue that a rule has with a value, each told of the very part that is wrong. */
export function errorsOf(rule: FieldRule, value: unknown, field: string): FieldError[] {
  const result = rule.shape.safeParse(value);
  if (result.success) return [];
  return result.error.issues.flatMap((issue): FieldError[] => {
    const at = [field, ...issue.path.map(String)].join('.');
    if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownField(`${at}.${key}`));
    if (partOf(value, issue.path) === undefined) {
      return [{ field: at, code: 'field.required', message: 'is required' }];
    }
    const ours =
      issue.code === 'custom' || issue.code === 'invalid_format' || !issue.message.startsWith('Invalid ');
    return [{ field: at, code: rule.code, message: ours ? issue.message : (rule.must ?? issue.message) }];
  });
}

const partOf = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (part, key) =>
      typeof part === 'object' && part !== null ? (part as { [key: PropertyKey]: unknown })[key] : undefined,
    value,
  );
