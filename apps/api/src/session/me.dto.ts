import { ApiProperty } from '@nestjs/swagger';
import { type OwnFactors, PASSWORD_LENGTH_MAX, type PasskeyFacts, TOKEN_DAYS_MAX, type TokenFacts } from '#lib/access';
import { IsLine, STEP_UP_AGE_S, type StaffIdentity } from '#lib/http';
import { IsInt, IsObject, IsString, Length, Matches, Max, Min } from 'class-validator';
import { PersonDto } from './session.dto.js';

const NAME_LENGTH_MAX = 80;

export class PasskeyDto {
  @ApiProperty({ description: 'The credential’s id, base64url.' })
  readonly id!: string;

  @ApiProperty({ example: 'Work laptop' })
  readonly name!: string;

  @ApiProperty({ format: 'date-time' })
  readonly createdAt!: string;

  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  readonly usedAt!: string | null;

  static of({ id, name, createdAt, usedAt }: PasskeyFacts): PasskeyDto {
    return { id, name, createdAt: createdAt.toISOString(), usedAt: usedAt?.toISOString() ?? null };
  }
}

export class FactorsDto {
  @ApiProperty({ description: 'An authenticator app is set up.' })
  readonly totp!: boolean;

  @ApiProperty({ type: [PasskeyDto] })
  readonly passkeys!: readonly PasskeyDto[];

  @ApiProperty({ description: 'Whether passkeys can be used at the address by which the browser came.' })
  readonly passkeysPossible!: boolean;
}

export class MeDto extends PersonDto {
  @ApiProperty({ type: FactorsDto })
  readonly factors!: FactorsDto;

  @ApiProperty({
    enum: ['done', 'enrol', 'token'],
    description: '`enrol`: the session may only set up a second factor; `token`: there is no session.',
  })
  readonly secondFactor!: 'done' | 'enrol' | 'token';

  @ApiProperty({ description: 'Whether what asks for a recent second factor would be refused now.' })
  readonly stepUpNeeded!: boolean;

  static ofMe(staff: StaffIdentity, { totp, keys }: OwnFactors, passkeysPossible: boolean): MeDto {
    const age = staff.session?.secondFactorAgeS;
    return Object.assign(PersonDto.of(staff), {
      factors: { totp, passkeys: keys.map((key) => PasskeyDto.of(key)), passkeysPossible },
      secondFactor: age === undefined ? ('token' as const) : age === null ? ('enrol' as const) : ('done' as const),
      stepUpNeeded: typeof age === 'number' && age > STEP_UP_AGE_S,
    });
  }
}

export class TotpSecretDto {
  @ApiProperty({ description: 'Base32, to type into the app. Shown this once.' })
  readonly secret!: string;

  @ApiProperty({ description: '`otpauth://…`, to show as a QR code.' })
  readonly uri!: string;
}

export class AddPasskeyDto {
  @ApiProperty({ example: 'Work laptop', maxLength: NAME_LENGTH_MAX })
  @IsLine(NAME_LENGTH_MAX)
  readonly name!: string;

  @ApiProperty({ type: 'object', additionalProperties: true, description: 'RegistrationResponseJSON of the browser.' })
  @IsObject()
  readonly response!: object;
}

export class PasskeyParam {
  @ApiProperty({ description: 'The credential’s id, base64url.' })
  @Matches(/^[\w-]{1,1400}$/)
  readonly id!: string;
}

export class ChangePasswordDto {
  @ApiProperty({ maxLength: PASSWORD_LENGTH_MAX })
  @IsString()
  @Length(1, PASSWORD_LENGTH_MAX)
  readonly current!: string;

  @ApiProperty({ minLength: 15, maxLength: PASSWORD_LENGTH_MAX, description: 'The new one.' })
  @IsString()
  @Length(1, PASSWORD_LENGTH_MAX)
  readonly password!: string;
}

export class TokenDto {
  @ApiProperty({ description: 'Names the token; signs nobody in.', example: 'a3f1…' })
  readonly id!: string;

  @ApiProperty({ example: 'nightly export' })
  readonly name!: string;

  @ApiProperty({ format: 'date-time' })
  readonly createdAt!: string;

  @ApiProperty({ format: 'date-time' })
  readonly expiresAt!: string;

  static of({ id, name, createdAt, expiresAt }: TokenFacts): TokenDto {
    return { id, name, createdAt: createdAt.toISOString(), expiresAt: expiresAt.toISOString() };
  }
}

export class TokenListDto {
  @ApiProperty({ type: [TokenDto] })
  readonly items!: readonly TokenDto[];

  @ApiProperty({ type: 'string', nullable: true })
  readonly next!: string | null;
}

export class NewTokenDto {
  @ApiProperty({ example: 'nightly export', maxLength: NAME_LENGTH_MAX })
  @IsLine(NAME_LENGTH_MAX)
  readonly name!: string;

  @ApiProperty({ type: 'integer', minimum: 1, maximum: TOKEN_DAYS_MAX })
  @IsInt()
  @Min(1)
  @Max(TOKEN_DAYS_MAX)
  readonly days!: number;
}

export class MadeTokenDto extends TokenDto {
  @ApiProperty({ description: 'For `Authorization: Bearer`. Shown this once.' })
  readonly token!: string;
}

export class TokenParam {
  @ApiProperty({ example: 'a3f1…' })
  @Matches(/^[0-9a-f]{64}$/)
  readonly id!: string;
}
