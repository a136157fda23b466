import { ApiProperty } from '@nestjs/swagger';
import { batchNumber, serialOf } from '#lib/cards';
import { IsIntId, IsLine, PageQuery } from '#lib/http';
import type { ReturnView } from '#lib/inventory';
import { IsOptional } from 'class-validator';
import { CardRangeDto } from '../cards/cards.dto.js';

export class ReturnCardsDto extends CardRangeDto {
  @ApiProperty({ description: 'The store that sends them back.', example: '1' })
  @IsIntId()
  readonly storeId!: string;

  @ApiProperty({ example: 'store closes', maxLength: 200 })
  @IsLine(200)
  readonly reason!: string;
}

export class ReturnQuery extends PageQuery {
  @ApiProperty({ required: false, description: 'Only this store’s.' })
  @IsOptional()
  @IsIntId()
  readonly storeId?: string;
}

export class ReturnDto {
  @ApiProperty({ format: 'uuid' })
  readonly id!: string;

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

  @ApiProperty()
  readonly reason!: string;

  @ApiProperty({ type: 'string', nullable: true, description: 'Who took them back.' })
  readonly returnedByName!: string | null;

  @ApiProperty({ format: 'date-time' })
  readonly returnedAt!: string;

  static of(view: ReturnView): ReturnDto {
    const { id, storeName, productName, cards, reason, returnedByName } = view;
    return {
      id,
      storeId: String(view.storeId),
      storeName,
      batchId: batchNumber(view.batchId),
      productId: String(view.productId),
      productName,
      firstSerial: serialOf(view.firstCard),
      lastSerial: serialOf(view.lastCard),
      cards,
      reason,
      returnedByName,
      returnedAt: view.returnedAt.toISOString(),
    };
  }
}

export class ReturnPageDto {
  @ApiProperty({ type: [ReturnDto] })
  readonly items!: readonly ReturnDto[];

  @ApiProperty({ type: 'string', nullable: true })
  readonly next!: string | null;
}
