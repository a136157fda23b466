import { ApiProperty } from '@nestjs/swagger';
import {
  type CardHistory,
  type CardHistoryLine,
  SCAN_LENGTH_MAX,
  batchNumber,
  batchOfCard,
  serialOf,
} from '#lib/cards';
import { IsLine } from '#lib/http';
import { BLOCK_REASONS, type BlockReason, type CardPlace } from '#lib/inventory';
import type { ShownAttempt } from '#lib/risk';
import { IsIn, IsOptional, IsString, Length, Matches } from 'class-validator';

export class CardHistoryLineDto {
  @ApiProperty({ format: 'date-time' })
  readonly at!: string;

  @ApiProperty({ example: 'activate' })
  readonly event!: string;

  @ApiProperty({ description: '`staff:<id>`, `terminal:<id>`, `customer` or `system`.', example: 'terminal:1' })
  readonly actor!: string;

  @ApiProperty({ type: 'string', nullable: true, description: 'Where.' })
  readonly storeId!: string | null;

  @ApiProperty({ type: 'integer', description: 'How many cards it happened to at once.', example: 1 })
  readonly cards!: number;

  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true })
  readonly detail!: Readonly<Record<string, unknown>> | null;

  static of({ at, event, actor, storeId, cards, detail }: CardHistoryLine): CardHistoryLineDto {
    return { at: at.toISOString(), event, actor, storeId: storeId === null ? null : String(storeId), cards, detail };
  }
}

export class CardAttemptDto {
  @ApiProperty({ format: 'date-time' })
  readonly at!: string;

  @ApiProperty({ enum: ['preview', 'redeem'] })
  readonly verb!: string;

  @ApiProperty({ example: 'api' })
  readonly channel!: string;

  @ApiProperty({
    type: 'string',
    nullable: true,
    description: 'Why it came to nothing; null where the PIN was usable.',
  })
  readonly reason!: string | null;

  static of({ at, verb, channel, reason }: ShownAttempt): CardAttemptDto {
    return { at: at.toISOString(), verb, channel, reason };
  }
}

/** Everything that happened to one card; its PIN is known to nobody. */
export class CardDto {
  @ApiProperty({ example: '9700012300045613' })
  readonly serial!: string;

  @ApiProperty({ example: 'active' })
  readonly state!: string;

  @ApiProperty({ example: '000123' })
  readonly batchId!: string;

  @ApiProperty({ example: '2' })
  readonly productId!: string;

  @ApiProperty({ type: 'integer' })
  readonly months!: number;

  @ApiProperty({ type: 'string', nullable: true })
  readonly storeId!: string | null;

  @ApiProperty({ format: 'date', description: 'The last day on which it may be sold.' })
  readonly sellBy!: string;

  @ApiProperty({ type: [CardHistoryLineDto] })
  readonly history!: readonly CardHistoryLineDto[];

  @ApiProperty({ type: [CardAttemptDto], description: 'The last tries of its PIN, newest first.' })
  readonly attempts!: readonly CardAttemptDto[];

  static of({ card, state, history }: CardHistory, attempts: readonly ShownAttempt[]): CardDto {
    return {
      serial: serialOf(card.id),
      state,
      batchId: batchNumber(batchOfCard(card.id)),
      productId: String(card.productId),
      months: card.months,
      storeId: card.storeId === null ? null : String(card.storeId),
      sellBy: card.sellBy,
      history: history.map((line) => CardHistoryLineDto.of(line)),
      attempts: attempts.map((one) => CardAttemptDto.of(one)),
    };
  }
}

/** Cards side by side, first and last included. */
export class CardRangeDto {
  @ApiProperty({ example: '9700012300045613' })
  @IsString()
  @Length(16, 24)
  readonly firstSerial!: string;

  @ApiProperty({ example: '9700012300045613' })
  @IsString()
  @Length(16, 24)
  readonly lastSerial!: string;
}

export class BlockCardsDto extends CardRangeDto {
  @ApiProperty({ enum: BLOCK_REASONS })
  @IsIn(BLOCK_REASONS)
  readonly reason!: BlockReason;

  @ApiProperty({ required: false, example: 'box stolen from the van', maxLength: 200 })
  @IsOptional()
  @IsLine(200)
  readonly note?: string;
}

export class BlockedCardsDto {
  @ApiProperty({ type: 'integer', description: 'Cards that were blocked; those at their end stay as they are.' })
  readonly cards!: number;
}

export class UnblockCardsDto extends CardRangeDto {
  @ApiProperty({
    description: 'Why they may go on; the second person reads it.',
    example: 'box was found',
    maxLength: 200,
  })
  @IsLine(200)
  readonly reason!: string;
}

export class AskedUnblockDto {
  @ApiProperty({ format: 'uuid', description: 'What the second person decides.' })
  readonly approvalId!: string;

  @ApiProperty({ enum: ['waiting'] })
  readonly state!: 'waiting';

  @ApiProperty({ type: 'integer', description: 'Blocked cards in the range.' })
  readonly cards!: number;
}

export class FindCardQuery {
  @ApiProperty({ description: 'A serial, or a scan of any code on the card.', example: '9700012300045613' })
  @IsString()
  @Length(1, SCAN_LENGTH_MAX)
  readonly code!: string;
}

/** What a search for a card shows: where it is and where to read on. */
export class CardFoundDto {
  @ApiProperty({ example: '9700012300045613' })
  readonly serial!: string;

  @ApiProperty({ example: 'in_store' })
  readonly state!: string;

  @ApiProperty({ type: 'string', nullable: true, description: 'The state that it was blocked out of.' })
  readonly blockedFrom!: string | null;

  @ApiProperty({ example: '000123' })
  readonly batchId!: string;

  @ApiProperty({ example: '2' })
  readonly productId!: string;

  @ApiProperty({ example: 'Re-Up 3 months' })
  readonly productName!: string;

  @ApiProperty({ type: 'string', nullable: true })
  readonly storeId!: string | null;

  @ApiProperty({ type: 'string', nullable: true })
  readonly storeName!: string | null;

  @ApiProperty({ type: 'string', format: 'uuid', nullable: true, description: 'The box that it was last sent in.' })
  readonly consignmentId!: string | null;

  static of({ id, state, ...place }: CardPlace): CardFoundDto {
    const { blockedFrom, batchId, productId, productName, storeId, storeName, consignmentId } = place;
    return {
      serial: serialOf(id),
      state,
      blockedFrom,
      batchId: batchNumber(batchId),
      productId: String(productId),
      productName,
      storeId: storeId === null ? null : String(storeId),
      storeName,
      consignmentId,
    };
  }
}

export class ReplaceCardDto {
  @ApiProperty({
    description: 'The number on the shop’s receipt: proves that the customer paid.',
    example: 'R-000183',
    maxLength: 64,
  })
  @IsLine(64)
  readonly receipt!: string;

  @ApiProperty({ description: 'The phone device’s number.', example: '5550100042' })
  @Matches(/^\d{6,15}$/, { message: 'device must be the digits of a device number' })
  readonly device!: string;

  @ApiProperty({ example: 'panel scratched through', maxLength: 200 })
  @IsLine(200)
  readonly reason!: string;
}

export class ReplacementDto {
  @ApiProperty({ format: 'uuid' })
  readonly id!: string;

  @ApiProperty({ enum: ['granted'] })
  readonly state!: 'granted';

  @ApiProperty({ format: 'date' })
  readonly paidThrough!: string;

  @ApiProperty()
  readonly receipt!: string;
}
