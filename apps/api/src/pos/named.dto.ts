import { ApiProperty } from '@nestjs/swagger';

export class NamedDto {
  @ApiProperty({ example: '3' })
  readonly id!: string;

  @ApiProperty({ example: 'Corner Market, Elm Street' })
  readonly name!: string;
}
