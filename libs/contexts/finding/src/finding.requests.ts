import type { IsoDate, PartialDate } from '#kernel';
import { IsEnumField, IsIsoDateField, IsName, IsPart, IsPartialDateField, IsText } from '#platform/http';
import { AboutShape, FindingRules, type FindingRule } from './finding.content.ts';

export class AcknowledgeFindingRequest {
  @IsEnumField(FindingRules, { says: 'What the finding says, here and in the three fields below.' })
  readonly rule!: FindingRule;
  @IsPart(AboutShape, { says: 'The record that it is about.' })
  readonly about!: string;
  @IsName({ optional: true })
  readonly part?: string;
  @IsIsoDateField({ optional: true, says: 'Since when.' })
  readonly since?: IsoDate;
  @IsText({ says: 'Why it stands as it is.' })
  readonly reason!: string;
  @IsPartialDateField()
  readonly on!: PartialDate;
}
