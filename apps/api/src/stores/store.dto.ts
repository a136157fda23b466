import { ApiProperty } from '@nestjs/swagger';
import { IsIntId, IsLine, PageQuery } from '#lib/http';
import type { NewStore, StoreDetails, StoreFacts } from '#lib/retail';
import { IsOptional, Matches, ValidateIf } from 'class-validator';

/** ISO 3166-1, or 3166-2 of a part. */
export const JURISDICTION = /^[A-Z]{2}(-[A-Z0-9]{1,3})?$/;

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

  @ApiProperty({
    required: false,
    description: 'Whose taxes and fees its sales bear: ISO 3166, a country or one of its parts. Absent: none are told.',
    example: 'US-TX',
  })
  @IsOptional()
  @Matches(JURISDICTION, { message: 'jurisdiction must be a country or its part, such as HU or US-TX' })
  readonly jurisdiction?: string;

  @ApiProperty({
    required: false,
    description: 'Whom a customer calls; stands on the slip.',
    example: '+1 555 0100',
    maxLength: 40,
  })
  @IsOptional()
  @IsLine(40)
  readonly helpPhone?: string;

  static toStore({ retailerId, name, address, zone, jurisdiction, helpPhone }: CreateStoreDto): NewStore {
    const place = { address: address ?? '', zone, jurisdiction: jurisdiction ?? '', helpPhone: helpPhone ?? '' };
    return { retailerId: Number(retailerId), name, ...place };
  }
}

/** What is absent stays as it is; an empty text takes it away. */
export class CorrectStoreDto {
  @ApiProperty({ required: false, example: '12 Elm Street, Springfield', maxLength: 200 })
  @IsOptional()
  @IsLine(200)
  readonly address?: string;

  @ApiProperty({
    required: false,
    description: 'Whose taxes and fees its sales bear, a minute from now; empty: none are told.',
    example: 'US-TX',
  })
  @IsOptional()
  @ValidateIf((_, jurisdiction) => jurisdiction !== '')
  @Matches(JURISDICTION, { message: 'jurisdiction must be a country or its part, such as HU or US-TX' })
  readonly jurisdiction?: string;

  @ApiProperty({ required: false, description: 'Whom a customer calls; empty: nobody.', maxLength: 40 })
  @IsOptional()
  @ValidateIf((_, phone) => phone !== '')
  @IsLine(40)
  readonly helpPhone?: string;

  static toDetails({ address, jurisdiction, helpPhone }: CorrectStoreDto): StoreDetails {
    return {
      ...(address === undefined ? {} : { address }),
      ...(jurisdiction === undefined ? {} : { jurisdiction }),
      ...(helpPhone === undefined ? {} : { helpPhone }),
    };
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

  @ApiProperty({ example: 'US-TX', description: 'Empty: no taxes are told.' })
  readonly jurisdiction!: string;

  @ApiProperty({ example: '+1 555 0100', description: 'Empty: nobody.' })
  readonly helpPhone!: string;

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
