import { ApiProperty } from '@nestjs/swagger';
import type { NewProduct, Product } from '#lib/cards';
import { IsLine } from '#lib/http';
import { IsInt, Matches, Max, Min } from 'class-validator';

export const AMOUNT_MINOR_MAX = 1_000_000_000;
const MONTHS_MAX = 36;
const SHELF_MONTHS_MAX = 120;

export class CreateProductDto {
  @ApiProperty({ example: 'Re-Up 3 months', maxLength: 80 })
  @IsLine(80)
  readonly name!: string;

  @ApiProperty({ description: 'What a device must run on to take the card.', example: 'basic', maxLength: 40 })
  @IsLine(40)
  readonly plan!: string;

  @ApiProperty({
    type: 'integer',
    description: 'Calendar months of service.',
    minimum: 1,
    maximum: MONTHS_MAX,
    example: 3,
  })
  @IsInt()
  @Min(1)
  @Max(MONTHS_MAX)
  readonly months!: number;

  @ApiProperty({
    type: 'integer',
    description: 'The price in minor units (cents).',
    minimum: 1,
    maximum: AMOUNT_MINOR_MAX,
    example: 3000,
  })
  @IsInt()
  @Min(1)
  @Max(AMOUNT_MINOR_MAX)
  readonly amountMinor!: number;

  @ApiProperty({ description: 'ISO 4217.', example: 'USD' })
  @Matches(/^[A-Z]{3}$/, { message: 'currency must be three capital letters' })
  readonly currency!: string;

  @ApiProperty({
    description: 'GTIN-14 with its check digit: what the till’s barcode bears.',
    example: '09506000134352',
  })
  @Matches(/^\d{14}$/, { message: 'gtin must be 14 digits' })
  readonly gtin!: string;

  @ApiProperty({
    type: 'integer',
    description: 'Months an unsold card may hang in a shop.',
    minimum: 1,
    maximum: SHELF_MONTHS_MAX,
    example: 24,
  })
  @IsInt()
  @Min(1)
  @Max(SHELF_MONTHS_MAX)
  readonly shelfMonths!: number;

  @ApiProperty({
    type: 'integer',
    description: 'Months a sold card may wait to be used.',
    minimum: 1,
    maximum: SHELF_MONTHS_MAX,
    example: 60,
  })
  @IsInt()
  @Min(1)
  @Max(SHELF_MONTHS_MAX)
  readonly afterSaleMonths!: number;

  static toProduct({ amountMinor, ...rest }: CreateProductDto): NewProduct {
    return { ...rest, priceMinor: BigInt(amountMinor) };
  }
}

export class ProductDto {
  @ApiProperty({ example: '2' })
  readonly id!: string;

  @ApiProperty({ example: 'Re-Up 3 months' })
  readonly name!: string;

  @ApiProperty({ example: 'basic' })
  readonly plan!: string;

  @ApiProperty({ type: 'integer', example: 3 })
  readonly months!: number;

  @ApiProperty({ type: 'integer', example: 3000 })
  readonly amountMinor!: number;

  @ApiProperty({ example: 'USD' })
  readonly currency!: string;

  @ApiProperty({ example: '09506000134352' })
  readonly gtin!: string;

  @ApiProperty({ type: 'integer', example: 24 })
  readonly shelfMonths!: number;

  @ApiProperty({ type: 'integer', example: 60 })
  readonly afterSaleMonths!: number;

  @ApiProperty({ format: 'date-time' })
  readonly createdAt!: string;

  static of({ id, priceMinor, createdAt, ...rest }: Product): ProductDto {
    return { id: String(id), ...rest, amountMinor: Number(priceMinor), createdAt: createdAt.toISOString() };
  }
}

export class ProductListDto {
  @ApiProperty({ type: [ProductDto] })
  readonly items!: readonly ProductDto[];

  @ApiProperty({ type: String, nullable: true })
  readonly next!: string | null;
}
