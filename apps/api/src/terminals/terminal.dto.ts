import { ApiProperty } from '@nestjs/swagger';
import { IsIntId, IsLine, PageQuery } from '#lib/http';
import type { KeyFacts, NewKey, NewTerminal, TerminalFacts } from '#lib/retail';
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

export class CreateKeyDto {
  @ApiProperty({
    description: 'Ed25519, as PEM (SPKI) or JWK. The private half stays in the till.',
    oneOf: [{ type: 'string' }, { type: 'object', additionalProperties: true }],
    example: { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' },
  })
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

export class CreateTerminalDto extends CreateKeyDto {
  @ApiProperty({ example: '3' })
  @IsIntId()
  readonly storeId!: string;

  @ApiProperty({ example: 'Till 1', maxLength: 80 })
  @IsLine(80)
  readonly name!: string;

  static toTerminal(dto: CreateTerminalDto): NewTerminal {
    return { storeId: Number(dto.storeId), name: dto.name, ...CreateKeyDto.toKey(dto) };
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

  static of({ id, storeId, name, keys, createdAt }: TerminalFacts): TerminalDto {
    return {
      id: String(id),
      storeId: String(storeId),
      name,
      keys: keys.map((key) => KeyDto.of(key)),
      createdAt: createdAt.toISOString(),
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
