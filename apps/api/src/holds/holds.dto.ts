import { ApiProperty } from '@nestjs/swagger';
import { serialOf } from '#lib/cards';
import { IsLine } from '#lib/http';
import type { Redemption } from '#lib/redemption';

export class HoldDto {
  @ApiProperty({ format: 'uuid' })
  readonly id!: string;

  @ApiProperty({ example: '9700012300045613' })
  readonly serial!: string;

  @ApiProperty({ example: 'batch.frozen' })
  readonly because!: string;

  @ApiProperty({ format: 'date-time' })
  readonly requestedAt!: string;

  @ApiProperty({ format: 'date-time', description: 'The customer was promised an answer by then.' })
  readonly answerBy!: string;

  static of({ id, cardId, heldBecause, requestedAt, answerBy }: Redemption): HoldDto {
    return {
      id,
      serial: serialOf(cardId),
      because: heldBecause ?? '',
      requestedAt: requestedAt.toISOString(),
      answerBy: (answerBy ?? requestedAt).toISOString(),
    };
  }
}

export class HoldPageDto {
  @ApiProperty({ type: [HoldDto] })
  readonly items!: readonly HoldDto[];

  @ApiProperty({ type: 'string', nullable: true })
  readonly next!: string | null;
}

export class RejectHoldDto {
  @ApiProperty({ maxLength: 200 })
  @IsLine(200)
  readonly reason!: string;
}

export class DecidedHoldDto {
  @ApiProperty({ format: 'uuid' })
  readonly id!: string;

  @ApiProperty({ enum: ['granted', 'rejected'] })
  readonly state!: 'granted' | 'rejected';

  @ApiProperty({ required: false, format: 'date' })
  readonly paidThrough?: string;
}
