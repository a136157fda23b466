import { ApiProperty } from '@nestjs/swagger';
import { IsDay, IsIntId } from '#lib/http';
import type { CommissionRate } from '#lib/retail';
import { IsInt, IsOptional, Max, Min } from 'class-validator';

export class SetCommissionRateDto {
  @ApiProperty({ required: false, example: '2', description: 'Absent: every product that has no rate of its own.' })
  @IsOptional()
  @IsIntId()
  readonly productId?: string;

  @ApiProperty({
    format: 'date',
    example: '2027-01-01',
    description: 'The first business day; one that has begun nowhere yet. The same day again replaces what was set.',
  })
  @IsDay()
  readonly validFrom!: string;

  @ApiProperty({
    type: 'integer',
    minimum: 0,
    maximum: 10_000,
    example: 750,
    description: 'Its share of a sale in hundredths of a percent.',
  })
  @IsInt()
  @Min(0)
  @Max(10_000)
  readonly commissionBp!: number;
}

export class CommissionRateDto {
  @ApiProperty({ example: '7' })
  readonly id!: string;

  @ApiProperty({ example: '1' })
  readonly retailerId!: string;

  @ApiProperty({ type: String, nullable: true, example: '2' })
  readonly productId!: string | null;

  @ApiProperty({ format: 'date' })
  readonly validFrom!: string;

  @ApiProperty({ type: 'integer', example: 750 })
  readonly commissionBp!: number;

  @ApiProperty({ example: 'staff:0192f0c1-2345-7abc-8def-0123456789ab' })
  readonly setBy!: string;

  @ApiProperty({ format: 'date-time' })
  readonly setAt!: string;

  static of({ retailerId, productId, setAt, ...rest }: CommissionRate): CommissionRateDto {
    return {
      ...rest,
      retailerId: String(retailerId),
      productId: productId === null ? null : String(productId),
      setAt: setAt.toISOString(),
    };
  }
}

export class CommissionRateListDto {
  @ApiProperty({ type: [CommissionRateDto] })
  readonly items!: readonly CommissionRateDto[];

  @ApiProperty({ type: String, nullable: true })
  readonly next!: string | null;
}
