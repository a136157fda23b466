import { ApiProperty } from '@nestjs/swagger';
import { IsLine } from '#lib/http';
import { Matches } from 'class-validator';

export const SIGN_IN_CODE = /^\d{4,12}$/;

export class ClerkSignInDto {
  @ApiProperty({ description: 'The clerk’s code: a name, no secret.', example: '17', maxLength: 32 })
  @IsLine(32)
  readonly clerk!: string;

  @ApiProperty({ description: 'The clerk’s own secret.', example: '1717', minLength: 4, maxLength: 12 })
  @Matches(SIGN_IN_CODE, { message: 'code must be 4 to 12 digits' })
  readonly code!: string;
}

export class SignedInClerkDto {
  @ApiProperty({ example: '17' })
  readonly clerk!: string;

  @ApiProperty({ example: 'Anna' })
  readonly name!: string;

  @ApiProperty()
  readonly supervisor!: boolean;
}
