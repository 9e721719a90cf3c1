import { ApiProperty } from '@nestjs/swagger';
import {
  type Certainty,
  type End,
  type Hash,
  type IsoDate,
  type Level,
  Levels,
  type PartialDate,
  type Start,
} from '#kernel';
import { ProvenanceAnswer } from '#platform/records';
import { AgreementKinds, type AgreementKind, type Content } from '../agreement.content.ts';
import { AdoptionAnswer } from './adoption.answers.ts';

const CERTAINTIES = ['yes', 'no', 'uncertain'] as const;

/** The earliest and the latest day that a date may stand for. */
export class BoundsAnswer {
  @ApiProperty({ format: 'date' })
  readonly earliest!: IsoDate;
  @ApiProperty({ format: 'date' })
  readonly latest!: IsoDate;
}

/** From and until when something holds, as bounds. */
export class PeriodAnswer {
  @ApiProperty({ type: BoundsAnswer })
  readonly from!: BoundsAnswer;
  @ApiProperty({ type: BoundsAnswer })
  readonly until!: BoundsAnswer;
}

export class AgreementSummary {
  @ApiProperty()
  readonly agreementId!: string;
  @ApiProperty({ enum: AgreementKinds })
  readonly kind!: AgreementKind;
  @ApiProperty({ enum: Levels })
  readonly level!: Level;
  @ApiProperty()
  readonly title!: string;
  @ApiProperty({ type: [String], description: 'Codes, or * for every municipality.' })
  readonly municipalities!: readonly string[];
  @ApiProperty({ type: [String] })
  readonly topics!: readonly string[];
  @ApiProperty({ type: [String], description: 'Who is a party now.' })
  readonly parties!: readonly string[];
  @ApiProperty({ type: String, nullable: true, description: 'The wider agreement that it narrows.' })
  readonly parentAgreementId!: string | null;
  @ApiProperty({ enum: CERTAINTIES, description: 'On the day asked for.' })
  readonly inForce!: Certainty;
  @ApiProperty({ type: PeriodAnswer, nullable: true, description: 'Null: it never took effect.' })
  readonly period!: PeriodAnswer | null;
  @ApiProperty({ type: BoundsAnswer, nullable: true, description: 'When the next review is due.' })
  readonly reviewDue!: BoundsAnswer | null;
  @ApiProperty({ enum: CERTAINTIES, description: 'Whether it was due before the day asked for.' })
  readonly reviewOverdue!: Certainty;
  @ApiProperty({
    type: [String],
    description: 'Parties whose signatures the newest version waited for on the day asked for.',
  })
  readonly awaitingSignatures!: readonly string[];
  @ApiProperty({ type: ProvenanceAnswer })
  readonly provenance!: ProvenanceAnswer;
}

export class AgreementPage {
  @ApiProperty({ type: [AgreementSummary] })
  readonly agreements!: readonly AgreementSummary[];
  @ApiProperty({ type: String, nullable: true, description: 'The cursor of the next page; null: the last.' })
  readonly next!: string | null;
}

export class SignatureAnswer {
  @ApiProperty()
  readonly organisationId!: string;
  @ApiProperty({ type: String, nullable: true })
  readonly capacity!: string | null;
  @ApiProperty({ type: String, nullable: true })
  readonly function!: string | null;
  @ApiProperty({ description: 'As precise as it is known; or unknown.' })
  readonly on!: Start;
  @ApiProperty({ type: String, nullable: true, description: 'What was signed; null: only a source tells.' })
  readonly contentHash!: Hash | null;
  @ApiProperty({ type: String, nullable: true })
  readonly decisionId!: string | null;
  @ApiProperty({
    enum: ['current', 'void', 'perSource'],
    description:
      'void: of content that has been corrected since; perSource: a source tells of it, without content.',
  })
  readonly standing!: 'current' | 'void' | 'perSource';
}

export class EffectAnswer {
  @ApiProperty()
  readonly on!: Start;
  @ApiProperty({ description: 'The last day, open, or unknown.' })
  readonly until!: End;
  @ApiProperty({ description: 'Whether only a source tells it.' })
  readonly perSource!: boolean;
}

export class AgreementVersionAnswer {
  @ApiProperty({ type: 'integer' })
  readonly number!: number;
  @ApiProperty({ type: Object, description: 'What the parties sign.' })
  readonly content!: Content;
  @ApiProperty({
    description: 'SHA-256 over the canonical JSON (RFC 8785) of the content: what a signature names.',
  })
  readonly contentHash!: Hash;
  @ApiProperty({ type: [SignatureAnswer] })
  readonly signatures!: readonly SignatureAnswer[];
  @ApiProperty({ type: [String], description: 'Parties that have to sign this content, and have not.' })
  readonly missingSignatures!: readonly string[];
  @ApiProperty({ type: [String], description: 'Parties that declined to sign it.' })
  readonly declinedBy!: readonly string[];
  @ApiProperty({ type: EffectAnswer, nullable: true, description: 'Null: it has not taken effect.' })
  readonly effect!: EffectAnswer | null;
}

export class AgreementAnswer extends AgreementSummary {
  @ApiProperty({ type: 'integer', description: 'Of the newest version.' })
  readonly version!: number;
  @ApiProperty({ description: 'Of the newest version: what is to be signed.' })
  readonly contentHash!: Hash;
  @ApiProperty({ description: 'Whether it was laid before its parties.' })
  readonly submitted!: boolean;
  @ApiProperty({ type: [AgreementVersionAnswer] })
  readonly versions!: readonly AgreementVersionAnswer[];
  @ApiProperty({ type: [AdoptionAnswer] })
  readonly adoptions!: readonly AdoptionAnswer[];
  @ApiProperty({ type: [Object], description: 'Who left, and when.' })
  readonly withdrawals!: readonly { readonly organisationId: string; readonly on: Start }[];
  @ApiProperty({ type: [Object] })
  readonly reviews!: readonly object[];
  @ApiProperty({ type: String, nullable: true, description: 'As precise as it is known.' })
  readonly reviewDueOn!: PartialDate | null;
  @ApiProperty({ type: Object, nullable: true, description: 'How it ended, and its last day.' })
  readonly ending!: object | null;
  @ApiProperty({ type: [Object], description: 'Publications and withholdings; the last one counts.' })
  readonly publications!: readonly object[];
}
