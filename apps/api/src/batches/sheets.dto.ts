import { ApiProperty } from '@nestjs/swagger';
import { SHEET_STATES, type Sheet, type SheetState, type TillCode } from '#lib/card-stock';
import { serialOf } from '#lib/cards';
import { IsLine } from '#lib/http';
import { IsIn, IsOptional, IsUUID } from 'class-validator';
import { BatchParam } from './batches.dto.js';

const DATABAR: TillCode = 'databar-expanded-stacked';
const TILL_CODES = ['databar', DATABAR, 'gs1-128'] as const;

export class SheetParam extends BatchParam {
  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  readonly sheetId!: string;
}

export class RequestSheetDto {
  @ApiProperty({
    enum: TILL_CODES,
    required: false,
    default: 'databar',
    description: 'The barcode for the till. `databar` is DataBar Expanded Stacked.',
  })
  @IsOptional()
  @IsIn(TILL_CODES)
  readonly tillCode?: (typeof TILL_CODES)[number];

  @ApiProperty({ required: false, description: 'The batch’s first, when left out.', example: '9700011700000005' })
  @IsOptional()
  @IsLine(40)
  readonly firstSerial?: string;

  @ApiProperty({ required: false, description: 'The batch’s last, when left out.', example: '9700011700099990' })
  @IsOptional()
  @IsLine(40)
  readonly lastSerial?: string;

  static tillCodeOf({ tillCode }: RequestSheetDto): TillCode {
    return tillCode === 'gs1-128' ? tillCode : DATABAR;
  }
}

export class SheetDto {
  @ApiProperty({ format: 'uuid' })
  readonly id!: string;

  @ApiProperty({ enum: SHEET_STATES })
  readonly state!: SheetState;

  @ApiProperty({ example: '9700011700000005' })
  readonly firstSerial!: string;

  @ApiProperty({ example: '9700011700099990' })
  readonly lastSerial!: string;

  @ApiProperty({ enum: ['databar-expanded-stacked', 'gs1-128'] })
  readonly tillCode!: TillCode;

  @ApiProperty({ type: 'integer', description: 'Of a ready sheet: without the spoiled ones of its range.' })
  readonly cards!: number;

  @ApiProperty({ type: 'integer', description: 'Cards set so far.' })
  readonly done!: number;

  @ApiProperty({ type: 'integer', nullable: true })
  readonly bytes!: number | null;

  @ApiProperty({ type: String, nullable: true, description: 'Of the PDF, in hex.' })
  readonly sha256!: string | null;

  @ApiProperty({ type: 'integer' })
  readonly downloads!: number;

  @ApiProperty({ format: 'date-time' })
  readonly requestedAt!: string;

  @ApiProperty({ type: String, nullable: true, description: 'Why it failed.' })
  readonly reason!: string | null;

  static of({
    id,
    state,
    firstCard,
    lastCard,
    tillCode,
    done,
    bytes,
    sha256,
    downloads,
    requestedAt,
    reason,
  }: Sheet): SheetDto {
    return {
      id,
      state,
      firstSerial: serialOf(firstCard),
      lastSerial: serialOf(lastCard),
      tillCode,
      cards: state === 'ready' ? done : Number(lastCard - firstCard) + 1,
      done,
      bytes: bytes === null ? null : Number(bytes),
      sha256: sha256?.toString('hex') ?? null,
      downloads,
      requestedAt: requestedAt.toISOString(),
      reason,
    };
  }
}

export class SheetListDto {
  @ApiProperty({ type: [SheetDto] })
  readonly items!: readonly SheetDto[];

  @ApiProperty({ type: String, nullable: true })
  readonly next!: string | null;
}
