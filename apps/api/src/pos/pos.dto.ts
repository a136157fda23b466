import { ApiProperty } from '@nestjs/swagger';
import { type KeyRecord, type KeyStatus, type CheckedCard, type Sale, isSale } from '#lib/activation';
import { SCAN_LENGTH_MAX, serialOf } from '#lib/cards';
import { IsLine } from '#lib/http';
import type { ProblemCode } from '#lib/kernel';
import type { TaxLine } from '#lib/retail';
import { IsISO8601, IsInt, IsOptional, IsString, Length, Matches, Max, Min } from 'class-validator';

export const AMOUNT_MINOR_MAX = 1_000_000_000;

/** What the retailer collects on top of the price; Re-Up takes no part of it. */
export class TaxLineDto {
  @ApiProperty({ description: 'As the slip says it.', example: 'Prepaid wireless E911 fee' })
  readonly name!: string;

  @ApiProperty({ type: 'integer', description: 'Minor units.', example: 60 })
  readonly amountMinor!: number;

  static of({ name, amountMinor }: TaxLine): TaxLineDto {
    return { name, amountMinor: Number(amountMinor) };
  }
}

/** Taxes, and what the customer pays with them. */
function withTaxes(amountMinor: bigint, lines: readonly TaxLine[]): { taxes: TaxLineDto[]; totalMinor: number } {
  const totalMinor = Number(lines.reduce((sum, line) => sum + line.amountMinor, amountMinor));
  return { taxes: lines.map((line) => TaxLineDto.of(line)), totalMinor };
}

export class CheckCardDto {
  @ApiProperty({
    description: 'The scan as the scanner gives it, or the serial.',
    example: '9700012300045613',
    maxLength: SCAN_LENGTH_MAX,
  })
  @IsString()
  @Length(1, SCAN_LENGTH_MAX)
  readonly code!: string;
}

export class CheckedCardDto {
  @ApiProperty({ example: '9700012300045613' })
  readonly serial!: string;

  @ApiProperty({ example: '2' })
  readonly productId!: string;

  @ApiProperty({ type: 'integer', description: 'Calendar months.', example: 3 })
  readonly months!: number;

  @ApiProperty({ type: 'integer', description: 'Minor units (cents).', example: 3000 })
  readonly amountMinor!: number;

  @ApiProperty({ example: 'USD' })
  readonly currency!: string;

  @ApiProperty({ type: [TaxLineDto] })
  readonly taxes!: readonly TaxLineDto[];

  @ApiProperty({ type: 'integer', description: 'What the customer pays: price and taxes.', example: 3060 })
  readonly totalMinor!: number;

  @ApiProperty()
  readonly sellable!: boolean;

  @ApiProperty({
    enum: ['till.burst'],
    required: false,
    description: 'Ask before the sale: many cards were sold here in minutes. Is someone on the phone asking for them?',
  })
  readonly prompt?: 'till.burst';

  @ApiProperty({
    type: String,
    required: false,
    description: 'Why it may not be sold.',
    example: 'card.already_active',
  })
  readonly code?: ProblemCode;

  static of({ productId, amountMinor, taxes, ...rest }: CheckedCard): CheckedCardDto {
    const priced = { amountMinor: Number(amountMinor), ...withTaxes(amountMinor, taxes) };
    return { ...rest, productId: String(productId), ...priced };
  }
}

export class SellCardDto extends CheckCardDto {
  @ApiProperty({
    type: 'integer',
    description: 'The price without taxes, as `check` told it; minor units.',
    example: 3000,
    minimum: 1,
    maximum: AMOUNT_MINOR_MAX,
  })
  @IsInt()
  @Min(1)
  @Max(AMOUNT_MINOR_MAX)
  readonly amountMinor!: number;

  @ApiProperty({ description: 'ISO 4217.', example: 'USD' })
  @Matches(/^[A-Z]{3}$/, { message: 'currency must be three capital letters' })
  readonly currency!: string;

  @ApiProperty({ required: false, description: 'The till’s receipt number.', example: 'R-000183', maxLength: 64 })
  @IsOptional()
  @IsLine(64)
  readonly receipt?: string;

  @ApiProperty({
    required: false,
    description: 'The clerk’s code: the sale belongs to that clerk’s open shift.',
    example: '17',
    maxLength: 32,
  })
  @IsOptional()
  @IsLine(32)
  readonly clerk?: string;

  @ApiProperty({
    required: false,
    description: 'When it was sold, with offset, if that was not now.',
    example: '2026-11-24T18:04:11+01:00',
  })
  @IsOptional()
  @IsISO8601({ strict: true, strictSeparator: true })
  @Matches(/T.*(Z|[+-]\d{2}:\d{2})$/, { message: 'soldAt must have a time and an offset' })
  readonly soldAt?: string;

  @ApiProperty({
    required: false,
    description: 'Asked for when one receipt has more on it than a clerk may sell alone.',
    maxLength: 64,
  })
  @IsOptional()
  @IsLine(64)
  readonly supervisorCode?: string;
}

export class VoidSaleDto {
  @ApiProperty({ example: 'wrong card taken', maxLength: 200 })
  @IsLine(200)
  readonly reason!: string;

  @ApiProperty({ required: false, description: 'Asked for when the sale is older than 15 minutes.', maxLength: 64 })
  @IsOptional()
  @IsLine(64)
  readonly supervisorCode?: string;
}

/** A sale as it is answered: the same bytes for every repeat. */
export class ActivationDto {
  @ApiProperty({ format: 'uuid' })
  readonly id!: string;

  @ApiProperty({ example: '0001-20261124-000017' })
  readonly key!: string;

  @ApiProperty({ enum: ['active', 'reversed', 'voided', 'redeemed'] })
  readonly state!: string;

  @ApiProperty({ example: '9700012300045613' })
  readonly serial!: string;

  @ApiProperty({ type: 'integer', example: 3 })
  readonly months!: number;

  @ApiProperty({ type: 'integer', example: 3000 })
  readonly amountMinor!: number;

  @ApiProperty({ example: 'USD' })
  readonly currency!: string;

  @ApiProperty({ type: [TaxLineDto] })
  readonly taxes!: readonly TaxLineDto[];

  @ApiProperty({ type: 'integer', description: 'What the customer paid: price and taxes.', example: 3060 })
  readonly totalMinor!: number;

  @ApiProperty({ description: 'Proof of the sale, for the slip.', example: '7K2M91QX' })
  readonly authorization!: string;

  @ApiProperty({ format: 'date-time' })
  readonly activatedAt!: string;

  @ApiProperty({ format: 'date', description: 'The store’s local business day.' })
  readonly businessDate!: string;

  static of(sale: Sale, state: string = sale.state): ActivationDto {
    const { id, key, cardId, months, amountMinor, currency, taxes, authorization, activatedAt, businessDate } = sale;
    return {
      id,
      key,
      state,
      serial: serialOf(cardId),
      months,
      amountMinor: Number(amountMinor),
      currency,
      ...withTaxes(amountMinor, taxes),
      authorization,
      activatedAt: activatedAt.toISOString(),
      businessDate,
    };
  }
}

/** What a key stands for; of an unknown or early reversed one there is no sale to show. */
export class KeyStatusDto {
  @ApiProperty({ example: '0001-20261124-000017' })
  readonly key!: string;

  @ApiProperty({ enum: ['unknown', 'active', 'reversed', 'voided', 'redeemed'] })
  readonly state!: string;

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

  static of(key: string, status: KeyStatus): KeyStatusDto {
    if (status.state === 'unknown' || status.sale === undefined) return { key, state: status.state };
    return ActivationDto.of(status.sale, status.state);
  }

  static ofRecord(record: KeyRecord): KeyStatusDto {
    return isSale(record) ? ActivationDto.of(record) : { key: record.key, state: record.state };
  }
}
