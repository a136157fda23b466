import { ApiProperty } from '@nestjs/swagger';
import type { TerminalView } from '#lib/retail';
import { Matches } from 'class-validator';
import { OpenShiftDto } from './shifts.dto.js';

export class OwnStoreDto {
  @ApiProperty({ example: '3' })
  readonly id!: string;

  @ApiProperty({ example: 'Corner Main Street' })
  readonly name!: string;

  @ApiProperty({ example: '3 Main St, Dover DE' })
  readonly address!: string;

  @ApiProperty({ description: 'IANA time zone.', example: 'America/New_York' })
  readonly zone!: string;

  @ApiProperty({ description: 'Whom a customer calls; empty: nobody was named.', example: '+1 302 555 0117' })
  readonly helpPhone!: string;
}

export class OwnRetailerDto {
  @ApiProperty({ example: 'Corner & Co' })
  readonly name!: string;

  @ApiProperty({ example: 'USD' })
  readonly currency!: string;

  @ApiProperty({ enum: ['strict', 'lenient'], description: 'Whether cards that nobody received may be sold.' })
  readonly receiving!: 'strict' | 'lenient';
}

export class OwnClerkDto {
  @ApiProperty({ example: '17' })
  readonly code!: string;

  @ApiProperty({ example: 'Anna' })
  readonly name!: string;

  @ApiProperty()
  readonly supervisor!: boolean;

  @ApiProperty({ description: 'May not sell at the moment.' })
  readonly suspended!: boolean;
}

/** How far a till may sell while nobody answers. */
export class OfflineFloorDto {
  @ApiProperty({ type: 'integer', description: 'Cards that may wait at once.', example: 20 })
  readonly cards!: number;

  @ApiProperty({ type: 'integer', description: 'How old the oldest waiting sale may be.', example: 24 })
  readonly hours!: number;

  @ApiProperty({ type: 'integer', description: 'Their sum, minor units.', example: 100000 })
  readonly amountMinor!: number;
}

export class TerminalViewDto {
  @ApiProperty({ example: '7' })
  readonly id!: string;

  @ApiProperty({ example: 'Till 1' })
  readonly name!: string;

  @ApiProperty({ type: OwnStoreDto })
  readonly store!: OwnStoreDto;

  @ApiProperty({ type: OwnRetailerDto })
  readonly retailer!: OwnRetailerDto;

  @ApiProperty({ type: [OwnClerkDto] })
  readonly clerks!: readonly OwnClerkDto[];

  @ApiProperty({ type: OfflineFloorDto })
  readonly offline!: OfflineFloorDto;

  @ApiProperty({ type: OpenShiftDto, nullable: true })
  readonly shift!: OpenShiftDto | null;

  @ApiProperty({ format: 'date-time', description: 'Our clock.' })
  readonly now!: string;

  static of({ id, store, shift, now, ...rest }: TerminalView): TerminalViewDto {
    return {
      ...rest,
      id: String(id),
      store: { ...store, id: String(store.id) },
      shift: shift === null ? null : OpenShiftDto.of(shift),
      now: now.toISOString(),
    };
  }
}

export class OwnKeyParam {
  @ApiProperty({ example: 'till-1' })
  @Matches(/^[A-Za-z0-9._~-]{1,64}$/)
  readonly keyId!: string;
}

export class OwnKeyDto {
  @ApiProperty({ example: 'till-1' })
  readonly keyId!: string;
}
