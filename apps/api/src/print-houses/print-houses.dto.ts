import { ApiProperty } from '@nestjs/swagger';
import {
  HOUSE_KEY_STATES,
  type HouseKey,
  type HouseKeyState,
  type PrintHouse,
  fingerprintGroups,
} from '#lib/card-stock';
import { IsIntId, IsLine } from '#lib/http';
import { IsString, MaxLength } from 'class-validator';
import { IdParam } from '../office/ids.dto.js';

export class HouseKeyParam extends IdParam {
  @ApiProperty({ example: '4' })
  @IsIntId()
  readonly keyId!: string;
}

export class CreatePrintHouseDto {
  @ApiProperty({ maxLength: 80, example: 'Keystone Card Press' })
  @IsLine(80)
  readonly name!: string;

  @ApiProperty({
    description: 'Whom to call, and by which channel the fingerprint of a key is compared.',
    maxLength: 200,
    example: 'Dana Fisher, security, +1 215 555 0142',
  })
  @IsLine(200)
  readonly contact!: string;
}

/** Public halves, as `reup bundle keygen` writes them. What is wrong with them is told by the code, never repeated. */
export class AddHouseKeyDto {
  @ApiProperty({
    description: 'An age X25519 recipient.',
    example: 'age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p',
  })
  @IsString()
  @MaxLength(200)
  readonly recipient!: string;

  @ApiProperty({
    description: 'The Ed25519 public key that signs the house’s papers: PEM (SPKI), or its DER in base64.',
    example: 'MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=',
  })
  @IsString()
  @MaxLength(1_000)
  readonly signingKey!: string;
}

export class HouseKeyDto {
  @ApiProperty({ example: '4' })
  readonly id!: string;

  @ApiProperty({ example: '2' })
  readonly houseId!: string;

  @ApiProperty({ example: 'age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p' })
  readonly recipient!: string;

  @ApiProperty({
    description: 'SHA-256 over both keys in groups of four: what two people compare with the house on another channel.',
    example: '3f2a 91c0 77de 0412 5b9a e6c3 1f00 4d8e 90ab 12cd 34ef 5678 9abc def0 1234 5678',
  })
  readonly fingerprint!: string;

  @ApiProperty({ enum: HOUSE_KEY_STATES })
  readonly state!: HouseKeyState;

  @ApiProperty({ format: 'uuid' })
  readonly addedBy!: string;

  @ApiProperty({ format: 'date-time' })
  readonly addedAt!: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  readonly confirmedAt!: string | null;

  static of({ id, houseId, recipient, fingerprint, state, addedBy, addedAt, confirmedAt }: HouseKey): HouseKeyDto {
    return {
      id: String(id),
      houseId: String(houseId),
      recipient,
      fingerprint: fingerprintGroups(fingerprint),
      state,
      addedBy,
      addedAt: addedAt.toISOString(),
      confirmedAt: confirmedAt?.toISOString() ?? null,
    };
  }
}

export class PrintHouseDto {
  @ApiProperty({ example: '2' })
  readonly id!: string;

  @ApiProperty({ example: 'Keystone Card Press' })
  readonly name!: string;

  @ApiProperty({ example: 'Dana Fisher, security, +1 215 555 0142' })
  readonly contact!: string;

  @ApiProperty({ format: 'uuid' })
  readonly createdBy!: string;

  @ApiProperty({ format: 'date-time' })
  readonly createdAt!: string;

  @ApiProperty({ type: [HouseKeyDto] })
  readonly keys!: readonly HouseKeyDto[];

  static of({ id, name, contact, createdBy, createdAt }: PrintHouse, keys: readonly HouseKey[]): PrintHouseDto {
    return {
      id: String(id),
      name,
      contact,
      createdBy,
      createdAt: createdAt.toISOString(),
      keys: keys.filter(({ houseId }) => houseId === id).map((key) => HouseKeyDto.of(key)),
    };
  }
}

export class PrintHouseListDto {
  @ApiProperty({ type: [PrintHouseDto] })
  readonly items!: readonly PrintHouseDto[];

  @ApiProperty({ type: String, nullable: true })
  readonly next!: string | null;
}
