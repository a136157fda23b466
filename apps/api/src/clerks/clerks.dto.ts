import { ApiProperty } from '@nestjs/swagger';
import { IsIntId, IsLine, PageQuery } from '#lib/http';
import type { ClerkFacts } from '#lib/retail';
import { IsOptional, Matches } from 'class-validator';

const SECRET_CODE = /^\d{4,12}$/;

export class CreateClerkDto {
  @ApiProperty({ example: '3' })
  @IsIntId()
  readonly storeId!: string;

  @ApiProperty({ example: 'Anna', maxLength: 80 })
  @IsLine(80)
  readonly name!: string;

  @ApiProperty({ description: 'What the clerk is called at the till; no secret, once a store.', example: '17' })
  @Matches(/^[A-Za-z0-9._-]{1,32}$/, { message: 'code must be 1 to 32 of A–Z a–z 0–9 . _ -' })
  readonly code!: string;

  @ApiProperty({ required: false, description: 'What the clerk signs in with: 4 to 12 digits.', example: '1717' })
  @IsOptional()
  @Matches(SECRET_CODE, { message: 'signInCode must be 4 to 12 digits' })
  readonly signInCode?: string;

  @ApiProperty({ required: false, description: 'Makes the clerk a supervisor: 4 to 12 digits.', example: '4711' })
  @IsOptional()
  @Matches(SECRET_CODE, { message: 'supervisorCode must be 4 to 12 digits' })
  readonly supervisorCode?: string;
}

export class ClerkDto {
  @ApiProperty({ example: '12' })
  readonly id!: string;

  @ApiProperty({ example: '3' })
  readonly storeId!: string;

  @ApiProperty({ example: 'Anna' })
  readonly name!: string;

  @ApiProperty({ example: '17' })
  readonly code!: string;

  @ApiProperty()
  readonly supervisor!: boolean;

  @ApiProperty({ description: 'Has a code to sign in with at a register.' })
  readonly canSignIn!: boolean;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  readonly suspendedAt!: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'cards tried after reversals' })
  readonly suspendedBecause!: string | null;

  static of({ id, storeId, suspendedAt, ...rest }: ClerkFacts): ClerkDto {
    return {
      ...rest,
      id: String(id),
      storeId: String(storeId),
      suspendedAt: suspendedAt?.toISOString() ?? null,
    };
  }
}

export class ClerkListDto {
  @ApiProperty({ type: [ClerkDto] })
  readonly items!: readonly ClerkDto[];

  @ApiProperty({ type: String, nullable: true })
  readonly next!: string | null;
}

export class ClerkQuery extends PageQuery {
  @ApiProperty({ required: false, description: 'Only this store’s.' })
  @IsOptional()
  @IsIntId()
  readonly storeId?: string;
}

export class ClerkCodeDto {
  @ApiProperty({ description: 'The new sign-in code: 4 to 12 digits. Ends the old one.', example: '1717' })
  @Matches(SECRET_CODE, { message: 'code must be 4 to 12 digits' })
  readonly code!: string;
}

export class SuspendClerkDto {
  @ApiProperty({ example: 'drawer short three times', maxLength: 200 })
  @IsLine(200)
  readonly reason!: string;
}
