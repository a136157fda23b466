import { ApiProperty } from '@nestjs/swagger';
import { PASSWORD_LENGTH_MAX } from '#lib/access';
import { ROLES, type Role, type StaffIdentity } from '#lib/http';
import { IsEmail, IsString, Length, MaxLength } from 'class-validator';

const EMAIL_LENGTH_MAX = 254;

export class SignInDto {
  @ApiProperty({ example: 'ada@example.com', maxLength: EMAIL_LENGTH_MAX })
  @IsEmail({ require_tld: false })
  @MaxLength(EMAIL_LENGTH_MAX)
  readonly email!: string;

  @ApiProperty({ example: 'correct horse battery staple', maxLength: PASSWORD_LENGTH_MAX })
  @IsString()
  @Length(1, PASSWORD_LENGTH_MAX)
  readonly password!: string;
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

  static ofSession(person: StaffIdentity, expiresAt: Date): SessionDto {
    return Object.assign(PersonDto.of(person), { expiresAt: expiresAt.toISOString() });
  }
}
