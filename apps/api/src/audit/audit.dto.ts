import { ApiProperty } from '@nestjs/swagger';
import type { AuditFacts, ChainState } from '#lib/access';
import { PageQuery } from '#lib/http';
import { IsISO8601, IsOptional, Matches, MaxLength } from 'class-validator';

const TEXT = /^[\w:.@-]{1,120}$/;

export class AuditQuery extends PageQuery {
  @ApiProperty({
    required: false,
    example: 'staff:0192…',
    description: 'Who did it: `staff:<id>`, `terminal:<id>`, `system`.',
  })
  @IsOptional()
  @Matches(TEXT)
  readonly actor?: string;

  @ApiProperty({ required: false, example: 'batch.seal' })
  @IsOptional()
  @Matches(TEXT)
  readonly action?: string;

  @ApiProperty({ required: false, example: 'batch:000117' })
  @IsOptional()
  @Matches(TEXT)
  readonly subject?: string;

  @ApiProperty({ required: false, format: 'date-time', description: 'Not before.' })
  @IsOptional()
  @IsISO8601({ strict: true })
  @MaxLength(40)
  readonly from?: string;

  @ApiProperty({ required: false, format: 'date-time', description: 'Before.' })
  @IsOptional()
  @IsISO8601({ strict: true })
  @MaxLength(40)
  readonly to?: string;
}

export class AuditDto {
  @ApiProperty({ example: '4711' })
  readonly id!: string;

  @ApiProperty({ format: 'date-time' })
  readonly at!: string;

  @ApiProperty({ example: 'staff:0192…' })
  readonly actor!: string;

  @ApiProperty({ type: 'string', nullable: true, example: 'Ada Admin', description: 'Of a person.' })
  readonly actorName!: string | null;

  @ApiProperty({ example: 'batch.seal' })
  readonly action!: string;

  @ApiProperty({ example: 'batch:000117' })
  readonly subject!: string;

  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true })
  readonly detail!: object | null;

  static of({ id, at, actor, actorName, action, subject, detail }: AuditFacts): AuditDto {
    return { id, at: at.toISOString(), actor, actorName, action, subject, detail };
  }
}

export class AuditPageDto {
  @ApiProperty({ type: [AuditDto] })
  readonly items!: readonly AuditDto[];

  @ApiProperty({ type: 'string', nullable: true })
  readonly next!: string | null;
}

export class AuditHeadDto {
  @ApiProperty({ example: '4711' })
  readonly position!: string;

  @ApiProperty({ description: 'SHA-256, hex.' })
  readonly hash!: string;

  @ApiProperty({ format: 'date-time' })
  readonly signedAt!: string;
}

export class AuditChainDto {
  @ApiProperty({ example: '4711', description: 'How many deeds are chained.' })
  readonly position!: string;

  @ApiProperty({ type: 'integer', description: 'Deeds that wait for the worker, counted up to 10,000.' })
  readonly unlinked!: number;

  @ApiProperty({
    description: 'Whether the newest 1,000 links and the newest signed head fit; `reup verify` proves all.',
  })
  readonly verified!: boolean;

  @ApiProperty({ type: AuditHeadDto, nullable: true })
  readonly head!: AuditHeadDto | null;

  static of({ position, unlinked, verified, head }: ChainState): AuditChainDto {
    return {
      position,
      unlinked,
      verified,
      head:
        head === undefined
          ? null
          : { position: head.position, hash: head.hash.toString('hex'), signedAt: head.signedAt.toISOString() },
    };
  }
}
