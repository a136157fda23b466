import { ApiProperty } from '@nestjs/swagger';
import type { ProductPrice } from '#lib/cards';
import { IsDay } from '#lib/http';
import { IsInt, Max, Min } from 'class-validator';
import { AMOUNT_MINOR_MAX } from './product.dto.js';

export class SetProductPriceDto {
  @ApiProperty({
    format: 'date',
    example: '2027-01-01',
    description: 'The first business day; one that has begun nowhere yet. The same day again replaces what was set.',
  })
  @IsDay()
  readonly validFrom!: string;

  @ApiProperty({
    type: 'integer',
    minimum: 1,
    maximum: AMOUNT_MINOR_MAX,
    example: 3_200,
    description: 'In minor units of the product’s currency. Cards that were printed before cost it too.',
  })
  @IsInt()
  @Min(1)
  @Max(AMOUNT_MINOR_MAX)
  readonly priceMinor!: number;
}

export class ProductPriceDto {
  @ApiProperty({ example: '2' })
  readonly productId!: string;

  @ApiProperty({ format: 'date' })
  readonly validFrom!: string;

  @ApiProperty({ type: 'integer', example: 3_200 })
  readonly priceMinor!: number;

  @ApiProperty({ example: 'staff:0192f0c1-2345-7abc-8def-0123456789ab' })
  readonly setBy!: string;

  @ApiProperty({ format: 'date-time' })
  readonly setAt!: string;

  static of({ productId, validFrom, priceMinor, setBy, setAt }: ProductPrice): ProductPriceDto {
    const set = { setBy, setAt: setAt.toISOString() };
    return { productId: String(productId), validFrom, priceMinor: Number(priceMinor), ...set };
  }
}

export class ProductPriceListDto {
  @ApiProperty({ type: [ProductPriceDto] })
  readonly items!: readonly ProductPriceDto[];

  @ApiProperty({ type: String, nullable: true })
  readonly next!: string | null;
}
