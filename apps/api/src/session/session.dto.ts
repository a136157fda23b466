import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { PASSWORD_LENGTH_MAX, type SignedIn } from '#lib/access';
import { ROLES, type Role, type StaffIdentity } from '#lib/http';
import { IsEmail, IsObject, IsOptional, IsString, Length, Matches, MaxLength } from 'class-validator';

const EMAIL_LENGTH_MAX = 254;
const CODE = /^\d{6}$/;
const ONE_TIME_CODE = /^[A-Za-z0-9 -]{24,40}$/;

/** An object as the browser's WebAuthn calls give and take it. */
const OF_BROWSER = { type: 'object', additionalProperties: true } as const;

export class EmailDto {
  @ApiProperty({ example: 'ada@example.com', maxLength: EMAIL_LENGTH_MAX })
  @IsEmail({ require_tld: false })
  @MaxLength(EMAIL_LENGTH_MAX)
  readonly email!: string;
}

export class CredentialsDto extends EmailDto {
  @ApiProperty({ example: 'correct horse battery staple', maxLength: PASSWORD_LENGTH_MAX })
  @IsString()
  @Length(1, PASSWORD_LENGTH_MAX)
  readonly password!: string;
}

export class SignInDto extends CredentialsDto {
  @ApiProperty({
    required: false,
    example: '123456',
    description: 'Of the authenticator app. Without it, 401 `second_factor.required` tells what may follow.',
  })
  @IsOptional()
  @Matches(CODE, { message: 'code must be six digits' })
  readonly code?: string;
}

export class PasskeySignInDto extends CredentialsDto {
  @ApiProperty({
    ...OF_BROWSER,
    description: 'AuthenticationResponseJSON for the `passkey` options of `second_factor.required`.',
  })
  @IsObject()
  readonly response!: object;
}

export class RecoverDto extends EmailDto {
  @ApiProperty({ example: 'ABCD-EFGH-JKMN-PQRS-TVWX-YZ01', description: 'The one-time code, in any case.' })
  @Matches(ONE_TIME_CODE, { message: 'code must be a one-time code: 24 letters and digits' })
  readonly code!: string;

  @ApiProperty({ minLength: 15, maxLength: PASSWORD_LENGTH_MAX, description: 'The new password.' })
  @IsString()
  @Length(1, PASSWORD_LENGTH_MAX)
  readonly password!: string;
}

export class StepUpDto {
  @ApiProperty({ required: false, example: '123456', description: 'This or `response`.' })
  @IsOptional()
  @Matches(CODE, { message: 'code must be six digits' })
  readonly code?: string;

  @ApiPropertyOptional({ ...OF_BROWSER, description: 'AuthenticationResponseJSON for `stepUpOptions`.' })
  @IsOptional()
  @IsObject()
  readonly response?: object;
}

export class CodeDto {
  @ApiProperty({ example: '123456' })
  @Matches(CODE, { message: 'code must be six digits' })
  readonly code!: string;
}

export class PersonDto {
  @ApiProperty({ format: 'uuid' })
  readonly id!: string;

  @ApiProperty({ example: 'ada@example.com' })
  readonly email!: string;

  @ApiProperty({ example: 'Ada Admin' })
  readonly name!: string;

  @ApiProperty({ enum: ROLES, isArray: true, example: ['admin'] })
  readonly roles!: readonly Role[];

  static of({ staffId, email, name, roles }: StaffIdentity): PersonDto {
    return { id: staffId, email, name, roles };
  }
}

export class SessionDto extends PersonDto {
  @ApiProperty({
    format: 'date-time',
    description: 'Over then at the latest; after 30 minutes without a call, before.',
  })
  readonly expiresAt!: string;

  @ApiProperty({
    enum: ['done', 'enrol'],
    description: '`enrol`: there is no second factor yet, and the session may only set one up.',
  })
  readonly secondFactor!: 'done' | 'enrol';

  static ofSession({ person, expiresAt, secondFactor }: SignedIn): SessionDto {
    return Object.assign(PersonDto.of(person), { expiresAt: expiresAt.toISOString(), secondFactor });
  }
}
