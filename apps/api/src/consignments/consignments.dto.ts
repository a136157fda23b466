import { ApiProperty } from '@nestjs/swagger';
import { serialOf } from '#lib/cards';
import { IsIntId } from '#lib/http';
import type { Consignment } from '#lib/inventory';
import { ArrayMaxSize, IsArray, IsInt, IsOptional, IsString, Length, Max, Min } from 'class-validator';

/** More cards missing than this and the box is another one. */
const MISSING_MAX = 1_000;

export class ShipDto {
  @ApiProperty({ example: '1' })
  @IsIntId()
  readonly storeId!: string;

  @ApiProperty({ description: 'The first card of the box.', example: '9700012300045613' })
  @IsString()
  @Length(16, 24)
  readonly firstSerial!: string;

  @ApiProperty({ description: 'The last card of the box.', example: '9700012300046611' })
  @IsString()
  @Length(16, 24)
  readonly lastSerial!: string;
}

export class ReceiveDto {
  @ApiProperty({ type: 'integer', description: 'Cards counted.', example: 100 })
  @IsInt()
  @Min(0)
  @Max(9_999_999)
  readonly count!: number;

  @ApiProperty({ required: false, description: 'First card found; default: the consignment’s.' })
  @IsOptional()
  @IsString()
  @Length(16, 24)
  readonly firstSerial?: string;

  @ApiProperty({ required: false, description: 'Last card found; default: the consignment’s.' })
  @IsOptional()
  @IsString()
  @Length(16, 24)
  readonly lastSerial?: string;

  @ApiProperty({
    required: false,
    type: [String],
    description: 'Cards inside the range that were not there.',
    maxItems: MISSING_MAX,
  })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MISSING_MAX)
  @IsString({ each: true })
  @Length(16, 24, { each: true })
  readonly missing?: readonly string[];
}

export class ConsignmentDto {
  @ApiProperty({ format: 'uuid' })
  readonly id!: string;

  @ApiProperty({ enum: ['shipped', 'received', 'received_short'] })
  readonly state!: string;

  @ApiProperty({ example: '1' })
  readonly storeId!: string;

  @ApiProperty()
  readonly firstSerial!: string;

  @ApiProperty()
  readonly lastSerial!: string;

  @ApiProperty({ type: 'integer' })
  readonly cards!: number;

  @ApiProperty({ type: 'integer', nullable: true, description: 'Cards counted at the store.' })
  readonly received!: number | null;

  @ApiProperty({ format: 'date-time' })
  readonly shippedAt!: string;

  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  readonly receivedAt!: string | null;

  static of({
    id,
    state,
    storeId,
    firstCard,
    lastCard,
    cards,
    received,
    shippedAt,
    receivedAt,
  }: Consignment): ConsignmentDto {
    return {
      id,
      state,
      storeId: String(storeId),
      firstSerial: serialOf(firstCard),
      lastSerial: serialOf(lastCard),
      cards,
      received,
      shippedAt: shippedAt.toISOString(),
      receivedAt: receivedAt?.toISOString() ?? null,
    };
  }
}

export class ConsignmentPageDto {
  @ApiProperty({ type: [ConsignmentDto] })
  readonly items!: readonly ConsignmentDto[];

  @ApiProperty({ type: 'string', nullable: true })
  readonly next!: string | null;
}
