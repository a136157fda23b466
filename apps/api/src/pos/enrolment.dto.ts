import { ApiProperty } from '@nestjs/swagger';
import type { Enrolled } from '#lib/retail';
import { IsString, Matches } from 'class-validator';
import { CreateKeyDto } from '../terminals/terminal.dto.js';
import { NamedDto } from './named.dto.js';

export class EnrolDto extends CreateKeyDto {
  @ApiProperty({
    description: 'The one-time code that the office shows; case and dash do not matter.',
    example: '7K2M-91QX',
  })
  @IsString()
  @Matches(/^[A-Za-z0-9 -]{8,12}$/, { message: 'code must be the eight letters and digits that the office shows' })
  readonly code!: string;
}

export class EnrolledDto {
  @ApiProperty({ example: '7' })
  readonly terminalId!: string;

  @ApiProperty({ description: 'What the till’s signatures call its key.', example: 'till-1' })
  readonly keyId!: string;

  @ApiProperty({ example: 'Till 1' })
  readonly name!: string;

  @ApiProperty({ type: NamedDto })
  readonly store!: NamedDto;

  @ApiProperty({ example: 'Corner & Co' })
  readonly retailer!: string;

  static of({ terminalId, store, ...rest }: Enrolled): EnrolledDto {
    return { ...rest, terminalId: String(terminalId), store: { id: String(store.id), name: store.name } };
  }
}
