import { ApiProperty } from '@nestjs/swagger';
import { type BatchProgress, type CardCounts, QUANTITY_MAX } from '#lib/card-batch';
import { BATCH_STATES, type Batch, type BatchState, CARD_STATES, batchNumber, cardId, serialOf } from '#lib/cards';
import { IsIntId, IsLine } from '#lib/http';
import { IsInt, IsOptional, Matches, Max, Min } from 'class-validator';

/** `…/:id` of a batch: its six digits, zeros in front or not. */
export class BatchParam {
  @ApiProperty({ description: 'Zeros in front may be left out.', example: '000117' })
  @Matches(/^\d{1,6}$/, { message: 'id must be a batch number of 6 digits' })
  readonly id!: string;
}

export class RequestBatchDto {
  @ApiProperty({ example: '2' })
  @IsIntId()
  readonly productId!: string;

  @ApiProperty({ type: 'integer', minimum: 1, maximum: QUANTITY_MAX, example: 10_000 })
  @IsInt()
  @Min(1)
  @Max(QUANTITY_MAX)
  readonly quantity!: number;
}

export class ReasonDto {
  @ApiProperty({ description: 'For the record.', maxLength: 200, example: 'Two canaries were tried.' })
  @IsLine(200)
  readonly reason!: string;
}

export class CancelBatchDto {
  @ApiProperty({ description: 'For the record.', maxLength: 200, required: false, example: 'Wrong product.' })
  @IsOptional()
  @IsLine(200)
  readonly reason?: string;
}

export class SpoilDto extends ReasonDto {
  @ApiProperty({ example: '9700011700000005' })
  @IsLine(40)
  readonly firstSerial!: string;

  @ApiProperty({ description: 'Spoiled too.', example: '9700011700000096' })
  @IsLine(40)
  readonly lastSerial!: string;
}

export class BatchDto {
  @ApiProperty({ description: 'The six digits in every serial of the batch.', example: '000117' })
  readonly id!: string;

  @ApiProperty({ enum: BATCH_STATES })
  readonly state!: BatchState;

  @ApiProperty({ example: '2' })
  readonly productId!: string;

  @ApiProperty({ type: 'integer', example: 10_000 })
  readonly quantity!: number;

  @ApiProperty({ type: 'integer', description: 'Cards made so far.', example: 10_000 })
  readonly minted!: number;

  @ApiProperty({ example: '9700011700000005' })
  readonly firstSerial!: string;

  @ApiProperty({ example: '9700011700099990' })
  readonly lastSerial!: string;

  @ApiProperty({ type: 'integer', example: 3 })
  readonly months!: number;

  @ApiProperty({ type: 'integer', example: 3000 })
  readonly amountMinor!: number;

  @ApiProperty({ example: 'USD' })
  readonly currency!: string;

  @ApiProperty({ example: '09506000134352' })
  readonly gtin!: string;

  @ApiProperty({ format: 'date', description: 'The last day on which a card of it may be sold.' })
  readonly sellBy!: string;

  @ApiProperty({ format: 'uuid' })
  readonly requestedBy!: string;

  @ApiProperty({ format: 'date-time' })
  readonly requestedAt!: string;

  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  readonly approvedBy!: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  readonly approvedAt!: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  readonly mintedAt!: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  readonly sealedAt!: string | null;

  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  readonly releasedBy!: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  readonly releasedAt!: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Why it was rejected, cancelled, paused, failed or frozen.',
  })
  readonly reason!: string | null;

  static of(batch: Batch): BatchDto {
    return viewOf(batch);
  }
}

export class BatchDetailDto extends BatchDto {
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'integer' },
    description: `How many cards are in each state; a state without cards is left out. States: ${CARD_STATES.join(', ')}.`,
    example: { printed: 9_990, spoiled: 10 },
  })
  readonly counts!: CardCounts;

  @ApiProperty({ description: 'Frozen, and one person has asked to lift it: another one’s call does.' })
  readonly unfreezeAsked!: boolean;

  static ofDetail(batch: Batch, counts: CardCounts, unfreezeAsked: boolean): BatchDetailDto {
    return { ...viewOf(batch), counts, unfreezeAsked };
  }
}

export class BatchPageDto {
  @ApiProperty({ type: [BatchDto] })
  readonly items!: readonly BatchDto[];

  @ApiProperty({ type: String, nullable: true })
  readonly next!: string | null;
}

/** One message of the stream. */
export class BatchProgressDto {
  @ApiProperty({ example: '000117' })
  readonly id!: string;

  @ApiProperty({ enum: BATCH_STATES })
  readonly state!: BatchState;

  @ApiProperty({ type: 'integer' })
  readonly quantity!: number;

  @ApiProperty({ type: 'integer' })
  readonly minted!: number;

  @ApiProperty({ type: String, nullable: true })
  readonly reason!: string | null;

  static of({ id, ...rest }: BatchProgress): BatchProgressDto {
    return { id: batchNumber(id), ...rest };
  }
}

function viewOf(batch: Batch): Pick<BatchDto, keyof BatchDto> {
  const { id, state, quantity, minted, months, currency, gtin, sellBy, requestedBy, approvedBy, releasedBy, reason } =
    batch;
  return {
    id: batchNumber(id),
    state,
    productId: String(batch.productId),
    quantity,
    minted,
    firstSerial: serialOf(cardId(id, 0)),
    lastSerial: serialOf(cardId(id, quantity - 1)),
    months,
    amountMinor: Number(batch.priceMinor),
    currency,
    gtin,
    sellBy,
    requestedBy,
    requestedAt: batch.requestedAt.toISOString(),
    approvedBy,
    approvedAt: timeOf(batch.approvedAt),
    mintedAt: timeOf(batch.mintedAt),
    sealedAt: timeOf(batch.sealedAt),
    releasedBy,
    releasedAt: timeOf(batch.releasedAt),
    reason,
  };
}

function timeOf(at: Date | null): string | null {
  return at === null ? null : at.toISOString();
}
