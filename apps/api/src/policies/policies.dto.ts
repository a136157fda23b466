import { ApiProperty } from '@nestjs/swagger';
import { POLICY_NAMES, type PolicyFacts, type PolicyName } from '#lib/access';
import { IsBoolean, IsIn } from 'class-validator';

export class AskedPolicyDto {
  @ApiProperty({ format: 'uuid' })
  readonly approvalId!: string;

  @ApiProperty()
  readonly value!: boolean;
}

export class PolicyDto {
  @ApiProperty({ enum: POLICY_NAMES })
  readonly name!: PolicyName;

  @ApiProperty({ description: 'What it does when it is on.' })
  readonly summary!: string;

  @ApiProperty()
  readonly value!: boolean;

  @ApiProperty({ type: 'string', format: 'date-time', nullable: true, description: '`null`: nobody ever changed it.' })
  readonly since!: string | null;

  @ApiProperty({
    type: 'string',
    nullable: true,
    example: 'staff:0192…',
    description: 'Who asked for the present value.',
  })
  readonly setBy!: string | null;

  @ApiProperty({ type: 'string', nullable: true, example: 'Ada Admin' })
  readonly setByName!: string | null;

  @ApiProperty({ type: AskedPolicyDto, nullable: true, description: 'The change that waits for another admin.' })
  readonly asked!: AskedPolicyDto | null;

  static of({ name, summary, value, since, setBy, setByName, asked }: PolicyFacts): PolicyDto {
    return { name, summary, value, since: since?.toISOString() ?? null, setBy, setByName, asked };
  }
}

export class PolicyListDto {
  @ApiProperty({ type: [PolicyDto] })
  readonly items!: readonly PolicyDto[];

  @ApiProperty({ type: 'string', nullable: true })
  readonly next!: string | null;
}

export class PolicyParam {
  @ApiProperty({ enum: POLICY_NAMES })
  @IsIn(POLICY_NAMES)
  readonly name!: PolicyName;
}

export class PolicyValueDto {
  @ApiProperty()
  @IsBoolean()
  readonly value!: boolean;
}
