import { ApiProperty } from '@nestjs/swagger';
import type { Start } from '#kernel';

export class RegionMemberAnswer {
  @ApiProperty()
  readonly code!: string;
  @ApiProperty({ type: String, nullable: true })
  readonly name!: string | null;
  @ApiProperty({ enum: ['yes', 'uncertain'], description: 'Whether it was a member on the day asked for.' })
  readonly member!: 'yes' | 'uncertain';
}

export class RegionAnswer {
  @ApiProperty()
  readonly regionId!: string;
  @ApiProperty({ type: String, nullable: true })
  readonly name!: string | null;
  @ApiProperty()
  readonly from!: Start;
  @ApiProperty({ type: [RegionMemberAnswer], description: 'The members on the day asked for.' })
  readonly members!: readonly RegionMemberAnswer[];
}
