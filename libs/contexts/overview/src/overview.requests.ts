import { z } from 'zod';
import { IsoDateShape, type IsoDate } from '#kernel';
import { FindingRules, type FindingRule } from '#contexts/finding';
import {
  InstantShape,
  IsEnumField,
  IsField,
  IsGmCode,
  IsIdField,
  IsInstant,
  IsName,
  IsWholeNumber,
  QueryParameters,
  type Instant,
} from '#platform/http';
import { IsPageSize, PageParameters } from '#platform/records';
import { AgreementFilters } from '#read/agreement';
import { DecisionFilters } from '#read/decision';
import { TRAIL_TYPES } from './read/trail/kinds.ts';

export class MunicipalityParams {
  @IsGmCode()
  readonly code!: string;
}

export class RegionParams {
  @IsIdField()
  readonly id!: string;
}

/** Of the time of each fact, of today, or of a day. */
export type Borders = 'recorded' | 'today' | IsoDate;

const IsBorders = (): PropertyDecorator =>
  IsField(
    {
      code: 'field.not-one-of',
      shape: z.enum(['recorded', 'today']).or(IsoDateShape),
      schema: { type: 'string', maxLength: 10, example: 'today' },
      must: 'must be recorded, today, or a day such as 2017-12-31',
    },
    {
      optional: true,
      says: 'recorded (unless told): each fact by the municipality of its time; today, or a day: by the one that holds its land then. A border correction moves no fact: its part keeps the code of its time.',
    },
  );

export class OverviewParameters extends QueryParameters {
  @IsBorders()
  readonly borders?: Borders;
}

/** A page of records; the cursor is the id of the last one of the page before. */
export class PlacePageParameters extends PageParameters {
  @IsBorders()
  readonly borders?: Borders;
}

export class PlaceAgreementsParameters extends AgreementFilters {
  @IsBorders()
  readonly borders?: Borders;
}

export class PlaceDecisionsParameters extends DecisionFilters {
  @IsBorders()
  readonly borders?: Borders;
}

/** A number of the journal, or an instant. */
const SinceShape = z
  .string()
  .regex(/^\d{1,15}$/)
  .or(InstantShape);

export class ChangesParameters extends OverviewParameters {
  @IsField(
    {
      code: 'field.not-a-moment',
      shape: SinceShape,
      schema: { type: 'string', maxLength: 40, example: '2026-03-01T12:00:00Z' },
      must: 'must be a number of the journal, or an instant with an offset such as 2026-03-01T12:00:00Z',
    },
    {
      says: 'After which moment: an instant, or a number of the journal such as the Register-Number of an answer.',
    },
  )
  readonly since!: string;
  @IsPageSize()
  readonly limit?: number;
  @IsWholeNumber(
    { min: 0, max: Number.MAX_SAFE_INTEGER, fromText: true },
    { optional: true, says: 'The `next` of the page before.' },
  )
  readonly cursor?: number;
}

export class FindingParameters extends OverviewParameters {
  @IsGmCode({ optional: true, says: 'Only this municipality.' })
  readonly municipality?: string;
  @IsIdField({ optional: true, says: 'Only the members of this region.' })
  readonly region?: string;
  @IsEnumField(FindingRules, { optional: true, says: 'Only what this rule finds.' })
  readonly rule?: FindingRule;
  @IsEnumField(['yes', 'no'], { optional: true, says: 'Whether somebody has acknowledged it.' })
  readonly acknowledged?: 'yes' | 'no';
  @IsWholeNumber(
    { min: 0, max: 600, fromText: true },
    { optional: true, says: 'In how many months a municipality is to answer to an agreement; default 12.' },
  )
  readonly adoptedWithin?: number;
  @IsWholeNumber(
    { min: 0, max: 600, fromText: true },
    { optional: true, says: 'How many months a decision may wait for consents; default 6.' },
  )
  readonly conditionalFor?: number;
  @IsPageSize()
  readonly limit?: number;
  @IsField(
    {
      code: 'field.not-a-cursor',
      shape: z.string().regex(/^[\w-]{1,1000}$/, 'must be the `next` of the page before'),
      schema: { type: 'string', maxLength: 1000 },
    },
    { optional: true, says: 'The `next` of the page before.' },
  )
  readonly cursor?: string;
}

export class TimelineParameters extends OverviewParameters {
  @IsPageSize()
  readonly limit?: number;
  @IsField(
    {
      code: 'field.not-a-cursor',
      shape: z
        .string()
        .regex(/^\d{4}-\d{2}-\d{2}\.\d{1,15}\.\d{1,4}$/, 'must be the `next` of the page before'),
      schema: { type: 'string' },
    },
    { optional: true, says: 'The `next` of the page before.' },
  )
  readonly cursor?: string;
}

export class TrailParameters extends QueryParameters {
  @IsField(
    {
      code: 'field.not-a-record',
      shape: z
        .string()
        .regex(/^[a-z]+-[a-z0-9]+(-[a-z0-9]+)*$/)
        .max(100),
      schema: { type: 'string', maxLength: 100, example: 'agreement-emmen-goede-start' },
      must: 'must be the kind and the id of a record, such as agreement-emmen-goede-start',
    },
    { optional: true, says: 'Only this record: its kind and its id.' },
  )
  readonly record?: string;
  @IsName({
    optional: true,
    says: 'Only what was recorded by this actor: the reference that stands for whoever it was.',
  })
  readonly actor?: string;
  @IsIdField({ optional: true, says: 'Only what was recorded by somebody of this organisation.' })
  readonly organisation?: string;
  @IsGmCode({
    optional: true,
    says: 'Only what is about this municipality: its records, and what shared ones tell of it.',
  })
  readonly municipality?: string;
  @IsEnumField(TRAIL_TYPES, {
    optional: true,
    says: 'Only events of this type, in whatever shape they were written.',
  })
  readonly type?: string;
  @IsInstant({ optional: true, says: 'Only what was recorded at this instant or later.' })
  readonly from?: Instant;
  @IsInstant({ optional: true, says: 'Only what was recorded by this instant.' })
  readonly until?: Instant;
  @IsPageSize()
  readonly limit?: number;
  @IsWholeNumber(
    { min: 1, max: Number.MAX_SAFE_INTEGER, fromText: true },
    { optional: true, says: 'The `next` of the page before.' },
  )
  readonly cursor?: number;
}
