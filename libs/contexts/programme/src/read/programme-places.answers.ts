import { ApiProperty } from '@nestjs/swagger';
import { inForceOn, periodOf, type IsoDate, type Start } from '#kernel';
import type { KeyOf, RowOf } from '#platform/read-store';
import { ProvenanceAnswer } from '#platform/records';
import type { Duty } from './programme-register.table.ts';
import type { ObligationOutcomeTable, SupportStep, SupportTable } from './programme-places.table.ts';

export type ObligationOutcomeRow = KeyOf<typeof ObligationOutcomeTable> &
  RowOf<typeof ObligationOutcomeTable>;
export type SupportRow = KeyOf<typeof SupportTable> & RowOf<typeof SupportTable>;

export const ObligationStates = ['met', 'metLate', 'missed', 'overdue', 'open', 'undated'] as const;
export type ObligationState = (typeof ObligationStates)[number];

export class ObligationOutcomeAnswer {
  @ApiProperty({ description: 'A municipality code, the id of an organisation, or *: nobody is named.' })
  readonly holder!: string;
  @ApiProperty()
  readonly obligationId!: string;
  @ApiProperty({
    enum: ObligationStates,
    description:
      'On the day asked for. overdue: it fell due, and nobody told what became of it; undated: it never falls due.',
  })
  readonly state!: ObligationState;
  @ApiProperty({ type: String, nullable: true, description: 'When it was met or missed; null: neither.' })
  readonly on!: Start | null;
  @ApiProperty({ type: String, nullable: true, description: 'Why it was missed.' })
  readonly reason!: string | null;
  @ApiProperty({ type: ProvenanceAnswer, nullable: true, description: 'Null: nothing became of it.' })
  readonly provenance!: ProvenanceAnswer | null;
}

const hasCome = (on: Start, day: IsoDate): boolean => periodOf(on, 'open').from.earliest <= day;

/** What had become of an obligation by a day, for one whom it binds. A partial date falls due at the end of its period. */
export function obligationOn(
  day: IsoDate,
  holder: string,
  { obligationId, dueOn }: Pick<Duty, 'obligationId' | 'dueOn'>,
  row: ObligationOutcomeRow | undefined,
): ObligationOutcomeAnswer {
  const due = dueOn === 'open' || dueOn === 'unknown' ? null : periodOf(dueOn, 'open').from.latest;
  const met = row?.met ?? null;
  const missed = row?.missed ?? null;
  const told = { holder, obligationId };
  if (met !== null && hasCome(met.said.on, day)) {
    const { on } = met.said;
    const isLate =
      (due !== null && periodOf(on, 'open').from.earliest > due) ||
      (missed !== null && hasCome(missed.said.on, day));
    return { ...told, state: isLate ? 'metLate' : 'met', on, reason: null, provenance: met.provenance };
  }
  if (missed !== null && hasCome(missed.said.on, day)) {
    const { on, reason = null } = missed.said;
    return { ...told, state: 'missed', on, reason, provenance: missed.provenance };
  }
  const state = due === null ? 'undated' : due < day ? 'overdue' : 'open';
  return { ...told, state, on: null, reason: null, provenance: null };
}

export class SupportStepAnswer {
  @ApiProperty({ example: 'programme.GoalSet' })
  readonly type!: string;
  @ApiProperty({ description: 'As precise as it is known; or unknown.' })
  readonly on!: Start;
  @ApiProperty({ type: String, nullable: true, description: 'What was found.' })
  readonly findings!: string | null;
  @ApiProperty({ type: String, nullable: true, description: 'What was to be reached.' })
  readonly goal!: string | null;
}

export class SupportAnswer {
  @ApiProperty()
  readonly municipality!: string;
  @ApiProperty({ type: String, nullable: true, description: 'Null: nobody told.' })
  readonly enrolledOn!: Start | null;
  @ApiProperty({ type: Object, nullable: true })
  readonly adviser!: object | null;
  @ApiProperty({ type: [SupportStepAnswer], description: 'What had happened by the day asked for.' })
  readonly steps!: readonly SupportStepAnswer[];
  @ApiProperty({ description: 'Whether it had been closed by then.' })
  readonly isClosed!: boolean;
  @ApiProperty({ type: ProvenanceAnswer })
  readonly provenance!: ProvenanceAnswer;
}

/** The trajectories of a municipality that had begun by a day. */
export function supportOn(
  day: IsoDate,
  { municipality, trajectories, provenance }: SupportRow,
): SupportAnswer[] {
  return trajectories.flatMap(({ enrolment, steps }) => {
    const taken = steps.filter(({ data }) => hasCome(data.on, day));
    if (enrolment === null ? taken.length === 0 : !hasCome(enrolment.on, day)) return [];
    const closed = taken.find(({ type }) => type === 'programme.SupportClosed');
    return {
      municipality,
      enrolledOn: enrolment?.on ?? null,
      adviser: enrolment?.adviser ?? null,
      steps: taken.map(stepAnswer),
      // Its last day is still one of support.
      isClosed: closed !== undefined && inForceOn(periodOf('unknown', closed.data.on), day) === 'no',
      provenance,
    };
  });
}

const stepAnswer = ({ type, data }: SupportStep): SupportStepAnswer => ({
  type,
  on: data.on,
  findings: 'findings' in data ? (data.findings ?? null) : null,
  goal: 'goal' in data ? data.goal : null,
});
