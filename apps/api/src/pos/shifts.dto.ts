import { ApiProperty } from '@nestjs/swagger';
import type { CountedCards, CountedUnit, ShiftReport } from '#lib/activation';
import { IsIntId, IsLine } from '#lib/http';
import { type CurrentShift, DRAWER_MOVE_KINDS, type DrawerMoveFacts, type DrawerMoveKind } from '#lib/retail';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsIn,
  IsInt,
  IsOptional,
  IsUUID,
  Matches,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { SIGN_IN_CODE } from './clerks.dto.js';

const AMOUNT_MINOR_MAX = 1_000_000_000;
const COUNT_MAX = 100_000;
const UNITS_MAX = 40;
const PRODUCTS_MAX = 200;

export class OpenShiftRequestDto {
  @ApiProperty({ description: 'The clerk’s code.', example: '17', maxLength: 32 })
  @IsLine(32)
  readonly clerk!: string;

  @ApiProperty({
    required: false,
    description: 'The clerk’s sign-in code: asked for where the clerk has one.',
    example: '1717',
  })
  @IsOptional()
  @Matches(SIGN_IN_CODE, { message: 'code must be 4 to 12 digits' })
  readonly code?: string;

  @ApiProperty({ type: 'integer', description: 'What lies in the drawer, minor units.', example: 10000, minimum: 0 })
  @IsInt()
  @Min(0)
  @Max(AMOUNT_MINOR_MAX)
  readonly floatMinor!: number;

  @ApiProperty({
    required: false,
    description: 'Takes the till over: another clerk’s open shift is closed without a count.',
    maxLength: 64,
  })
  @IsOptional()
  @IsLine(64)
  readonly supervisorCode?: string;
}

export class OpenShiftDto {
  @ApiProperty({ format: 'uuid' })
  readonly id!: string;

  @ApiProperty({ example: '17' })
  readonly clerk!: string;

  @ApiProperty({ example: 'Anna' })
  readonly clerkName!: string;

  @ApiProperty({ format: 'date-time' })
  readonly openedAt!: string;

  @ApiProperty({ type: 'integer', example: 10000 })
  readonly floatMinor!: number;

  static of({ id, clerkCode, clerkName, openedAt, floatMinor }: CurrentShift): OpenShiftDto {
    return { id, clerk: clerkCode, clerkName, openedAt: openedAt.toISOString(), floatMinor: Number(floatMinor) };
  }
}

/** The till's open shift, and how its last one was closed. */
export class CurrentShiftDto {
  @ApiProperty({ type: OpenShiftDto, nullable: true })
  readonly shift!: OpenShiftDto | null;

  @ApiProperty({ type: 'integer', description: 'Sales of this shift so far.', example: 14 })
  readonly salesCount!: number;

  @ApiProperty({ type: 'integer', description: 'What they brought, with taxes.', example: 42000 })
  readonly salesMinor!: number;
}

export class MoveCashDto {
  @ApiProperty({ enum: DRAWER_MOVE_KINDS, description: '`drop`: into the safe.' })
  @IsIn(DRAWER_MOVE_KINDS)
  readonly kind!: DrawerMoveKind;

  @ApiProperty({ type: 'integer', example: 5000, minimum: 1, maximum: AMOUNT_MINOR_MAX })
  @IsInt()
  @Min(1)
  @Max(AMOUNT_MINOR_MAX)
  readonly amountMinor!: number;

  @ApiProperty({ example: 'change from the bank', maxLength: 200 })
  @IsLine(200)
  readonly reason!: string;
}

export class DrawerMoveDto {
  @ApiProperty({ format: 'uuid' })
  readonly id!: string;

  @ApiProperty({ enum: DRAWER_MOVE_KINDS })
  readonly kind!: DrawerMoveKind;

  @ApiProperty({ type: 'integer', example: 5000 })
  readonly amountMinor!: number;

  @ApiProperty({ example: 'change from the bank' })
  readonly reason!: string;

  @ApiProperty({ format: 'date-time' })
  readonly at!: string;

  static of({ id, kind, amountMinor, reason, at }: DrawerMoveFacts): DrawerMoveDto {
    return { id, kind, amountMinor: Number(amountMinor), reason, at: at.toISOString() };
  }
}

export class CountedUnitDto implements CountedUnit {
  @ApiProperty({ type: 'integer', description: 'What one is worth, minor units.', example: 2000, minimum: 1 })
  @IsInt()
  @Min(1)
  @Max(AMOUNT_MINOR_MAX)
  readonly unitMinor!: number;

  @ApiProperty({ type: 'integer', example: 7, minimum: 0, maximum: COUNT_MAX })
  @IsInt()
  @Min(0)
  @Max(COUNT_MAX)
  readonly count!: number;
}

export class CountedCardsDto implements CountedCards {
  @ApiProperty({ example: '2' })
  @IsIntId()
  readonly productId!: string;

  @ApiProperty({ type: 'integer', example: 48, minimum: 0, maximum: COUNT_MAX })
  @IsInt()
  @Min(0)
  @Max(COUNT_MAX)
  readonly count!: number;
}

export class CloseShiftDto {
  @ApiProperty({ type: [CountedUnitDto], description: 'Coins and notes; none = an empty drawer.', maxItems: UNITS_MAX })
  @IsArray()
  @ArrayMaxSize(UNITS_MAX)
  @ValidateNested({ each: true })
  @Type(() => CountedUnitDto)
  readonly counted!: readonly CountedUnitDto[];

  @ApiProperty({ type: [CountedCardsDto], required: false, description: 'Cards on the peg.', maxItems: PRODUCTS_MAX })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(PRODUCTS_MAX)
  @ValidateNested({ each: true })
  @Type(() => CountedCardsDto)
  readonly cards?: readonly CountedCardsDto[];

  @ApiProperty({ required: false, description: 'Why it differs; asked for when it does.', maxLength: 200 })
  @IsOptional()
  @IsLine(200)
  readonly reason?: string;

  @ApiProperty({ required: false, description: 'Asked for when it differs by more than 10.00.', maxLength: 64 })
  @IsOptional()
  @IsLine(64)
  readonly supervisorCode?: string;

  @ApiProperty({
    required: false,
    format: 'uuid',
    description:
      'The shift that is meant. Send it: then a repeat whose answer was lost gets the same Z report again and never closes the next shift; without it a repeat is refused with `shift.not_open`.',
  })
  @IsOptional()
  @IsUUID()
  readonly shiftId?: string;
}

export class ShiftParam {
  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  readonly id!: string;
}

export class DrawerLinesDto {
  @ApiProperty({ type: 'integer', description: 'The float.' })
  readonly openingMinor!: number;

  @ApiProperty({ type: 'integer', description: 'Prices with the taxes on top.' })
  readonly cashSalesMinor!: number;

  @ApiProperty({ type: 'integer', description: 'Sales that were voided at this drawer.' })
  readonly refundsMinor!: number;

  @ApiProperty({ type: 'integer' })
  readonly paidInMinor!: number;

  @ApiProperty({ type: 'integer', description: 'Paid out, or dropped into the safe.' })
  readonly paidOutMinor!: number;

  @ApiProperty({ type: 'integer', nullable: true, description: 'Told after the count alone.' })
  readonly expectedMinor!: number | null;

  @ApiProperty({ type: 'integer', nullable: true })
  readonly countedMinor!: number | null;

  @ApiProperty({ type: 'integer', nullable: true, description: 'Counted minus expected.' })
  readonly overShortMinor!: number | null;
}

class ReportPlaceDto {
  @ApiProperty({ example: '3' })
  readonly id!: string;

  @ApiProperty({ example: 'Corner Main Street' })
  readonly name!: string;

  @ApiProperty({ example: '3 Main St, Dover DE' })
  readonly address!: string;
}

class ReportTerminalDto {
  @ApiProperty({ example: '7' })
  readonly id!: string;

  @ApiProperty({ example: 'Till 1' })
  readonly name!: string;
}

class ReportClerkDto {
  @ApiProperty({ example: '17' })
  readonly code!: string;

  @ApiProperty({ example: 'Anna' })
  readonly name!: string;
}

class ReportSalesDto {
  @ApiProperty({ type: 'integer' })
  readonly count!: number;

  @ApiProperty({ type: 'integer', description: 'Without taxes.' })
  readonly amountMinor!: number;

  @ApiProperty({ type: 'integer' })
  readonly taxesMinor!: number;
}

class ReportProductDto {
  @ApiProperty({ example: '2' })
  readonly productId!: string;

  @ApiProperty({ example: '3 months' })
  readonly name!: string;

  @ApiProperty({ type: 'integer' })
  readonly count!: number;

  @ApiProperty({ type: 'integer' })
  readonly amountMinor!: number;
}

class ReportUndoneDto {
  @ApiProperty({ example: '0001-20261124-000017' })
  readonly key!: string;

  @ApiProperty({ example: '9700 01•• •••• 5613' })
  readonly serial!: string;

  @ApiProperty({ enum: ['void', 'reversal'] })
  readonly kind!: 'void' | 'reversal';

  @ApiProperty({ type: 'integer' })
  readonly amountMinor!: number;

  @ApiProperty({ format: 'date-time' })
  readonly at!: string;
}

class ReportMoveDto {
  @ApiProperty({ enum: DRAWER_MOVE_KINDS })
  readonly kind!: DrawerMoveKind;

  @ApiProperty({ type: 'integer' })
  readonly amountMinor!: number;

  @ApiProperty()
  readonly reason!: string;

  @ApiProperty({ format: 'date-time' })
  readonly at!: string;
}

class ReportCardsDto {
  @ApiProperty({ example: '2' })
  readonly productId!: string;

  @ApiProperty({ example: '3 months' })
  readonly name!: string;

  @ApiProperty({ type: 'integer' })
  readonly expected!: number;

  @ApiProperty({ type: 'integer' })
  readonly counted!: number;
}

/** An X or Z report; of one Z always the same bytes. */
export class ShiftReportDto implements ShiftReport {
  @ApiProperty({ enum: ['x', 'z'] })
  readonly kind!: 'x' | 'z';

  @ApiProperty({ format: 'uuid' })
  readonly shiftId!: string;

  @ApiProperty({ type: 'integer', nullable: true, description: 'Of this terminal, without gaps.', example: 41 })
  readonly zNumber!: number | null;

  @ApiProperty({ example: 'Corner & Co' })
  readonly retailer!: string;

  @ApiProperty({ type: ReportPlaceDto })
  readonly store!: ReportPlaceDto;

  @ApiProperty({ type: ReportTerminalDto })
  readonly terminal!: ReportTerminalDto;

  @ApiProperty({ type: ReportClerkDto })
  readonly clerk!: ReportClerkDto;

  @ApiProperty({ example: 'USD' })
  readonly currency!: string;

  @ApiProperty({ format: 'date-time', description: 'In the store’s own time.' })
  readonly openedAt!: string;

  @ApiProperty({ format: 'date-time', description: 'When it was made.' })
  readonly at!: string;

  @ApiProperty({ description: 'A supervisor took the till over: nothing was counted.' })
  readonly takenOver!: boolean;

  @ApiProperty({ type: DrawerLinesDto })
  readonly drawer!: DrawerLinesDto;

  @ApiProperty({ type: String, nullable: true })
  readonly reason!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Who answered for the difference.' })
  readonly supervisor!: string | null;

  @ApiProperty({ type: ReportSalesDto })
  readonly sales!: ReportSalesDto;

  @ApiProperty({ type: [ReportProductDto] })
  readonly products!: readonly ReportProductDto[];

  @ApiProperty({ type: [ReportUndoneDto], description: 'The newest 200 voids and reversals.' })
  readonly undone!: readonly ReportUndoneDto[];

  @ApiProperty({ type: 'integer' })
  readonly undoneCount!: number;

  @ApiProperty({ type: [ReportMoveDto] })
  readonly moves!: readonly ReportMoveDto[];

  @ApiProperty({ type: [CountedUnitDto] })
  readonly counted!: readonly CountedUnitDto[];

  @ApiProperty({ type: [ReportCardsDto] })
  readonly cards!: readonly ReportCardsDto[];
}
