import { ApiProperty } from '@nestjs/swagger';
import { IsLine, PageQuery } from '#lib/http';
import { ALERT_STATES, type Alert, type AlertState, RULE_IDS, type RuleId } from '#lib/risk';
import { IsIn, IsOptional } from 'class-validator';

export class AlertQuery extends PageQuery {
  @ApiProperty({ enum: RULE_IDS, required: false })
  @IsOptional()
  @IsIn(RULE_IDS)
  readonly rule?: RuleId;

  @ApiProperty({ enum: ALERT_STATES, required: false })
  @IsOptional()
  @IsIn(ALERT_STATES)
  readonly state?: AlertState;
}

export class AlertDto {
  @ApiProperty({ format: 'uuid' })
  readonly id!: string;

  @ApiProperty({ enum: RULE_IDS, example: 'clerk.rate' })
  readonly rule!: RuleId;

  @ApiProperty({
    example: 'shift:0192f0a4-6b1c-7000-8000-3f6a2d5c9e10',
    description: '`shift:<id>`, `clerk:<id>`, `card:<serial>`, `retailer:<id>` or `terminal:<id>`.',
  })
  readonly subject!: string;

  @ApiProperty({ enum: ALERT_STATES })
  readonly state!: AlertState;

  @ApiProperty({ type: 'integer', nullable: true })
  readonly retailerId!: number | null;

  @ApiProperty({ type: 'integer', nullable: true })
  readonly storeId!: number | null;

  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description: 'What it was decided from; money in minor units.',
  })
  readonly facts!: object;

  @ApiProperty({ format: 'date-time' })
  readonly raisedAt!: string;

  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  readonly resolvedAt!: string | null;

  @ApiProperty({ type: 'string', nullable: true, description: '`staff:<id>`, or `system` when its cause was gone.' })
  readonly resolvedBy!: string | null;

  @ApiProperty({ type: 'string', nullable: true })
  readonly resolution!: string | null;

  static of(alert: Alert): AlertDto {
    const { id, rule, subject, retailerId, storeId, facts, raisedAt, resolvedAt, resolvedBy, resolution } = alert;
    return {
      id,
      rule,
      subject,
      state: resolvedAt === null ? 'open' : 'resolved',
      retailerId,
      storeId,
      facts,
      raisedAt: raisedAt.toISOString(),
      resolvedAt: resolvedAt?.toISOString() ?? null,
      resolvedBy,
      resolution,
    };
  }
}

export class AlertPageDto {
  @ApiProperty({ type: [AlertDto] })
  readonly items!: readonly AlertDto[];

  @ApiProperty({ type: 'string', nullable: true })
  readonly next!: string | null;
}

export class ResolveAlertDto {
  @ApiProperty({ maxLength: 200, example: 'Spoke to the manager: a new clerk, trained again.' })
  @IsLine(200)
  readonly resolution!: string;
}
