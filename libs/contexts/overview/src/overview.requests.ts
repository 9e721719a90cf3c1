import { z } from 'zod';
import { IsEnumField, IsField, IsGmCode, IsIdField, QueryParameters } from '#platform/http';
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
