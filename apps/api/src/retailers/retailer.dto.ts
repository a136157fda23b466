import { ApiProperty } from '@nestjs/swagger';
import { IsLine } from '#lib/http';
import { type NewRetailer, RECEIVING, type Receiving, type RetailerFacts } from '#lib/retail';
import type { RetailerCredit } from '#lib/ledger';
import { IsBoolean, IsIn, IsInt, IsOptional, Matches, Max, Min, ValidateIf } from 'class-validator';

const CREDIT_LIMIT_MINOR_MAX = 1_000_000_000_000;
const MINUTES_A_DAY = 1_440;

export class CreateRetailerDto {
  @ApiProperty({ example: 'Corner Markets', maxLength: 80 })
  @IsLine(80)
  readonly name!: string;

  @ApiProperty({
    enum: RECEIVING,
    description: '`strict`: only cards marked as received may be sold. `lenient`: others too, with an exception.',
  })
  @IsIn(RECEIVING)
  readonly receiving!: Receiving;

  @ApiProperty({
    type: 'integer',
    description: 'Its share of a sale in hundredths of a percent.',
    minimum: 0,
    maximum: 10_000,
    example: 800,
  })
  @IsInt()
  @Min(0)
  @Max(10_000)
  readonly commissionBp!: number;

  @ApiProperty({
    required: false,
    default: true,
    description: 'Whether commission is taken back when a card is voided.',
  })
  @IsOptional()
  @IsBoolean()
  readonly clawBack: boolean = true;

  @ApiProperty({
    type: 'integer',
    required: false,
    default: 0,
    minimum: 0,
    maximum: MINUTES_A_DAY - 1,
    description: 'When the business day begins, minutes after midnight.',
  })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(MINUTES_A_DAY - 1)
  readonly cutOffMinutes: number = 0;

  @ApiProperty({
    type: 'integer',
    required: false,
    nullable: true,
    minimum: 1,
    maximum: CREDIT_LIMIT_MINOR_MAX,
    description: 'What it may owe, in minor units; null: nothing agreed.',
    example: 500_000,
  })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(CREDIT_LIMIT_MINOR_MAX)
  readonly creditLimitMinor?: number | null;

  @ApiProperty({ required: false, default: false, description: 'A machine host: many sales in minutes are no alarm.' })
  @IsOptional()
  @IsBoolean()
  readonly sellsInBursts: boolean = false;

  @ApiProperty({
    required: false,
    default: 'USD',
    description: 'ISO 4217: what its credit is agreed in. Never changes.',
  })
  @IsOptional()
  @Matches(/^[A-Z]{3}$/, { message: 'currency must be three capital letters' })
  readonly currency: string = 'USD';

  @ApiProperty({
    required: false,
    default: false,
    description: 'It only plays: its tills may ask for cards that give each outcome on purpose. Never changes.',
  })
  @IsOptional()
  @IsBoolean()
  readonly sandbox?: boolean;

  static toRetailer(dto: CreateRetailerDto): NewRetailer {
    const limit = dto.creditLimitMinor ?? null;
    return {
      name: dto.name,
      receiving: dto.receiving,
      commissionBp: dto.commissionBp,
      clawBack: dto.clawBack ?? true,
      cutOffMinutes: dto.cutOffMinutes ?? 0,
      creditLimitMinor: limit === null ? null : BigInt(limit),
      sellsInBursts: dto.sellsInBursts ?? false,
      currency: dto.currency ?? 'USD',
      sandbox: dto.sandbox ?? false,
    };
  }
}

export class RetailerDto {
  @ApiProperty({ example: '1' })
  readonly id!: string;

  @ApiProperty({ example: 'Corner Markets' })
  readonly name!: string;

  @ApiProperty({ enum: RECEIVING })
  readonly receiving!: Receiving;

  @ApiProperty({ type: 'integer', example: 800 })
  readonly commissionBp!: number;

  @ApiProperty()
  readonly clawBack!: boolean;

  @ApiProperty({ type: 'integer', example: 0 })
  readonly cutOffMinutes!: number;

  @ApiProperty({ type: 'integer', nullable: true, example: 500_000 })
  readonly creditLimitMinor!: number | null;

  @ApiProperty()
  readonly sellsInBursts!: boolean;

  @ApiProperty({ example: 'USD' })
  readonly currency!: string;

  @ApiProperty({ description: 'It only plays: its cards give each outcome on purpose.' })
  readonly sandbox!: boolean;

  @ApiProperty({ format: 'date-time' })
  readonly createdAt!: string;

  static of({ id, creditLimitMinor, createdAt, ...rest }: RetailerFacts): RetailerDto {
    return {
      id: String(id),
      ...rest,
      creditLimitMinor: creditLimitMinor === null ? null : Number(creditLimitMinor),
      createdAt: createdAt.toISOString(),
    };
  }
}

export class CreditDto {
  @ApiProperty({ example: 'USD' })
  readonly currency!: string;

  @ApiProperty({ type: 'integer', nullable: true, example: 500_000, description: '`null`: no limit agreed.' })
  readonly limitMinor!: number | null;

  @ApiProperty({ type: 'integer', example: 410_000, description: 'Below zero: we owe the retailer.' })
  readonly owedMinor!: number;

  @ApiProperty({
    type: 'integer',
    nullable: true,
    example: 90_000,
    description: 'What it may still sell, less commission. Below zero: overdrawn by stored sales or a lower limit.',
  })
  readonly roomMinor!: number | null;

  @ApiProperty({ type: Number, nullable: true, example: 0.82, description: 'Of the limit; above 1: overdrawn.' })
  readonly usedShare!: number | null;

  static of({ currency, limitMinor, owedMinor, roomMinor, usedShare }: RetailerCredit): CreditDto {
    return {
      currency,
      limitMinor: limitMinor === null ? null : Number(limitMinor),
      owedMinor: Number(owedMinor),
      roomMinor: roomMinor === null ? null : Number(roomMinor),
      usedShare,
    };
  }
}

export class RetailerWithCreditDto extends RetailerDto {
  @ApiProperty({ type: CreditDto })
  readonly credit!: CreditDto;

  static with(retailer: RetailerFacts, credit: RetailerCredit): RetailerWithCreditDto {
    return Object.assign(RetailerDto.of(retailer), { credit: CreditDto.of(credit) });
  }
}

export class CreditLimitDto {
  @ApiProperty({
    type: 'integer',
    nullable: true,
    minimum: 1,
    maximum: CREDIT_LIMIT_MINOR_MAX,
    description: 'What it may owe from now on, in minor units of its currency; null: no limit agreed.',
    example: 1_000_000,
  })
  @ValidateIf((_, limit) => limit !== null)
  @IsInt()
  @Min(1)
  @Max(CREDIT_LIMIT_MINOR_MAX)
  readonly creditLimitMinor!: number | null;
}

export class RetailerListDto {
  @ApiProperty({ type: [RetailerDto] })
  readonly items!: readonly RetailerDto[];

  @ApiProperty({ type: String, nullable: true })
  readonly next!: string | null;
}
