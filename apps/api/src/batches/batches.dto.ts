import { ApiProperty } from '@nestjs/swagger';
import {
  type BatchDetail,
  type BatchEquation,
  type BatchOverview,
  type BatchProgress,
  type CardCounts,
  NEXT_STEPS,
  type NextStep,
  QUANTITY_MAX,
  type SignedManifest,
  type TimelineItem,
} from '#lib/card-batch';
import { BATCH_STATES, type BatchState, CARD_STATES, batchNumber, cardId, serialOf } from '#lib/cards';
import { IsIntId, IsLine, PageQuery } from '#lib/http';
import { IsIn, IsInt, IsOptional, Matches, Max, Min } from 'class-validator';

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

  @ApiProperty({ required: false, description: 'The print template; the usual one when left out.', example: '1' })
  @IsOptional()
  @IsIntId()
  readonly templateId?: string;

  @ApiProperty({
    required: false,
    description: 'The confirmed key of the print house that prints it; in-house when left out.',
    example: '1',
  })
  @IsOptional()
  @IsIntId()
  readonly houseKeyId?: string;
}

export class BatchQuery extends PageQuery {
  @ApiProperty({ enum: BATCH_STATES, required: false })
  @IsOptional()
  @IsIn(BATCH_STATES)
  readonly state?: BatchState;

  @ApiProperty({ required: false, example: '2' })
  @IsOptional()
  @IsIntId()
  readonly productId?: string;
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

  @ApiProperty({
    type: String,
    enum: NEXT_STEPS,
    nullable: true,
    description:
      'The one thing the batch waits for. In a list a released batch always waits for `ship`; `null`: nothing to do.',
  })
  readonly nextStep!: NextStep | null;

  @ApiProperty({ example: '2' })
  readonly productId!: string;

  @ApiProperty({ example: 'Re-Up 3 months' })
  readonly productName!: string;

  @ApiProperty({ type: String, nullable: true, example: '1' })
  readonly templateId!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'With its version.', example: 'Re-Up A4 v1' })
  readonly templateName!: string | null;

  @ApiProperty({ type: String, nullable: true, description: '`null`: printed in-house.', example: '1' })
  readonly houseKeyId!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Whose key that is.', example: 'Gutenberg & Sons' })
  readonly houseName!: string | null;

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

  @ApiProperty({ type: String, nullable: true, example: 'Bela Batch' })
  readonly requestedByName!: string | null;

  @ApiProperty({ format: 'date-time' })
  readonly requestedAt!: string;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'Until when the open question (mint, or lifting a freeze) may be answered; in the past: ask again.',
  })
  readonly askedUntil!: string | null;

  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  readonly approvedBy!: string | null;

  @ApiProperty({ type: String, nullable: true })
  readonly approvedByName!: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  readonly approvedAt!: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  readonly mintedAt!: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  readonly sealedAt!: string | null;

  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  readonly releasedBy!: string | null;

  @ApiProperty({ type: String, nullable: true })
  readonly releasedByName!: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  readonly releasedAt!: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Why it was rejected, cancelled, paused, failed or frozen.',
  })
  readonly reason!: string | null;

  static of(overview: BatchOverview): BatchDto {
    return viewOf(overview);
  }
}

/** How fast a mint goes, lately. */
export class MintPaceDto {
  @ApiProperty({ type: 'integer', nullable: true, description: 'Cards a second; `null` until two chunks are written.' })
  readonly ratePerS!: number | null;

  @ApiProperty({ type: 'integer', nullable: true, description: 'Seconds left at that rate.' })
  readonly leftS!: number | null;
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

  @ApiProperty({ type: MintPaceDto, nullable: true, description: 'Of a mint that is under way.' })
  readonly progress!: MintPaceDto | null;

  static ofDetail(detail: BatchDetail): BatchDetailDto {
    const { facts, counts, pace } = detail;
    return {
      ...viewOf(detail),
      counts,
      unfreezeAsked: facts.state === 'frozen' && facts.asked,
      progress: pace,
    };
  }
}

export class BatchPageDto {
  @ApiProperty({ type: [BatchDto] })
  readonly items!: readonly BatchDto[];

  @ApiProperty({ type: String, nullable: true })
  readonly next!: string | null;
}

/** One message of the stream. */
export class BatchProgressDto extends MintPaceDto {
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

/** One thing that happened to a batch. */
export class TimelineItemDto {
  @ApiProperty({ format: 'date-time' })
  readonly at!: string;

  @ApiProperty({
    description: 'As in the audit log; `stock.ship`: what was shipped on that day.',
    example: 'batch.seal',
  })
  readonly what!: string;

  @ApiProperty({ description: 'A name, or `system`.', example: 'Bela Batch' })
  readonly who!: string;

  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true })
  readonly detail!: object | null;

  static of({ at, ...rest }: TimelineItem): TimelineItemDto {
    return { at: at.toISOString(), ...rest };
  }
}

export class BatchTimelineDto {
  @ApiProperty({ type: [TimelineItemDto], description: 'Oldest first.' })
  readonly items!: readonly TimelineItemDto[];
}

const CARDS = { type: 'integer' } as const;

/** minted = the sum of all the others, or `closes` is false. */
export class BatchEquationDto implements BatchEquation {
  @ApiProperty(CARDS) readonly minted!: number;
  @ApiProperty(CARDS) readonly spoiled!: number;
  @ApiProperty(CARDS) readonly warehouse!: number;
  @ApiProperty(CARDS) readonly shipped!: number;
  @ApiProperty(CARDS) readonly inStore!: number;
  @ApiProperty(CARDS) readonly active!: number;
  @ApiProperty(CARDS) readonly held!: number;
  @ApiProperty(CARDS) readonly redeemed!: number;
  @ApiProperty(CARDS) readonly replaced!: number;
  @ApiProperty(CARDS) readonly voided!: number;
  @ApiProperty(CARDS) readonly expiredUnsold!: number;
  @ApiProperty(CARDS) readonly expiredSold!: number;
  @ApiProperty(CARDS) readonly blockedUnsold!: number;
  @ApiProperty(CARDS) readonly blockedSold!: number;
  @ApiProperty({ description: 'Whether the places hold exactly as many cards as were minted.' })
  readonly closes!: boolean;
}

/** What was true when the batch's key was destroyed, signed. */
export class SealManifestDto {
  @ApiProperty({ type: 'object', additionalProperties: true })
  readonly manifest!: object;

  @ApiProperty({
    description:
      'Ed25519, base64: of the manifest’s `format`, a line feed, and the manifest as canonical JSON (RFC 8785).',
  })
  readonly signature!: string;

  @ApiProperty({ description: 'What to check it with, as PEM (SPKI). Compare it with one you had before.' })
  readonly publicKey!: string;

  static of({ manifest, signature, publicKey }: SignedManifest): SealManifestDto {
    return {
      manifest,
      signature: signature.toString('base64'),
      publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    };
  }
}

function viewOf(overview: BatchOverview): Pick<BatchDto, keyof BatchDto> {
  const { batch, productName, templateName, houseName, question, nextStep } = overview;
  const { requestedByName, approvedByName, releasedByName } = overview;
  const { id, state, quantity, minted, months, currency, gtin, sellBy, requestedBy, approvedBy, releasedBy, reason } =
    batch;
  return {
    id: batchNumber(id),
    state,
    nextStep,
    productId: String(batch.productId),
    productName,
    templateId: idOf(batch.templateId),
    templateName,
    houseKeyId: idOf(batch.houseKeyId),
    houseName,
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
    requestedByName,
    requestedAt: batch.requestedAt.toISOString(),
    askedUntil: timeOf(question?.expiresAt ?? null),
    approvedBy,
    approvedByName,
    approvedAt: timeOf(batch.approvedAt),
    mintedAt: timeOf(batch.mintedAt),
    sealedAt: timeOf(batch.sealedAt),
    releasedBy,
    releasedByName,
    releasedAt: timeOf(batch.releasedAt),
    reason,
  };
}

function idOf(id: number | null): string | null {
  return id === null ? null : String(id);
}

function timeOf(at: Date | null): string | null {
  return at === null ? null : at.toISOString();
}
