import { ApiProperty } from '@nestjs/swagger';
import type { Revoked } from '#lib/activation';
import { STORED_CARD_STATES, type StoredCardState } from '#lib/cards';
import { IsISO8601, Matches } from 'class-validator';

export class RevokeTerminalDto {
  @ApiProperty({
    format: 'date-time',
    description: 'From when on its sales are doubted: the last time that the till was surely in its store.',
    example: '2026-11-24T18:04:11+01:00',
  })
  @IsISO8601({ strict: true, strictSeparator: true })
  @Matches(/T.*(Z|[+-]\d{2}:\d{2})$/, { message: 'since must have a time and an offset' })
  readonly since!: string;
}

class RevokedSaleDto {
  @ApiProperty({ example: '9700012300045613' })
  readonly serial!: string;

  @ApiProperty({ description: 'The Idempotency-Key of the sale.', example: '0001-20261124-000017' })
  readonly key!: string;

  @ApiProperty({ format: 'date-time', description: 'By our clock.' })
  readonly activatedAt!: string;

  @ApiProperty({ enum: STORED_CARD_STATES, description: 'Of the card.', example: 'active' })
  readonly state!: StoredCardState;
}

export class RevokedTerminalDto {
  @ApiProperty({ format: 'date-time' })
  readonly revokedAt!: string;

  @ApiProperty({ type: [RevokedSaleDto], description: 'Its sales since then that stand: the newest, 500 at most.' })
  readonly sales!: readonly RevokedSaleDto[];

  @ApiProperty({ type: 'integer', description: 'Cards whose redemption waits for a person because of this call.' })
  readonly watched!: number;

  static of({ sales, watched, revokedAt }: Revoked): RevokedTerminalDto {
    return {
      revokedAt: revokedAt.toISOString(),
      sales: sales.map(({ activatedAt, ...rest }) => ({ ...rest, activatedAt: activatedAt.toISOString() })),
      watched,
    };
  }
}
