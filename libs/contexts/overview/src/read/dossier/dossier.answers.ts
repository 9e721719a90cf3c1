import { ApiProperty } from '@nestjs/swagger';
import type { IsoDate, Json } from '#kernel';
import { ANY_JSON, HistoryEntry } from '#platform/records';
import { AgreementAnswer } from '#read/agreement';
import { DecisionAnswer } from '#read/decision';
import { ReferralFiguresAnswer } from '#read/figures';

export class DossierEntryAnswer extends HistoryEntry {
  @ApiProperty({ description: 'What it said when it was recorded, in Dutch.' })
  readonly sentence!: string;
  @ApiProperty({
    type: String,
    nullable: true,
    description:
      'What it says now, in Dutch, where that is something else; null: it is not, or it was retracted.',
  })
  readonly sentenceNow!: string | null;
}

export class ContentChangeAnswer {
  @ApiProperty({ example: 'terms.summary', description: 'A path in the content.' })
  readonly field!: string;
  @ApiProperty({ ...ANY_JSON, description: 'Null: the version before says nothing there.' })
  readonly before!: Json;
  @ApiProperty({ ...ANY_JSON, description: 'Null: this version says nothing there.' })
  readonly after!: Json;
}

export class VersionChangesAnswer {
  @ApiProperty({ type: 'integer' })
  readonly number!: number;
  @ApiProperty({ type: [ContentChangeAnswer], description: 'Beside the version before.' })
  readonly changes!: readonly ContentChangeAnswer[];
}

export class DossierDecisionAnswer {
  @ApiProperty()
  readonly decisionId!: string;
  @ApiProperty({ type: DecisionAnswer, nullable: true, description: 'Null: the register does not have it.' })
  readonly decision!: DecisionAnswer | null;
}

export class DossierFiguresAnswer {
  @ApiProperty({ example: '2026-Q1' })
  readonly period!: string;
  @ApiProperty({ format: 'date' })
  readonly countedOn!: IsoDate;
  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: 'Sent under this agreement; null: hidden, or none.',
  })
  readonly sent!: number | null;
  @ApiProperty({ example: 'GM0114', description: 'A municipality that it covers.' })
  readonly municipality!: string;
  @ApiProperty({ type: ReferralFiguresAnswer, description: 'Of all referrals in that municipality.' })
  readonly figures!: ReferralFiguresAnswer;
}

export class UnconfirmedAnswer {
  @ApiProperty({ type: 'integer', description: 'Of the event, in the journal.' })
  readonly number!: number;
  @ApiProperty({ type: Object, description: 'The source that asserts it, and nobody has confirmed.' })
  readonly source!: object;
  @ApiProperty()
  readonly sentence!: string;
}

export class NameAnswer {
  @ApiProperty({ description: 'The id of an organisation, or the code of a municipality.' })
  readonly id!: string;
  @ApiProperty()
  readonly name!: string;
}

export class DossierProofAnswer {
  @ApiProperty({ type: 'integer' })
  readonly number!: number;
  @ApiProperty({ description: 'The leaf hash of the event, in base64.' })
  readonly leaf!: string;
  @ApiProperty({
    type: [String],
    description: 'The hashes that lead to the root, from the leaf up (RFC 9162, 2.1.3).',
  })
  readonly path!: readonly string[];
}

export class DossierLedgerAnswer {
  @ApiProperty({ type: 'integer', description: 'How many events were signed.' })
  readonly size!: number;
  @ApiProperty({ description: 'SHA-256, in base64.' })
  readonly root!: string;
  @ApiProperty({ description: 'The signed note (C2SP tlog-checkpoint).' })
  readonly note!: string;
  @ApiProperty({ description: 'The key that verifies it: name+hash+key.' })
  readonly verifier!: string;
  @ApiProperty({
    type: [DossierProofAnswer],
    description: 'Of each event of the history that was signed by then.',
  })
  readonly proofs!: readonly DossierProofAnswer[];
}

/** Everything about an agreement. */
export class DossierAnswer {
  @ApiProperty({ type: AgreementAnswer })
  readonly agreement!: AgreementAnswer;
  @ApiProperty({ type: [NameAnswer], description: 'What organisations and municipalities in it are called.' })
  readonly names!: readonly NameAnswer[];
  @ApiProperty({ type: [VersionChangesAnswer], description: 'From the second version on.' })
  readonly versionChanges!: readonly VersionChangesAnswer[];
  @ApiProperty({ type: [DossierDecisionAnswer] })
  readonly decisions!: readonly DossierDecisionAnswer[];
  @ApiProperty({
    type: [DossierFiguresAnswer],
    description: 'Those that were released, beside the terms of the agreement.',
  })
  readonly figures!: readonly DossierFiguresAnswer[];
  @ApiProperty({ type: [DossierEntryAnswer] })
  readonly history!: readonly DossierEntryAnswer[];
  @ApiProperty({ type: [UnconfirmedAnswer] })
  readonly unconfirmed!: readonly UnconfirmedAnswer[];
  @ApiProperty({ type: DossierLedgerAnswer, nullable: true, description: 'Null: nothing was signed yet.' })
  readonly ledger!: DossierLedgerAnswer | null;
}
