import { ApiProperty } from '@nestjs/swagger';
import type { BatchEquation, RetailerBalance } from '#lib/finance';

export class RetailerBalanceDto {
  @ApiProperty()
  readonly retailerId!: string;

  @ApiProperty()
  readonly name!: string;

  @ApiProperty({ example: 'USD' })
  readonly currency!: string;

  @ApiProperty({ type: 'integer', description: 'Face value sold, minor units.' })
  readonly salesMinor!: number;

  @ApiProperty({ type: 'integer' })
  readonly reversalsMinor!: number;

  @ApiProperty({ type: 'integer' })
  readonly voidsMinor!: number;

  @ApiProperty({ type: 'integer', description: 'What the retailer keeps.' })
  readonly commissionMinor!: number;

  @ApiProperty({ type: 'integer', description: 'What the retailer owes.' })
  readonly owedMinor!: number;

  static of({ retailerId, name, currency, ...amounts }: RetailerBalance): RetailerBalanceDto {
    return {
      retailerId: String(retailerId),
      name,
      currency,
      salesMinor: Number(amounts.salesMinor),
      reversalsMinor: Number(amounts.reversalsMinor),
      voidsMinor: Number(amounts.voidsMinor),
      commissionMinor: Number(amounts.commissionMinor),
      owedMinor: Number(amounts.owedMinor),
    };
  }
}

export class BatchEquationDto {
  @ApiProperty({ example: '000123' })
  readonly batchId!: string;

  @ApiProperty({ type: 'integer' })
  readonly minted!: number;

  @ApiProperty({ type: 'object', additionalProperties: { type: 'integer' }, description: 'Cards by where they are.' })
  readonly counts!: Readonly<Record<string, number>>;

  @ApiProperty({ description: 'Whether the counts add up to what was minted.' })
  readonly closes!: boolean;

  static of({ batchId, ...rest }: BatchEquation): BatchEquationDto {
    return { batchId: String(batchId).padStart(6, '0'), ...rest };
  }
}

export class ReconciliationDto {
  @ApiProperty({ type: [RetailerBalanceDto] })
  readonly retailers!: readonly RetailerBalanceDto[];

  @ApiProperty({ type: [BatchEquationDto] })
  readonly batches!: readonly BatchEquationDto[];
}
