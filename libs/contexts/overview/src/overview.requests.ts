import { z } from 'zod';
import { FindingRules, type FindingRule } from '#contexts/finding';
import {
  InstantShape,
  IsEnumField,
  IsField,
  IsGmCode,
  IsIdField,
  IsWholeNumber,
  QueryParameters,
} from '#platform/http';
import { IsPageSize, PageParameters } from '#platform/records';
import { AgreementFilters } from '#read/agreement';
import { DecisionFilters } from '#read/decision';

export class MunicipalityParams {
  @IsGmCode()
  readonly code!: string;
}

export class RegionParams {
  @IsIdField()
  readonly id!: string;
}

export const Borders = ['recorded', 'today'] as const;
export type Borders = (typeof Borders)[number];

const IsBorders = (): PropertyDecorator =>
  IsEnumField(Borders, {
    optional: true,
    says: 'recorded (unless told): each fact by the municipality of its time; today: by the one that holds its land today.',
  });

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
