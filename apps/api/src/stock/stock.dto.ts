import { ApiProperty } from '@nestjs/swagger';
import { type BatchState, CARDS_A_BATCH_MAX, batchNumber } from '#lib/cards';
import { IsIntId, PageQuery } from '#lib/http';
import type { StockLine, WarehouseStock } from '#lib/inventory';
import { IsInt, IsOptional, Max, Min } from 'class-validator';

export class StockQuery extends PageQuery {
  @ApiProperty({ required: false, description: 'Only this store’s.' })
  @IsOptional()
  @IsIntId()
  readonly storeId?: string;

  @ApiProperty({ required: false, description: 'Only this product.' })
  @IsOptional()
  @IsIntId()
  readonly productId?: string;
}

export class WarehouseQuery extends PageQuery {
  @ApiProperty({ required: false, description: 'Only batches of this product.' })
  @IsOptional()
  @IsIntId()
  readonly productId?: string;
}

/** A store’s stock of one product. */
export class StockLineDto {
  @ApiProperty({ example: '1' })
  readonly storeId!: string;

  @ApiProperty({ example: 'Corner Market, Elm Street' })
  readonly storeName!: string;

  @ApiProperty({ example: '2' })
  readonly productId!: string;

  @ApiProperty({ example: 'Re-Up 3 months' })
  readonly productName!: string;

  @ApiProperty({ type: 'integer', description: 'Shipped and not received.' })
  readonly onTheWay!: number;

  @ApiProperty({ type: 'integer', description: 'On the pegs.' })
  readonly inStore!: number;

  @ApiProperty({ type: 'integer', description: 'Sold in the last 7 days and not taken back.' })
  readonly sold7d!: number;

  @ApiProperty({
    type: 'number',
    nullable: true,
    description: 'Days that the pegs last at the pace of the last 7; null where nothing was sold.',
  })
  readonly coverDays!: number | null;

  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: 'Whole days since the oldest box came of which a card still hangs.',
  })
  readonly oldestDays!: number | null;

  @ApiProperty({ type: 'integer', nullable: true, description: 'Send more when no more than so many are left.' })
  readonly reorderPoint!: number | null;

  @ApiProperty({ description: 'What hangs and what is on its way are not above the re-order point.' })
  readonly reorder!: boolean;

  static of({ storeId, productId, sold, ...line }: StockLine): StockLineDto {
    const { storeName, productName, onTheWay, inStore, coverDays, oldestDays, reorderPoint, reorder } = line;
    return {
      storeId: String(storeId),
      storeName,
      productId: String(productId),
      productName,
      onTheWay,
      inStore,
      sold7d: sold,
      coverDays,
      oldestDays,
      reorderPoint,
      reorder,
    };
  }
}

export class StockPageDto {
  @ApiProperty({ type: [StockLineDto] })
  readonly items!: readonly StockLineDto[];

  @ApiProperty({ type: 'string', nullable: true })
  readonly next!: string | null;
}

/** What of a batch lies in the warehouse. */
export class WarehouseLineDto {
  @ApiProperty({ example: '000123' })
  readonly batchId!: string;

  @ApiProperty({ enum: ['sealed', 'released', 'frozen'] })
  readonly state!: BatchState;

  @ApiProperty({ example: '2' })
  readonly productId!: string;

  @ApiProperty({ example: 'Re-Up 3 months' })
  readonly productName!: string;

  @ApiProperty({ type: 'integer', description: 'Cards of the batch.' })
  readonly cards!: number;

  @ApiProperty({ type: 'integer', description: 'Printed and not sent to any store.' })
  readonly inWarehouse!: number;

  @ApiProperty({
    type: 'integer',
    description: 'Numbers in boxes that went to stores and did not come back, with the ruined ones among them.',
  })
  readonly sent!: number;

  @ApiProperty({ type: 'integer', description: 'Ruined, and not among the numbers of a box.' })
  readonly spoiled!: number;

  @ApiProperty({ type: 'integer', description: 'Blocked in the warehouse.' })
  readonly blocked!: number;

  @ApiProperty({ format: 'date', description: 'The last day on which its cards may be sold.' })
  readonly sellBy!: string;

  static of({ batchId, productId, state, ...line }: WarehouseStock): WarehouseLineDto {
    const { productName, cards, inWarehouse, sent, spoiled, blocked, sellBy } = line;
    return {
      batchId: batchNumber(batchId),
      state,
      productId: String(productId),
      productName,
      cards,
      inWarehouse,
      sent,
      spoiled,
      blocked,
      sellBy,
    };
  }
}

export class WarehousePageDto {
  @ApiProperty({ type: [WarehouseLineDto] })
  readonly items!: readonly WarehouseLineDto[];

  @ApiProperty({ type: 'string', nullable: true })
  readonly next!: string | null;
}

class StockPlaceDto {
  @ApiProperty({ example: '1' })
  @IsIntId()
  readonly storeId!: string;

  @ApiProperty({ example: '2' })
  @IsIntId()
  readonly productId!: string;
}

export class ReorderPointDto extends StockPlaceDto {
  @ApiProperty({ type: 'integer', description: 'Send more when no more than so many are left.', example: 20 })
  @IsInt()
  @Min(0)
  @Max(CARDS_A_BATCH_MAX)
  readonly cards!: number;
}

export class CountDto extends StockPlaceDto {
  @ApiProperty({ type: 'integer', description: 'Cards of the product on the pegs.', example: 48 })
  @IsInt()
  @Min(0)
  @Max(CARDS_A_BATCH_MAX)
  readonly counted!: number;
}

export class CountResultDto {
  @ApiProperty({ format: 'uuid' })
  readonly id!: string;

  @ApiProperty({ type: 'integer', description: 'What the books had at that moment.' })
  readonly expected!: number;

  @ApiProperty({ type: 'integer' })
  readonly counted!: number;

  @ApiProperty({
    type: 'integer',
    description: 'Counted less expected; anything but 0 is an exception that someone must explain.',
  })
  readonly difference!: number;
}
