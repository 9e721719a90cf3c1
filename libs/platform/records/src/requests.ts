import type { Json, PartialDate } from '#kernel';
import {
  IsEventId,
  IsIdField,
  IsJsonObject,
  IsName,
  IsPartialDateField,
  IsText,
  IsWholeNumber,
  QueryParameters,
} from '#platform/http';
import { IsPageSize } from './page.ts';

export class RecordParams {
  @IsIdField()
  readonly id!: string;
}

export class HistoryParameters extends QueryParameters {
  @IsPageSize()
  readonly limit?: number;
  @IsWholeNumber(
    { min: 0, max: Number.MAX_SAFE_INTEGER, fromText: true },
    { optional: true, says: 'The `next` of the page before.' },
  )
  readonly cursor?: number;
}

export class CorrectionRequest {
  @IsEventId({ says: 'The event that said something wrong.' })
  readonly corrects!: string;
  @IsJsonObject({ says: 'The fields of the event that change, whole; null takes a field away.' })
  readonly changes!: { readonly [field: string]: Json };
  @IsText()
  readonly reason!: string;
}

export class RetractionRequest {
  @IsEventId({ says: 'The event that never happened, or the correction that was wrong.' })
  readonly retracts!: string;
  @IsText()
  readonly reason!: string;
}

export class ConfirmationRequest {
  @IsEventId({ says: 'The assertion that is confirmed.' })
  readonly confirms!: string;
  @IsIdField({ says: 'The organisation that confirms it.' })
  readonly organisationId!: string;
  @IsName({ optional: true, says: 'The function of the official who confirms it.' })
  readonly function?: string;
  @IsPartialDateField()
  readonly on!: PartialDate;
}
