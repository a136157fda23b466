import { ApiProperty } from '@nestjs/swagger';
import { SHEET_STATES, type Sheet, type SheetState, TILL_CODES, type TillCode } from '#lib/card-stock';
import { serialOf } from '#lib/cards';
import { IsLine } from '#lib/http';
import { IsOptional, IsUUID } from 'class-validator';
import { BatchParam } from './batches.dto.js';

export class SheetParam extends BatchParam {
  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  readonly sheetId!: string;
}

export class RequestSheetDto {
  @ApiProperty({ required: false, description: 'The batch’s first, when left out.', example: '9700011700000005' })
  @IsOptional()
  @IsLine(40)
  readonly firstSerial?: string;

  @ApiProperty({ required: false, description: 'The batch’s last, when left out.', example: '9700011700099990' })
  @IsOptional()
  @IsLine(40)
  readonly lastSerial?: string;
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

  @ApiProperty({ type: 'integer', description: 'Which file this is of those that were asked for at once, from 1.' })
  readonly part!: number;

  @ApiProperty({ type: 'integer', description: 'A file holds at most 100,000 cards.', example: 1 })
  readonly parts!: number;

  @ApiProperty({ type: String, nullable: true, description: 'The print template.', example: '3' })
  readonly templateId!: string | null;

  @ApiProperty({ enum: TILL_CODES })
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

  static of(sheet: Sheet): SheetDto {
    return viewOf(sheet);
  }
}

/** The first file, and the ids of all in the order of their cards. */
export class SheetsAskedDto extends SheetDto {
  @ApiProperty({ type: [String], description: 'The ids of all files, this one first.' })
  readonly files!: readonly string[];

  static ofAll(sheets: readonly [Sheet, ...Sheet[]]): SheetsAskedDto {
    return { ...viewOf(sheets[0]), files: sheets.map(({ id }) => id) };
  }
}

export class SheetListDto {
  @ApiProperty({ type: [SheetDto] })
  readonly items!: readonly SheetDto[];

  @ApiProperty({ type: String, nullable: true })
  readonly next!: string | null;
}

function viewOf(sheet: Sheet): Pick<SheetDto, keyof SheetDto> {
  const { id, state, firstCard, lastCard, part, parts, templateId, tillCode, done, bytes, sha256 } = sheet;
  return {
    id,
    state,
    firstSerial: serialOf(firstCard),
    lastSerial: serialOf(lastCard),
    part,
    parts,
    templateId: templateId === null ? null : String(templateId),
    tillCode,
    cards: state === 'ready' ? done : Number(lastCard - firstCard) + 1,
    done,
    bytes: bytes === null ? null : Number(bytes),
    sha256: sha256?.toString('hex') ?? null,
    downloads: sheet.downloads,
    requestedAt: sheet.requestedAt.toISOString(),
    reason: sheet.reason,
  };
}
