import { ApiProperty } from '@nestjs/swagger';
import { SCAN_LENGTH_MAX } from '#lib/cards';
import type { StoredAnswer } from '#lib/activation';
import { IsLine } from '#lib/http';
import type { Problem } from '#lib/kernel';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsISO8601,
  IsInt,
  IsOptional,
  IsString,
  Length,
  Matches,
  Max,
  Min,
} from 'class-validator';
import { AMOUNT_MINOR_MAX, ActivationDto, TaxLineDto } from './pos.dto.js';

export const STORED_LINES_MAX = 500;
export const KEY_SHAPE = /^[A-Za-z0-9._~-]{1,64}$/;

/** A sale made while nobody answered. */
export class StoredLineDto {
  @ApiProperty({
    description: 'The Idempotency-Key that the sale has, or would have had.',
    example: '0001-20261124-000017',
  })
  @Matches(KEY_SHAPE, { message: 'key must be 1 to 64 of A–Z a–z 0–9 . _ ~ -' })
  readonly key!: string;

  @ApiProperty({ example: '9700012300045613', maxLength: SCAN_LENGTH_MAX })
  @IsString()
  @Length(1, SCAN_LENGTH_MAX)
  readonly code!: string;

  @ApiProperty({ type: 'integer', description: 'What was taken without taxes, minor units.', example: 3000 })
  @IsInt()
  @Min(1)
  @Max(AMOUNT_MINOR_MAX)
  readonly amountMinor!: number;

  @ApiProperty({ description: 'ISO 4217.', example: 'USD' })
  @Matches(/^[A-Z]{3}$/, { message: 'currency must be three capital letters' })
  readonly currency!: string;

  @ApiProperty({ required: false, example: 'R-000183', maxLength: 64 })
  @IsOptional()
  @IsLine(64)
  readonly receipt?: string;

  @ApiProperty({ required: false, example: '17', maxLength: 32 })
  @IsOptional()
  @IsLine(32)
  readonly clerk?: string;

  @ApiProperty({
    description: 'When the cash was taken, by the till’s clock, with offset.',
    example: '2026-11-24T18:04:11+01:00',
  })
  @IsISO8601({ strict: true, strictSeparator: true })
  @Matches(/T.*(Z|[+-]\d{2}:\d{2})$/, { message: 'soldAt must have a time and an offset' })
  readonly soldAt!: string;
}

export class StoredBatchDto {
  @ApiProperty({ type: [StoredLineDto], minItems: 1, maxItems: STORED_LINES_MAX })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(STORED_LINES_MAX)
  readonly lines!: readonly unknown[];
}

/** One line's answer: what a sale of its own would have got. */
export class StoredAnswerDto {
  @ApiProperty({ example: '0001-20261124-000017' })
  readonly key!: string;

  @ApiProperty({ type: 'integer', description: '201: it stands. Anything else: `code` says why not.', example: 201 })
  readonly status!: number;

  @ApiProperty({ required: false, example: 'card.already_active' })
  readonly code?: string;

  @ApiProperty({ required: false })
  readonly detail?: string;

  @ApiProperty({ required: false, description: 'It came before: the same answer again.' })
  readonly replayed?: boolean;

  @ApiProperty({
    required: false,
    type: [String],
    description: 'It stands, and somebody must look at it: why.',
    example: ['LATE_LINE'],
  })
  readonly exceptions?: readonly string[];

  @ApiProperty({ required: false, enum: ['active'] })
  readonly state?: string;

  @ApiProperty({ required: false, format: 'uuid' })
  readonly id?: string;

  @ApiProperty({ required: false })
  readonly serial?: string;

  @ApiProperty({ required: false, type: 'integer' })
  readonly months?: number;

  @ApiProperty({ required: false, type: 'integer' })
  readonly amountMinor?: number;

  @ApiProperty({ required: false })
  readonly currency?: string;

  @ApiProperty({ required: false, type: [TaxLineDto] })
  readonly taxes?: readonly TaxLineDto[];

  @ApiProperty({ required: false, type: 'integer' })
  readonly totalMinor?: number;

  @ApiProperty({ required: false })
  readonly authorization?: string;

  @ApiProperty({ required: false, format: 'date-time' })
  readonly activatedAt?: string;

  @ApiProperty({ required: false, format: 'date' })
  readonly businessDate?: string;

  static of(answer: StoredAnswer): StoredAnswerDto {
    if ('problem' in answer) return StoredAnswerDto.refused(answer.key, answer.problem);
    const { sale, replayed } = answer;
    return Object.assign(
      { status: 201 },
      ActivationDto.of(sale, 'active'),
      replayed ? { replayed } : {},
      sale.exceptions.length === 0 ? {} : { exceptions: sale.exceptions },
    );
  }

  static refused(key: string, problem: Problem): StoredAnswerDto {
    return { key, status: problem.status, code: problem.code, detail: problem.message };
  }
}

export class StoredAnswersDto {
  @ApiProperty({ type: [StoredAnswerDto], description: 'In the order of the lines.' })
  readonly lines!: readonly StoredAnswerDto[];
}
