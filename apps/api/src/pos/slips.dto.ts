import { ApiProperty } from '@nestjs/swagger';
import type { Slip } from '#lib/activation';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, Max, Min } from 'class-validator';

const AMOUNT_MINOR_MAX = 1_000_000_000;
const COPY_MAX = 1_000;

export class PrintSlipDto {
  @ApiProperty({
    type: 'integer',
    required: false,
    description: 'The cash that the customer gave, minor units: the slip then shows it and the change.',
    example: 5000,
    minimum: 1,
    maximum: AMOUNT_MINOR_MAX,
  })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(AMOUNT_MINOR_MAX)
  readonly tenderedMinor?: number;
}

export class SlipCopyQuery {
  @ApiProperty({
    type: 'integer',
    required: false,
    description: 'Which print; the newest is shown without it.',
    minimum: 1,
  })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(COPY_MAX)
  readonly copy?: number;
}

class SlipStoreDto {
  @ApiProperty({ example: 'Corner Main Street' })
  readonly name!: string;

  @ApiProperty({ example: '3 Main St, Dover DE' })
  readonly address!: string;
}

class SlipLineDto {
  @ApiProperty({ example: 'DE prepaid 911 fee' })
  readonly name!: string;

  @ApiProperty({ type: 'integer', example: 50 })
  readonly amountMinor!: number;
}

class SlipEndDto {
  @ApiProperty({ format: 'date-time' })
  readonly at!: string;

  @ApiProperty({ type: String, nullable: true })
  readonly reason!: string | null;
}

export class SlipDto implements Slip {
  @ApiProperty({ enum: ['sale', 'void', 'reversed'] })
  readonly kind!: 'sale' | 'void' | 'reversed';

  @ApiProperty({ type: 'integer', description: 'Counted from 1; 0: shown, never printed.', example: 1 })
  readonly copy!: number;

  @ApiProperty({ description: 'It was printed before.' })
  readonly duplicate!: boolean;

  @ApiProperty({ example: 'Corner & Co' })
  readonly retailer!: string;

  @ApiProperty({ type: SlipStoreDto })
  readonly store!: SlipStoreDto;

  @ApiProperty({ example: 'Till 1' })
  readonly terminal!: string;

  @ApiProperty({ type: String, nullable: true, example: 'Anna (17)' })
  readonly clerk!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'The shift’s short name.' })
  readonly shift!: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'R-000183' })
  readonly receipt!: string | null;

  @ApiProperty({ example: '0001-20261124-000017' })
  readonly key!: string;

  @ApiProperty({ format: 'date-time', description: 'In the store’s own time, with offset.' })
  readonly at!: string;

  @ApiProperty({ example: '3 months' })
  readonly product!: string;

  @ApiProperty({ type: 'integer', example: 3 })
  readonly months!: number;

  @ApiProperty({ example: 'USD' })
  readonly currency!: string;

  @ApiProperty({ type: 'integer', example: 3000 })
  readonly priceMinor!: number;

  @ApiProperty({ type: [SlipLineDto] })
  readonly taxes!: readonly SlipLineDto[];

  @ApiProperty({ type: 'integer', example: 3050 })
  readonly totalMinor!: number;

  @ApiProperty({ type: 'integer', nullable: true, example: 5000 })
  readonly tenderedMinor!: number | null;

  @ApiProperty({ type: 'integer', nullable: true, example: 1950 })
  readonly changeMinor!: number | null;

  @ApiProperty({ example: '9700 01•• •••• 5613' })
  readonly serial!: string;

  @ApiProperty({ example: '7K2M91QX' })
  readonly authorization!: string;

  @ApiProperty({ type: SlipEndDto, nullable: true })
  readonly ended!: SlipEndDto | null;

  @ApiProperty({ example: 'https://re-up.example/redeem' })
  readonly redeemUrl!: string;

  @ApiProperty({ example: '1-800-555-0117' })
  readonly helpPhone!: string;

  @ApiProperty({ type: [String] })
  readonly steps!: readonly string[];

  @ApiProperty({ type: [String] })
  readonly notices!: readonly string[];
}
