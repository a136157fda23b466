import { ApiProperty } from '@nestjs/swagger';
import { type HandedCard, type PlayedCard, SANDBOX_OUTCOMES, type SandboxOutcome } from '#lib/activation';
import { serialOf } from '#lib/cards';
import { IsLine } from '#lib/http';
import { IsIn, IsInt, IsString, Length, Max, Min } from 'class-validator';

const MINUTES_MAX = 7 * 24 * 60;

export class TakeSandboxCardDto {
  @ApiProperty({
    enum: SANDBOX_OUTCOMES,
    description: 'What will come of the card. `error_500` breaks our answer, `stall` keeps a sale waiting for 120 s.',
  })
  @IsIn(SANDBOX_OUTCOMES)
  readonly outcome!: SandboxOutcome;
}

export class SandboxCardDto {
  @ApiProperty({ example: '9700012300045613' })
  readonly serial!: string;

  @ApiProperty({
    description: 'What a scanner reads off the card: GS1 (01) and (21).',
    example: '0102900000211904219700012300045613',
  })
  readonly code!: string;

  @ApiProperty({ description: 'GTIN-14, of the other barcode.', example: '02900000211904' })
  readonly gtin!: string;

  @ApiProperty({ type: 'integer', description: 'Calendar months.', example: 3 })
  readonly months!: number;

  @ApiProperty({ type: 'integer', description: 'Minor units (cents).', example: 3000 })
  readonly amountMinor!: number;

  @ApiProperty({ example: 'USD' })
  readonly currency!: string;

  @ApiProperty({ enum: SANDBOX_OUTCOMES })
  readonly outcome!: SandboxOutcome;

  static of({ cardId, gtin, months, priceMinor, currency }: HandedCard, outcome: SandboxOutcome): SandboxCardDto {
    const serial = serialOf(cardId);
    const amountMinor = Number(priceMinor);
    return { serial, code: `01${gtin}21${serial}`, gtin, months, amountMinor, currency, outcome };
  }
}

export class PlayedSandboxCardDto {
  @ApiProperty({ example: '9700012300045613' })
  readonly serial!: string;

  @ApiProperty({ description: 'As in the office: in_store, active, redeemed …', example: 'in_store' })
  readonly state!: string;

  @ApiProperty({ enum: SANDBOX_OUTCOMES })
  readonly outcome!: SandboxOutcome;

  @ApiProperty({
    type: [String],
    description: 'What a person must explain about this card.',
    example: ['NOT_RECEIVED'],
  })
  readonly exceptions!: readonly string[];

  static of(cardId: bigint, { state, outcome, exceptions }: PlayedCard): PlayedSandboxCardDto {
    return { serial: serialOf(cardId), state, outcome, exceptions };
  }
}

export class RedeemSandboxCardDto {
  @ApiProperty({ example: '9700012300045613' })
  @IsString()
  @Length(16, 19)
  readonly serial!: string;
}

export class RedeemedSandboxCardDto {
  @ApiProperty({ example: '9700012300045613' })
  readonly serial!: string;

  @ApiProperty({ enum: ['granted', 'held'] })
  readonly state!: string;

  @ApiProperty({ description: 'The sandbox’s device that got the time.', example: '999012345678' })
  readonly device!: string;
}

export class AgeSandboxSaleDto {
  @ApiProperty({ description: 'The Idempotency-Key of the sale.', example: '0001-20261124-000017', maxLength: 64 })
  @IsLine(64)
  readonly key!: string;

  @ApiProperty({ type: 'integer', description: 'How much later it shall be.', minimum: 1, maximum: MINUTES_MAX })
  @IsInt()
  @Min(1)
  @Max(MINUTES_MAX)
  readonly minutes!: number;
}

export class AgedSandboxSaleDto {
  @ApiProperty({ example: '0001-20261124-000017' })
  readonly key!: string;

  @ApiProperty({ type: 'integer', example: 16 })
  readonly minutes!: number;
}
