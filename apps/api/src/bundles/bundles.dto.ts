import { ApiProperty } from '@nestjs/swagger';
import {
  BUNDLE_KINDS,
  BUNDLE_STATES,
  type Bundle,
  type BundleKind,
  type BundleManifest,
  type BundleState,
  SPOILAGE_LINES_MAX,
} from '#lib/card-stock';
import { batchNumber, serialOf } from '#lib/cards';
import { IsLine } from '#lib/http';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsIn,
  IsInt,
  IsISO8601,
  IsString,
  IsUUID,
  Matches,
  Max,
  MaxLength,
  Min,
} from 'class-validator';
import { BatchParam } from '../batches/batches.dto.js';

const CARDS_MAX = 9_999_999;
const SIGNATURE = /^[A-Za-z0-9+/]{86}==$/;
const SIGNATURE_IS = { message: '$property must be an Ed25519 signature: 64 bytes in base64' };

export class BundleParam extends BatchParam {
  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  readonly bundleId!: string;
}

export class RequestBundleDto {
  @ApiProperty({ enum: BUNDLE_KINDS, description: 'A data file with a line a card, or the finished PDF sheets.' })
  @IsIn(BUNDLE_KINDS)
  readonly kind!: BundleKind;
}

/** As `reup bundle receipt` writes it. */
export class ReceiptDto {
  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  readonly bundle!: string;

  @ApiProperty({ type: 'integer', example: 10_000 })
  @IsInt()
  @Min(1)
  @Max(CARDS_MAX)
  readonly cards!: number;

  @ApiProperty({ description: 'Of the age file, in hex.' })
  @Matches(/^[0-9a-f]{64}$/, { message: 'sha256 must be 64 hex digits' })
  readonly sha256!: string;

  @ApiProperty({ format: 'date-time' })
  @IsISO8601({ strict: true })
  @MaxLength(40)
  readonly signedAt!: string;

  @ApiProperty({ description: 'By the house’s Ed25519 key over the other fields, base64.' })
  @Matches(SIGNATURE, SIGNATURE_IS)
  readonly signature!: string;
}

export class SpoilageDto {
  @ApiProperty({
    description: 'Serials, or ranges of them: `first..last`. Together at most 100,000 cards.',
    type: [String],
    maxItems: SPOILAGE_LINES_MAX,
    example: ['9700011700000005', '9700011700000013..9700011700000096'],
  })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(SPOILAGE_LINES_MAX)
  @IsString({ each: true })
  @MaxLength(42, { each: true })
  readonly serials!: readonly string[];

  @ApiProperty({ maxLength: 200, example: 'Web break on press 2.' })
  @IsLine(200)
  readonly reason!: string;
}

/** As `reup bundle certificate` writes it. */
export class CertificateDto {
  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  readonly bundle!: string;

  @ApiProperty({ example: '000117' })
  @Matches(/^\d{6}$/, { message: 'batch must be 6 digits' })
  readonly batch!: string;

  @ApiProperty({ type: 'integer', description: 'Good cards handed over.', example: 9_988 })
  @IsInt()
  @Min(0)
  @Max(CARDS_MAX)
  readonly printed!: number;

  @ApiProperty({ type: 'integer', description: 'Ruined ones, as the spoilage lists name them.', example: 12 })
  @IsInt()
  @Min(0)
  @Max(CARDS_MAX)
  readonly spoiled!: number;

  @ApiProperty({ description: 'Who destroyed data, plates and ruined cards.', maxLength: 200 })
  @IsLine(200)
  readonly who!: string;

  @ApiProperty({ format: 'date-time' })
  @IsISO8601({ strict: true })
  @MaxLength(40)
  readonly when!: string;

  @ApiProperty({ maxLength: 500, example: 'Files overwritten and deleted, plates and waste shredded (DIN 66399 P-5).' })
  @IsLine(500)
  readonly how!: string;

  @ApiProperty({ description: 'Who watched.', maxLength: 200 })
  @IsLine(200)
  readonly witness!: string;

  @ApiProperty({ description: 'By the house’s Ed25519 key over the other fields, base64.' })
  @Matches(SIGNATURE, SIGNATURE_IS)
  readonly signature!: string;
}

export class BundleDto {
  @ApiProperty({ format: 'uuid' })
  readonly id!: string;

  @ApiProperty({ example: '000117' })
  readonly batchId!: string;

  @ApiProperty({ enum: BUNDLE_KINDS })
  readonly kind!: BundleKind;

  @ApiProperty({
    enum: BUNDLE_STATES,
    description: '`waiting`: its cards left once before, so that another person must agree.',
  })
  readonly state!: BundleState;

  @ApiProperty({ example: '4' })
  readonly houseKeyId!: string;

  @ApiProperty({ type: 'integer', description: 'Of a made bundle: without spoiled ones.' })
  readonly cards!: number;

  @ApiProperty({ type: 'integer', description: 'Cards written so far.' })
  readonly done!: number;

  @ApiProperty({ type: 'integer', nullable: true })
  readonly bytes!: number | null;

  @ApiProperty({ type: String, nullable: true, description: 'Of the age file, in hex.' })
  readonly sha256!: string | null;

  @ApiProperty({ format: 'uuid' })
  readonly requestedBy!: string;

  @ApiProperty({ format: 'date-time' })
  readonly requestedAt!: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  readonly readyAt!: string | null;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'Until then it can be downloaded, once.',
  })
  readonly expiresAt!: string | null;

  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  readonly downloadedBy!: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  readonly downloadedAt!: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  readonly receiptAt!: string | null;

  @ApiProperty({ type: 'integer', description: 'Cards that the house named as ruined.' })
  readonly spoiled!: number;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  readonly certificateAt!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Why it failed or was refused.' })
  readonly reason!: string | null;

  static of(bundle: Bundle): BundleDto {
    return viewOf(bundle);
  }
}

/** Of one bundle. */
export class BundleDetailDto extends BundleDto {
  @ApiProperty({
    type: [String],
    description: 'Serials of the cards that were pulled as canaries: take them out of the stock and destroy them.',
  })
  readonly canaries!: readonly string[];

  static ofDetail(bundle: Bundle, canaries: readonly bigint[]): BundleDetailDto {
    return { ...viewOf(bundle), canaries: bundle.certificateAt === null ? [] : canaries.map(serialOf) };
  }
}

export class BundleListDto {
  @ApiProperty({ type: [BundleDto] })
  readonly items!: readonly BundleDto[];

  @ApiProperty({ type: String, nullable: true })
  readonly next!: string | null;
}

export class SpoilageAnswerDto {
  @ApiProperty({ type: 'integer', description: 'Cards of this list.' })
  readonly cards!: number;

  @ApiProperty({ type: 'integer', description: 'Cards of all lists of the bundle.' })
  readonly spoiled!: number;
}

export class SignedManifestDto {
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description: 'What the bundle is; `reup bundle open` checks it.',
  })
  readonly manifest!: BundleManifest;

  @ApiProperty({ description: 'Ed25519 over the manifest as canonical JSON (RFC 8785), base64.' })
  readonly signature!: string;
}

export class IssuerKeyDto {
  @ApiProperty({ description: 'Ed25519, PEM (SPKI). Give it to the house by another channel than the bundles.' })
  readonly publicKey!: string;
}

function viewOf(bundle: Bundle): Pick<BundleDto, keyof BundleDto> {
  const { id, kind, state, cards, done, requestedBy, downloadedBy, spoiled, reason } = bundle;
  return {
    id,
    batchId: batchNumber(bundle.batchId),
    kind,
    state,
    houseKeyId: String(bundle.houseKeyId),
    cards,
    done,
    bytes: bundle.bytes === null ? null : Number(bundle.bytes),
    sha256: bundle.sha256?.toString('hex') ?? null,
    requestedBy,
    requestedAt: bundle.requestedAt.toISOString(),
    readyAt: timeOf(bundle.readyAt),
    expiresAt: timeOf(bundle.expiresAt),
    downloadedBy,
    downloadedAt: timeOf(bundle.downloadedAt),
    receiptAt: timeOf(bundle.receiptAt),
    spoiled,
    certificateAt: timeOf(bundle.certificateAt),
    reason,
  };
}

function timeOf(at: Date | null): string | null {
  return at?.toISOString() ?? null;
}
