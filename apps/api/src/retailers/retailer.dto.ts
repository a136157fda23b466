import { ApiProperty } from '@nestjs/swagger';
import { IsLine } from '#lib/http';
import { type NewRetailer, RECEIVING, type Receiving, type RetailerFacts } from '#lib/retail';
import { IsBoolean, IsIn, IsInt, IsOptional, Max, Min } from 'class-validator';

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

export class RetailerListDto {
  @ApiProperty({ type: [RetailerDto] })
  readonly items!: readonly RetailerDto[];

  @ApiProperty({ type: String, nullable: true })
  readonly next!: string | null;
}
