import { applyDecorators, type Type as Class } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, ApiProperty, getSchemaPath } from '@nestjs/swagger';
import { z } from 'zod';
import type { IsoDate } from '#kernel';
import { IsField } from './field.ts';
import { IsInstant, IsIsoDateField } from './fields.ts';
import { instantOf, type Instant } from './instant.ts';
import { invalidField } from './refused.ts';

/** Clocks of two machines may differ by this much before an instant counts as one of the future. */
const CLOCK_SKEW_MS = 1000;

/** What every question takes. Extend it with the question's own parameters. */
export class QueryParameters {
  @IsInstant({
    optional: true,
    says: 'The register as it knew things at this instant (recorded time); not in the future. Default: now.',
  })
  readonly asOf?: Instant;

  @IsIsoDateField({
    optional: true,
    says: 'What held on this day (valid time). Default: today in Europe/Amsterdam.',
  })
  readonly validOn?: IsoDate;

  @IsField(
    {
      code: 'field.not-a-position',
      shape: z.string().regex(/^[\w.-]{1,64}$/, 'must be a position that a command answered with'),
      schema: { type: 'string', maxLength: 64 },
    },
    { optional: true, says: 'A position that a command answered with: waits (bounded) until it is visible.' },
  )
  readonly after?: string;
}

/** An instant of the future is refused: what the register will know cannot be told yet. */
export function refuseFuture({ asOf }: QueryParameters, now: Date): void {
  if (asOf === undefined || asOf <= instantOf(new Date(now.getTime() + CLOCK_SKEW_MS))) return;
  throw invalidField('asOf', 'request.as-of-in-future', 'must not lie in the future');
}

/** At which place of the record an answer was given, and for which moments. */
export class AnswerMeta {
  @ApiProperty({ type: 'integer', description: 'The number in the journal at which the answer was given.' })
  readonly number: number;
  @ApiProperty({
    type: 'string',
    format: 'date-time',
    nullable: true,
    description: 'The instant that was asked for, in UTC; null: now.',
  })
  readonly asOf: string | null;
  @ApiProperty({
    type: 'string',
    format: 'date',
    nullable: true,
    description: 'The day that was asked for, or today; null where the question knows no day.',
  })
  readonly validOn: string | null;

  @ApiProperty({
    type: 'integer',
    required: false,
    description:
      'Events up to that number that are set aside, since a read model that was asked could not take them: the answer ' +
      'lacks what they say. Absent where there are none.',
  })
  readonly setAside?: number;

  constructor(meta: {
    readonly number: number;
    readonly asOf: string | null;
    readonly validOn: string | null;
    readonly setAside?: number;
  }) {
    this.number = meta.number;
    this.asOf = meta.asOf;
    this.validOn = meta.validOn;
    if (meta.setAside !== undefined && meta.setAside > 0) this.setAside = meta.setAside;
  }
}

/** The envelope of every answer to a query. The number is in the header `Register-Number` too. */
export class QueryAnswer<T> {
  readonly meta: AnswerMeta;
  readonly data: T;
  readonly #revision: number | null;

  constructor(meta: ConstructorParameters<typeof AnswerMeta>[0], data: T, revision: number | null = null) {
    this.meta = new AnswerMeta(meta);
    this.data = data;
    this.#revision = revision;
  }

  /** Of the one record that was asked for, at that number: its `ETag`. `null`: the answer is of no single record. */
  get revision(): number | null {
    return this.#revision;
  }
}

const ENTITY_TAG = {
  ETag: {
    description: 'The revision of the record, for If-Match.',
    schema: { type: 'string', example: '"3"' },
  },
} as const;

/**
 * Documents a route that answers with a {@link QueryAnswer} of a class, or (`[Class]`) of a list of it. `isRecord`: it is
 * one record, and has an entity tag.
 */
export function AnswersWith(
  of: Class | readonly [Class],
  { isRecord = false }: { readonly isRecord?: boolean } = {},
): MethodDecorator {
  const item = typeof of === 'function' ? of : of[0];
  const one = { $ref: getSchemaPath(item) };
  return applyDecorators(
    ApiExtraModels(AnswerMeta, item),
    ApiOkResponse({
      headers: {
        'Register-Number': {
          description: 'The number in the journal at which the answer was given.',
          schema: { type: 'integer' },
        },
        ...(isRecord && ENTITY_TAG),
      },
      schema: {
        type: 'object',
        required: ['meta', 'data'],
        properties: {
          meta: { $ref: getSchemaPath(AnswerMeta) },
          data: item === of ? one : { type: 'array', items: one },
        },
      },
    }),
  );
}
