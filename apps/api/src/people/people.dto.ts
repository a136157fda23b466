import { ApiProperty } from '@nestjs/swagger';
import type { CreatedPerson, OneTimeCode, PersonFacts } from '#lib/access';
import { IsLine, ROLES, type Role } from '#lib/http';
import { ArrayMaxSize, ArrayUnique, IsArray, IsIn, IsUUID, Matches } from 'class-validator';
import { EmailDto } from '../session/session.dto.js';

const NAME_LENGTH_MAX = 80;

export class StaffDto {
  @ApiProperty({ format: 'uuid' })
  readonly id!: string;

  @ApiProperty({ example: 'ada@example.com' })
  readonly email!: string;

  @ApiProperty({ example: 'Ada Admin' })
  readonly name!: string;

  @ApiProperty({ enum: ROLES, isArray: true, example: ['admin'] })
  readonly roles!: readonly Role[];

  @ApiProperty({
    enum: ['active', 'enrolling', 'invited', 'disabled'],
    description: '`invited`: a one-time code waits to be used; `enrolling`: there is no second factor yet.',
  })
  readonly state!: 'active' | 'enrolling' | 'invited' | 'disabled';

  @ApiProperty({ description: 'An authenticator app is set up.' })
  readonly totp!: boolean;

  @ApiProperty({ type: 'integer' })
  readonly passkeys!: number;

  @ApiProperty({ format: 'date-time' })
  readonly createdAt!: string;

  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  readonly disabledAt!: string | null;

  static of(facts: PersonFacts): StaffDto {
    const { id, email, name, roles, factors, createdAt, disabledAt } = facts;
    return {
      id,
      email,
      name,
      roles,
      state: stateOf(facts),
      totp: factors.totp,
      passkeys: factors.passkeys,
      createdAt: createdAt.toISOString(),
      disabledAt: disabledAt?.toISOString() ?? null,
    };
  }
}

function stateOf({ disabledAt, codeUntil, factors }: PersonFacts): StaffDto['state'] {
  if (disabledAt !== null) return 'disabled';
  if (codeUntil !== null) return 'invited';
  return factors.totp || factors.passkeys > 0 ? 'active' : 'enrolling';
}

export class StaffPageDto {
  @ApiProperty({ type: [StaffDto] })
  readonly items!: readonly StaffDto[];

  @ApiProperty({ type: 'string', nullable: true })
  readonly next!: string | null;
}

export class RolesDto {
  @ApiProperty({ enum: ROLES, isArray: true, example: ['stock'] })
  @IsArray()
  @ArrayMaxSize(ROLES.length)
  @ArrayUnique()
  @IsIn(ROLES, { each: true })
  readonly roles!: Role[];
}

export class NewPersonDto extends EmailDto {
  @ApiProperty({ example: 'Ada Admin', maxLength: NAME_LENGTH_MAX })
  @IsLine(NAME_LENGTH_MAX)
  readonly name!: string;

  @ApiProperty({ enum: ROLES, isArray: true, example: ['stock'] })
  @IsArray()
  @ArrayMaxSize(ROLES.length)
  @ArrayUnique()
  @IsIn(ROLES, { each: true })
  readonly roles!: Role[];
}

export class OneTimeCodeDto {
  @ApiProperty({ example: 'ABCD-EFGH-JKMN-PQRS-TVWX-YZ01', description: 'Shown this once: hand it over in person.' })
  readonly code!: string;

  @ApiProperty({ format: 'date-time' })
  readonly expiresAt!: string;

  static of({ code, expiresAt }: OneTimeCode): OneTimeCodeDto {
    return { code, expiresAt: expiresAt.toISOString() };
  }
}

export class CreatedPersonDto extends StaffDto {
  @ApiProperty({ type: OneTimeCodeDto, description: 'With it the person sets password and second factor.' })
  readonly invitation!: OneTimeCodeDto;

  static ofCreated(created: CreatedPerson): CreatedPersonDto {
    return Object.assign(StaffDto.of(created), { invitation: OneTimeCodeDto.of(created.invitation) });
  }
}

export class StaffParam {
  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  readonly id!: string;
}

export class StaffTokenParam extends StaffParam {
  @ApiProperty({ example: 'a3f1…' })
  @Matches(/^[0-9a-f]{64}$/)
  readonly tokenId!: string;
}
