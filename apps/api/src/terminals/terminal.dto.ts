import { ApiProperty } from '@nestjs/swagger';
import { IsIntId, IsLine, PageQuery } from '#lib/http';
import { Problem } from '#lib/kernel';
import type { EnrolmentCode, KeyFacts, NewKey, NewTerminal, TerminalFacts } from '#lib/retail';
import { IsOptional, Matches, ValidateBy } from 'class-validator';

const KEY_ID = /^[A-Za-z0-9._~-]{1,64}$/;
const PUBLIC_KEY_LENGTH_MAX = 2_000;

function IsPublicKey(): PropertyDecorator {
  const validate = (value: unknown): boolean => {
    const text = typeof value === 'string' ? value : isObject(value) ? JSON.stringify(value) : '';
    return text !== '' && text.length <= PUBLIC_KEY_LENGTH_MAX;
  };
  const defaultMessage = (): string => 'publicKey must be a PEM text or a JWK object';
  return ValidateBy({ name: 'isPublicKey', validator: { validate, defaultMessage } });
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const PUBLIC_KEY = {
  description: 'Ed25519, as PEM (SPKI) or JWK. The private half stays in the till.',
  oneOf: [{ type: 'string' }, { type: 'object', additionalProperties: true }],
  example: { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' },
};

export class CreateKeyDto {
  @ApiProperty(PUBLIC_KEY)
  @IsPublicKey()
  readonly publicKey!: string | Record<string, unknown>;

  @ApiProperty({
    required: false,
    description: 'What its signatures call it; made of the key where it is left out.',
    example: 'till-1',
  })
  @IsOptional()
  @Matches(KEY_ID, { message: 'keyId must be 1 to 64 of A–Z a–z 0–9 . _ ~ -' })
  readonly keyId?: string;

  static toKey({ publicKey, keyId }: CreateKeyDto): NewKey {
    return { publicKey, ...(keyId === undefined ? {} : { keyId }) };
  }
}

export class CreateTerminalDto {
  @ApiProperty({ example: '3' })
  @IsIntId()
  readonly storeId!: string;

  @ApiProperty({ example: 'Till 1', maxLength: 80 })
  @IsLine(80)
  readonly name!: string;

  @ApiProperty({
    ...PUBLIC_KEY,
    required: false,
    description: `${PUBLIC_KEY.description} Left out: the till brings its own, with an enrolment code.`,
  })
  @IsOptional()
  @IsPublicKey()
  readonly publicKey?: string | Record<string, unknown>;

  @ApiProperty({ required: false, description: 'What the signatures of that key call it.', example: 'till-1' })
  @IsOptional()
  @Matches(KEY_ID, { message: 'keyId must be 1 to 64 of A–Z a–z 0–9 . _ ~ -' })
  readonly keyId?: string;

  static toTerminal({ storeId, name, publicKey, keyId }: CreateTerminalDto): NewTerminal {
    const terminal = { storeId: Number(storeId), name };
    if (publicKey !== undefined && publicKey !== null)
      return { ...terminal, ...CreateKeyDto.toKey({ publicKey, ...(keyId === undefined ? {} : { keyId }) }) };
    if (keyId !== undefined && keyId !== null)
      throw new Problem('request.invalid', 'keyId names the key in publicKey: send both, or neither.');
    return terminal;
  }
}

export class EnrolmentCodeDto {
  @ApiProperty({ description: 'To be typed at the till, once. Shown this once.', example: '7K2M-91QX' })
  readonly code!: string;

  @ApiProperty({ format: 'date-time' })
  readonly expiresAt!: string;

  static of({ code, expiresAt }: EnrolmentCode): EnrolmentCodeDto {
    return { code, expiresAt: expiresAt.toISOString() };
  }
}

export class KeyDto {
  @ApiProperty({ example: 'till-1' })
  readonly keyId!: string;

  @ApiProperty({ format: 'date-time' })
  readonly createdAt!: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  readonly revokedAt!: string | null;

  static of({ keyId, createdAt, revokedAt }: KeyFacts): KeyDto {
    return { keyId, createdAt: createdAt.toISOString(), revokedAt: revokedAt?.toISOString() ?? null };
  }
}

export class TerminalDto {
  @ApiProperty({ example: '7' })
  readonly id!: string;

  @ApiProperty({ example: '3' })
  readonly storeId!: string;

  @ApiProperty({ example: 'Till 1' })
  readonly name!: string;

  @ApiProperty({ type: [KeyDto] })
  readonly keys!: readonly KeyDto[];

  @ApiProperty({ format: 'date-time' })
  readonly createdAt!: string;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'From then on nothing that it sends is heard.',
  })
  readonly revokedAt!: string | null;

  static of({ id, storeId, name, keys, createdAt, revokedAt }: TerminalFacts): TerminalDto {
    return {
      id: String(id),
      storeId: String(storeId),
      name,
      keys: keys.map((key) => KeyDto.of(key)),
      createdAt: createdAt.toISOString(),
      revokedAt: revokedAt?.toISOString() ?? null,
    };
  }
}

export class TerminalListDto {
  @ApiProperty({ type: [TerminalDto] })
  readonly items!: readonly TerminalDto[];

  @ApiProperty({ type: String, nullable: true })
  readonly next!: string | null;
}

export class TerminalQuery extends PageQuery {
  @ApiProperty({ required: false, description: 'Only this store’s.' })
  @IsOptional()
  @IsIntId()
  readonly storeId?: string;
}

export class KeyParam {
  @ApiProperty({ example: '7' })
  @IsIntId()
  readonly id!: string;

  @ApiProperty({ example: 'till-1' })
  @Matches(KEY_ID)
  readonly keyId!: string;
}
