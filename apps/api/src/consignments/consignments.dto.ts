import { ApiProperty } from '@nestjs/swagger';
import { SCAN_LENGTH_MAX, batchNumber, serialOf } from '#lib/cards';
import { IsIntId, PageQuery } from '#lib/http';
import { CONSIGNMENT_STATES, type ConsignmentState, type ConsignmentView } from '#lib/inventory';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Length,
  Max,
  Min,
} from 'class-validator';
import { CardRangeDto } from '../cards/cards.dto.js';

/** More cards missing than this and the box is another one. */
const MISSING_MAX = 1_000;

export class ShipDto extends CardRangeDto {
  @ApiProperty({ example: '1' })
  @IsIntId()
  readonly storeId!: string;
}

export class ConsignmentQuery extends PageQuery {
  @ApiProperty({ required: false, description: 'Only this store’s.' })
  @IsOptional()
  @IsIntId()
  readonly storeId?: string;

  @ApiProperty({ required: false, enum: CONSIGNMENT_STATES })
  @IsOptional()
  @IsIn(CONSIGNMENT_STATES)
  readonly state?: ConsignmentState;

  @ApiProperty({ required: false, description: 'Only those that hold this card: its serial, or a scan of it.' })
  @IsOptional()
  @IsString()
  @Length(1, SCAN_LENGTH_MAX)
  readonly serial?: string;
}

export class ReceiveDto {
  @ApiProperty({
    required: false,
    type: [String],
    minItems: 2,
    maxItems: 2,
    description: 'Scans of the box’s first and last card, in either order: enough to receive it.',
    example: ['9700012300045613', '9700012300046611'],
  })
  @IsOptional()
  @IsArray()
  @ArrayMinSize(2)
  @ArrayMaxSize(2)
  @IsString({ each: true })
  @Length(1, SCAN_LENGTH_MAX, { each: true })
  readonly scans?: readonly string[];

  @ApiProperty({
    required: false,
    type: 'integer',
    description: 'Cards counted. Without scans it must be there.',
    example: 100,
  })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(9_999_999)
  readonly count?: number;

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

  @ApiProperty({ enum: CONSIGNMENT_STATES })
  readonly state!: ConsignmentState;

  @ApiProperty({ example: '1' })
  readonly storeId!: string;

  @ApiProperty({ example: 'Corner Market, Elm Street' })
  readonly storeName!: string;

  @ApiProperty({ example: '000123' })
  readonly batchId!: string;

  @ApiProperty({ example: '2' })
  readonly productId!: string;

  @ApiProperty({ example: 'Re-Up 3 months' })
  readonly productName!: string;

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

  @ApiProperty({ type: 'string', nullable: true, description: 'Who sent it.' })
  readonly shippedByName!: string | null;

  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  readonly receivedAt!: string | null;

  @ApiProperty({ type: 'string', nullable: true, description: 'Who counted it.' })
  readonly receivedByName!: string | null;

  static of(view: ConsignmentView): ConsignmentDto {
    const { id, state, storeName, productName, cards, received, shippedByName, receivedByName } = view;
    return {
      id,
      state,
      storeId: String(view.storeId),
      storeName,
      batchId: batchNumber(view.batchId),
      productId: String(view.productId),
      productName,
      firstSerial: serialOf(view.firstCard),
      lastSerial: serialOf(view.lastCard),
      cards,
      received,
      shippedAt: view.shippedAt.toISOString(),
      shippedByName,
      receivedAt: view.receivedAt?.toISOString() ?? null,
      receivedByName,
    };
  }
}

export class ConsignmentPageDto {
  @ApiProperty({ type: [ConsignmentDto] })
  readonly items!: readonly ConsignmentDto[];

  @ApiProperty({ type: 'string', nullable: true })
  readonly next!: string | null;
}
