import type { PartialDate } from '#kernel';
import {
  IsEnumField,
  IsGmCode,
  IsIdField,
  IsName,
  IsPartialDateField,
  QueryParameters,
} from '#platform/http';
import { IsPageSize } from '#platform/records';
import {
  Provinces,
  ReorganisationKinds,
  type Province,
  type ReorganisationKind,
} from './municipality.events.ts';

export class MunicipalityParams {
  @IsGmCode()
  readonly code!: string;
}

export class RegionParams {
  @IsIdField()
  readonly id!: string;
}

export class MunicipalityListParameters extends QueryParameters {
  @IsPageSize()
  readonly limit?: number;
  @IsGmCode({ optional: true, says: 'The `next` of the page before.' })
  readonly cursor?: string;
}

export class RegisterMunicipalityRequest {
  @IsGmCode()
  readonly code!: string;
  @IsName()
  readonly name!: string;
  @IsEnumField(Provinces)
  readonly province!: Province;
  @IsPartialDateField({ says: 'The first day of the code.' })
  readonly from!: PartialDate;
}

export class RenameMunicipalityRequest {
  @IsName()
  readonly name!: string;
  @IsPartialDateField()
  readonly on!: PartialDate;
}

export class ReorganiseMunicipalitiesRequest {
  @IsEnumField(ReorganisationKinds)
  readonly kind!: ReorganisationKind;
  @IsGmCode({ list: { min: 1, max: 50 } })
  readonly from!: readonly string[];
  @IsGmCode()
  readonly into!: string;
  @IsPartialDateField({ says: 'The first day of the new situation.' })
  readonly effectiveOn!: PartialDate;
  @IsName({ optional: true })
  readonly note?: string;
}

export class EstablishRegionRequest {
  @IsIdField()
  readonly regionId!: string;
  @IsName()
  readonly name!: string;
  @IsPartialDateField()
  readonly from!: PartialDate;
}

export class JoinRegionRequest {
  @IsGmCode()
  readonly code!: string;
  @IsPartialDateField({ says: 'The first day of the membership.' })
  readonly from!: PartialDate;
}

export class LeaveRegionRequest {
  @IsGmCode()
  readonly code!: string;
  @IsPartialDateField({ says: 'The last day of the membership.' })
  readonly until!: PartialDate;
}
