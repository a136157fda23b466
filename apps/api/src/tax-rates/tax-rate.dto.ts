import { ApiProperty } from '@nestjs/swagger';
import { IsDay, IsLine, PageQuery } from '#lib/http';
import type { NewTaxRate, TaxRate } from '#lib/retail';
import { IsInt, IsOptional, Matches, Max, Min } from 'class-validator';
import { JURISDICTION } from '../stores/store.dto.js';

const FLAT_MINOR_MAX = 1_000_000;
const JURISDICTION_MESSAGE = 'jurisdiction must be a country or its part, such as HU or US-TX';

export class SetTaxRateDto {
  @ApiProperty({ description: 'ISO 3166: a country or one of its parts.', example: 'US-TX' })
  @Matches(JURISDICTION, { message: JURISDICTION_MESSAGE })
  readonly jurisdiction!: string;

  @ApiProperty({ description: 'As the slip says it.', example: 'Prepaid wireless 9-1-1 fee', maxLength: 40 })
  @IsLine(40)
  readonly name!: string;

  @ApiProperty({
    format: 'date',
    example: '2027-01-01',
    description: 'The first business day; one that has begun nowhere yet. The same day again replaces what was set.',
  })
  @IsDay()
  readonly validFrom!: string;

  @ApiProperty({
    type: 'integer',
    required: false,
    minimum: 0,
    maximum: 10_000,
    example: 200,
    description: 'Hundredths of a percent of the price. Neither this nor `flatMinor`: it ends on that day.',
  })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(10_000)
  readonly rateBp?: number;

  @ApiProperty({
    type: 'integer',
    required: false,
    minimum: 0,
    maximum: FLAT_MINOR_MAX,
    description: 'So much a card, in minor units, instead of a share.',
  })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(FLAT_MINOR_MAX)
  readonly flatMinor?: number;

  @ApiProperty({ description: 'ISO 4217; sales in another currency don’t bear it.', example: 'USD' })
  @Matches(/^[A-Z]{3}$/, { message: 'currency must be three capital letters' })
  readonly currency!: string;

  static toTaxRate({ rateBp, flatMinor, ...rest }: SetTaxRateDto, setBy: string): NewTaxRate {
    return { ...rest, rateBp: rateBp ?? 0, flatMinor: BigInt(flatMinor ?? 0), setBy };
  }
}

export class TaxRateDto {
  @ApiProperty({ example: '4' })
  readonly id!: string;

  @ApiProperty({ example: 'US-TX' })
  readonly jurisdiction!: string;

  @ApiProperty({ example: 'Prepaid wireless 9-1-1 fee' })
  readonly name!: string;

  @ApiProperty({ format: 'date' })
  readonly validFrom!: string;

  @ApiProperty({ type: 'integer', example: 200 })
  readonly rateBp!: number;

  @ApiProperty({ type: 'integer', example: 0 })
  readonly flatMinor!: number;

  @ApiProperty({ example: 'USD' })
  readonly currency!: string;

  @ApiProperty({ example: 'staff:0192f0c1-2345-7abc-8def-0123456789ab' })
  readonly setBy!: string;

  @ApiProperty({ format: 'date-time' })
  readonly setAt!: string;

  static of({ flatMinor, setAt, ...rest }: TaxRate): TaxRateDto {
    return { ...rest, flatMinor: Number(flatMinor), setAt: setAt.toISOString() };
  }
}

export class TaxRateListDto {
  @ApiProperty({ type: [TaxRateDto] })
  readonly items!: readonly TaxRateDto[];

  @ApiProperty({ type: String, nullable: true })
  readonly next!: string | null;
}

export class TaxRateQuery extends PageQuery {
  @ApiProperty({ required: false, description: 'Only this place’s.', example: 'US-TX' })
  @IsOptional()
  @Matches(JURISDICTION, { message: JURISDICTION_MESSAGE })
  readonly jurisdiction?: string;
}
