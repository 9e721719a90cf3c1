import { z } from 'zod';
import type { Certainty } from '#kernel';
import { IsEnumField, IsField, IsGmCode, IsIdField, QueryParameters } from '#platform/http';
import { IsPageSize } from '#platform/records';

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

export class OverviewParameters extends QueryParameters {
  @IsEnumField(Borders, {
    optional: true,
    says: 'recorded (unless told): each fact by the municipality of its time; today: by the one that holds its land today.',
  })
  readonly borders?: Borders;
}

export class MunicipalityAgreementsParameters extends OverviewParameters {
  @IsEnumField(['yes', 'no', 'uncertain'], {
    optional: true,
    says: 'Whether it is in force on the day asked for.',
  })
  readonly inForce?: Certainty;
  @IsPageSize()
  readonly limit?: number;
  @IsIdField({ optional: true, says: 'The `next` of the page before.' })
  readonly cursor?: string;
}

export class MunicipalityDecisionsParameters extends OverviewParameters {
  @IsPageSize()
  readonly limit?: number;
  @IsIdField({ optional: true, says: 'The `next` of the page before.' })
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
