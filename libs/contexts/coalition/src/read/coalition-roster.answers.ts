import { ApiProperty } from '@nestjs/swagger';
import type { Bounds, Certainty, End, Period, Start } from '#kernel';
import { ProvenanceAnswer } from '#platform/records';
import { type Domain, Domains } from '#contexts/organisation';
import {
  CoalitionPhases,
  CoalitionRoles,
  type CoalitionPhase,
  type CoalitionRole,
} from '../coalition.events.ts';

/** What holds from a first to a last day. */
export class HeldAnswer {
  @ApiProperty({ description: 'The first day, as precise as it is known; or unknown.' })
  readonly from!: Start;
  @ApiProperty({ description: 'The last day, open, or unknown.' })
  readonly until!: End;
  @ApiProperty({ enum: ['yes', 'no', 'uncertain'], description: 'Whether it holds on the day asked for.' })
  readonly holds!: Certainty;
  @ApiProperty({ description: 'Whether only a source tells it.' })
  readonly perSource!: boolean;
}

export class CoalitionMunicipalityAnswer extends HeldAnswer {
  @ApiProperty({ example: 'GM0114' })
  readonly code!: string;
}

export class CoalitionPartnerAnswer extends HeldAnswer {
  @ApiProperty()
  readonly organisationId!: string;
  @ApiProperty({
    enum: Domains,
    nullable: true,
    description: 'Its side in this coalition; null: nobody recorded another than its usual one.',
  })
  readonly domain!: Domain | null;
}

export class CoalitionRoleAnswer extends HeldAnswer {
  @ApiProperty({ enum: CoalitionRoles })
  readonly role!: CoalitionRole;
  @ApiProperty({ type: String, nullable: true })
  readonly organisationId!: string | null;
  @ApiProperty({ type: String, nullable: true })
  readonly function!: string | null;
}

export class WorkingGroupMemberAnswer extends HeldAnswer {
  @ApiProperty()
  readonly organisationId!: string;
}

export class WorkingGroupAnswer {
  @ApiProperty()
  readonly workingGroupId!: string;
  @ApiProperty({ description: 'What it is about now.' })
  readonly focus!: string;
  @ApiProperty({ type: Object, description: 'How it was formed.' })
  readonly formation!: object;
  @ApiProperty({ type: [WorkingGroupMemberAnswer] })
  readonly members!: readonly WorkingGroupMemberAnswer[];
  @ApiProperty({ type: String, nullable: true })
  readonly disbandedOn!: Start | null;
}

export class CoalitionSummary {
  @ApiProperty()
  readonly coalitionId!: string;
  @ApiProperty()
  readonly name!: string;
  @ApiProperty({
    enum: CoalitionPhases,
    nullable: true,
    description: 'On the day asked for; null: it had not begun. What has no date counts as long past.',
  })
  readonly phase!: CoalitionPhase | null;
  @ApiProperty({ enum: ['yes', 'no', 'uncertain'], description: 'Whether it had been formed by then.' })
  readonly formed!: Certainty;
  @ApiProperty({ type: Object, nullable: true, description: 'As bounds; null: nobody told that it was.' })
  readonly formedOn!: Bounds | null;
  @ApiProperty({ type: Object, description: 'From the exploration to the end, as bounds.' })
  readonly period!: Period;
  @ApiProperty({ type: [CoalitionMunicipalityAnswer] })
  readonly municipalities!: readonly CoalitionMunicipalityAnswer[];
  @ApiProperty({ type: ProvenanceAnswer })
  readonly provenance!: ProvenanceAnswer;
}

export class CoalitionPage {
  @ApiProperty({ type: [CoalitionSummary] })
  readonly coalitions!: readonly CoalitionSummary[];
  @ApiProperty({ type: String, nullable: true, description: 'The cursor of the next page; null: the last.' })
  readonly next!: string | null;
}

/** Who takes part, who holds which role, and who works on what, for certain or perhaps on the day asked for. */
export class CoalitionRosterAnswer extends CoalitionSummary {
  @ApiProperty({ type: [CoalitionPartnerAnswer] })
  readonly partners!: readonly CoalitionPartnerAnswer[];
  @ApiProperty({ type: [CoalitionRoleAnswer] })
  readonly roles!: readonly CoalitionRoleAnswer[];
  @ApiProperty({ type: [WorkingGroupAnswer] })
  readonly workingGroups!: readonly WorkingGroupAnswer[];
}

export class CoalitionAnswer extends CoalitionSummary {
  @ApiProperty({ type: Object, nullable: true, description: 'How it began.' })
  readonly exploration!: object | null;
  @ApiProperty({ type: [CoalitionPartnerAnswer] })
  readonly partners!: readonly CoalitionPartnerAnswer[];
  @ApiProperty({ type: [CoalitionRoleAnswer] })
  readonly roles!: readonly CoalitionRoleAnswer[];
  @ApiProperty({ type: [Object], description: 'The phases that it entered, and when.' })
  readonly phases!: readonly object[];
  @ApiProperty({ type: [Object] })
  readonly sessions!: readonly object[];
  @ApiProperty({ type: [Object], description: 'Ambitions, and whether they were dropped.' })
  readonly ambitions!: readonly object[];
  @ApiProperty({ type: [WorkingGroupAnswer] })
  readonly workingGroups!: readonly WorkingGroupAnswer[];
  @ApiProperty({ type: [Object], description: 'Versions of the plan of action.' })
  readonly plans!: readonly object[];
  @ApiProperty({ type: [Object] })
  readonly anchorings!: readonly object[];
  @ApiProperty({ type: Object, nullable: true })
  readonly ended!: object | null;
}
