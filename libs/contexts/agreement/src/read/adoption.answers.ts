import { ApiProperty } from '@nestjs/swagger';
import { periodOf, type Certainty, type IsoDate, type Start } from '#kernel';
import type { KeyOf, RowOf } from '#platform/read-store';
import { ProvenanceAnswer } from '#platform/records';
import { EVERYBODY } from '../agreement.content.ts';
import { type AdoptionTable, type AnswerOfMunicipality } from './adoption.table.ts';

export type AdoptionRow = KeyOf<typeof AdoptionTable> & RowOf<typeof AdoptionTable>;

export const AdoptionStates = [
  'unknown',
  'notYet',
  'notNeeded',
  'adopted',
  'deviating',
  'refused',
  'notApplicable',
] as const;
export type AdoptionState = (typeof AdoptionStates)[number];

export class AdoptionAnswer {
  @ApiProperty({ example: 'GM0114', description: 'A code; * where the agreement covers every municipality.' })
  readonly municipality!: string;
  @ApiProperty({
    enum: AdoptionStates,
    description:
      'On the day asked for. unknown: no source tells; notYet: not decided; notNeeded: an agreement of its own level or below.',
  })
  readonly state!: AdoptionState;
  @ApiProperty({
    enum: ['yes', 'uncertain'],
    description: 'uncertain: the answer may be of a later day, since its date is not precise enough.',
  })
  readonly isCertain!: Exclude<Certainty, 'no'>;
  @ApiProperty({ type: String, nullable: true, description: 'When it answered; null: it did not.' })
  readonly on!: Start | null;
  @ApiProperty({ type: String, nullable: true })
  readonly decisionId!: string | null;
  @ApiProperty({ type: String, nullable: true })
  readonly deviation!: string | null;
  @ApiProperty({ type: String, nullable: true })
  readonly reason!: string | null;
  @ApiProperty({ type: String, nullable: true, description: 'The old municipality whose answer goes on.' })
  readonly inheritedFrom!: string | null;
  @ApiProperty({ type: ProvenanceAnswer, nullable: true, description: 'Null: there is no answer.' })
  readonly provenance!: ProvenanceAnswer | null;
}

const startOf = ({ on }: AnswerOfMunicipality) => periodOf(on, 'open').from;

/**
 * What stands for a municipality on a day, from the rows of one agreement: its own, that of everybody (`*`), and those
 * of municipalities that it took over from.
 */
export function adoptionOn(day: IsoDate, municipality: string, rows: readonly AdoptionRow[]): AdoptionAnswer {
  const own = rows.find((row) => row.municipality === municipality);
  const everybody = rows.find((row) => row.municipality === EVERYBODY);
  const given = (own?.answers ?? [])
    .filter((answer) => startOf(answer).earliest <= day)
    .reduce<AnswerOfMunicipality | null>(
      (last, answer) => (last === null || startOf(answer).earliest >= startOf(last).earliest ? answer : last),
      null,
    );
  if (given === null) {
    const state = own?.silence ?? everybody?.silence ?? 'unknown';
    return { municipality, state, isCertain: 'yes', inheritedFrom: null, provenance: null, ...NO_ANSWER };
  }
  const { answer, on, decisionId, deviation, reason, predecessor, provenance } = given;
  const isCertain = startOf(given).latest <= day ? 'yes' : 'uncertain';
  const told = { municipality, isCertain, on, decisionId, inheritedFrom: predecessor, provenance } as const;
  if (answer !== 'confirmed') return { ...told, state: answer, deviation, reason };
  // Without its own row, so that a chain of confirmations always ends.
  const others = rows.filter((row) => row !== own);
  const inherited = adoptionOn(day, predecessor ?? EVERYBODY, others);
  return { ...inherited, ...told };
}

const NO_ANSWER = { on: null, decisionId: null, deviation: null, reason: null };
