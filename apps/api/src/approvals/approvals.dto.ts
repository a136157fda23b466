import { ApiProperty } from '@nestjs/swagger';
import type { ApprovalFacts } from '#lib/access';
import { IsLine, PageQuery, ROLES, type Role } from '#lib/http';
import { IsIn, IsOptional, IsUUID } from 'class-validator';
import { OneTimeCodeDto } from '../people/people.dto.js';

export class ApprovalQuery extends PageQuery {
  @ApiProperty({
    enum: ['mine', 'all'],
    required: false,
    default: 'all',
    description: '`mine`: what I may decide now; `all`: also what others may, and what ran out undecided.',
  })
  @IsOptional()
  @IsIn(['mine', 'all'])
  readonly waiting: 'mine' | 'all' = 'all';
}

export class ApprovalParam {
  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  readonly id!: string;
}

export class RejectApprovalDto {
  @ApiProperty({ maxLength: 200 })
  @IsLine(200)
  readonly reason!: string;
}

export class ApprovalDto {
  @ApiProperty({ format: 'uuid' })
  readonly id!: string;

  @ApiProperty({
    example: 'batch.mint',
    description:
      'What would be done: batch.mint, batch.unfreeze, proof, house_key, bundle.again, card.unblock, staff.recovery, policy.set.',
  })
  readonly kind!: string;

  @ApiProperty({ example: 'batch:000117' })
  readonly subject!: string;

  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    nullable: true,
    description: 'What whoever decides must see.',
  })
  readonly detail!: object | null;

  @ApiProperty({ enum: ROLES, description: 'Who decides.' })
  readonly role!: Role;

  @ApiProperty({ enum: ROLES, isArray: true, description: 'All roles that may decide.' })
  readonly roles!: readonly Role[];

  @ApiProperty({ type: 'integer', minimum: 1, maximum: 2, description: 'How many people must agree.' })
  readonly votesNeeded!: number;

  @ApiProperty({ type: 'integer', description: 'How many have agreed.' })
  readonly votes!: number;

  @ApiProperty({ format: 'uuid' })
  readonly requestedBy!: string;

  @ApiProperty({ example: 'Bela Batch' })
  readonly requestedByName!: string;

  @ApiProperty({ format: 'date-time' })
  readonly requestedAt!: string;

  @ApiProperty({ format: 'date-time' })
  readonly expiresAt!: string;

  @ApiProperty({ enum: ['waiting', 'expired', 'approved', 'rejected'] })
  readonly state!: 'waiting' | 'expired' | 'approved' | 'rejected';

  @ApiProperty({ type: 'string', format: 'uuid', nullable: true })
  readonly decidedBy!: string | null;

  @ApiProperty({ type: 'string', nullable: true })
  readonly decidedByName!: string | null;

  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  readonly decidedAt!: string | null;

  @ApiProperty({ type: 'string', nullable: true, description: 'Why it was rejected.' })
  readonly reason!: string | null;

  @ApiProperty({ description: 'Whether I may agree to it now.' })
  readonly mayDecide!: boolean;

  @ApiProperty({ required: false, example: 'You asked for it; another person must decide.' })
  readonly whyNot?: string;

  static of(facts: ApprovalFacts): ApprovalDto {
    const { id, kind, subject, detail, roles, votesNeeded, votes, requestedBy, requestedByName, whyNot } = facts;
    return {
      id,
      kind,
      subject,
      detail,
      role: roles[0]!,
      roles,
      votesNeeded,
      votes,
      requestedBy,
      requestedByName,
      requestedAt: facts.requestedAt.toISOString(),
      expiresAt: facts.expiresAt.toISOString(),
      state: facts.decision ?? (facts.ranOut ? 'expired' : 'waiting'),
      decidedBy: facts.decidedBy,
      decidedByName: facts.decidedByName,
      decidedAt: facts.decidedAt?.toISOString() ?? null,
      reason: facts.reason,
      mayDecide: whyNot === undefined,
      ...(whyNot === undefined ? {} : { whyNot }),
    };
  }
}

export class DecidedApprovalDto extends ApprovalDto {
  @ApiProperty({
    type: OneTimeCodeDto,
    required: false,
    description: 'Of a `staff.recovery` that was approved: for the person to begin anew with.',
  })
  readonly oneTimeCode?: OneTimeCodeDto;
}

export class ApprovalPageDto {
  @ApiProperty({ type: [ApprovalDto] })
  readonly items!: readonly ApprovalDto[];

  @ApiProperty({ type: 'string', nullable: true })
  readonly next!: string | null;
}
