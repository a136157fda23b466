import { ApiProperty } from '@nestjs/swagger';
import { IsIntId, IsLine, PageQuery } from '#lib/http';
import type { NewStore, StoreFacts } from '#lib/retail';
import { IsOptional, Matches } from 'class-validator';

export class CreateStoreDto {
  @ApiProperty({ example: '1' })
  @IsIntId()
  readonly retailerId!: string;

  @ApiProperty({ example: 'Corner Market, Elm Street', maxLength: 80 })
  @IsLine(80)
  readonly name!: string;

  @ApiProperty({ required: false, example: '12 Elm Street, Springfield', maxLength: 200 })
  @IsOptional()
  @IsLine(200)
  readonly address?: string;

  @ApiProperty({ description: 'IANA time zone: its wall clock decides the business day.', example: 'America/New_York' })
  @Matches(/^[A-Za-z][A-Za-z0-9_+-]{1,30}(\/[A-Za-z0-9_+-]{1,30}){0,2}$/, { message: 'zone must be an IANA time zone' })
  readonly zone!: string;

  static toStore({ retailerId, name, address, zone }: CreateStoreDto): NewStore {
    return { retailerId: Number(retailerId), name, address: address ?? '', zone };
  }
}

export class StoreDto {
  @ApiProperty({ example: '3' })
  readonly id!: string;

  @ApiProperty({ example: '1' })
  readonly retailerId!: string;

  @ApiProperty({ example: 'Corner Market, Elm Street' })
  readonly name!: string;

  @ApiProperty({ example: '12 Elm Street, Springfield' })
  readonly address!: string;

  @ApiProperty({ example: 'America/New_York' })
  readonly zone!: string;

  @ApiProperty({ format: 'date-time' })
  readonly createdAt!: string;

  static of({ id, retailerId, createdAt, ...rest }: StoreFacts): StoreDto {
    return { id: String(id), retailerId: String(retailerId), ...rest, createdAt: createdAt.toISOString() };
  }
}

export class StoreListDto {
  @ApiProperty({ type: [StoreDto] })
  readonly items!: readonly StoreDto[];

  @ApiProperty({ type: String, nullable: true })
  readonly next!: string | null;
}

export class StoreQuery extends PageQuery {
  @ApiProperty({ required: false, description: 'Only this retailer’s.' })
  @IsOptional()
  @IsIntId()
  readonly retailerId?: string;
}
