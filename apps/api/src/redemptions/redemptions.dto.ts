import { ApiProperty } from '@nestjs/swagger';
import { IsOptional, IsString, Length, Matches } from 'class-validator';

export class RedeemDto {
  @ApiProperty({
    description: '16 digits from under the scratch panel; spaces and hyphens are fine.',
    example: '1234 5678 9012 3456',
    maxLength: 64,
  })
  @IsString()
  @Length(1, 64)
  readonly pin!: string;

  @ApiProperty({
    required: false,
    description: 'The card’s public number. With it the real reason of a refusal is told.',
    example: '9700012300045613',
  })
  @IsOptional()
  @IsString()
  @Length(1, 64)
  readonly serial?: string;

  @ApiProperty({
    description: 'The phone device’s number; spaces, hyphens and brackets are fine.',
    example: '5550100042',
  })
  @Matches(/^\+?[\d ()-]{6,30}$/, { message: 'device must be the number of the phone device' })
  readonly device!: string;
}

export class PreviewDto {
  @ApiProperty({ example: '2' })
  readonly productId!: string;

  @ApiProperty({ type: 'integer', description: 'Calendar months that the card adds.', example: 3 })
  readonly months!: number;

  @ApiProperty({ type: 'integer', description: 'Local days that they come to on this device.', example: 92 })
  readonly days!: number;

  @ApiProperty({
    type: 'string',
    format: 'date',
    nullable: true,
    description: 'Inclusive; null for a device that never ran.',
  })
  readonly paidThroughBefore!: string | null;

  @ApiProperty({ format: 'date', description: 'Inclusive.' })
  readonly paidThroughAfter!: string;
}

export class RedemptionDto {
  @ApiProperty({ format: 'uuid' })
  readonly id!: string;

  @ApiProperty({ enum: ['granted', 'held'] })
  readonly state!: string;

  @ApiProperty({
    type: 'string',
    format: 'date',
    nullable: true,
    description: 'The device’s new end, inclusive; null while held.',
  })
  readonly paidThrough!: string | null;

  @ApiProperty({ example: 'R-7K2M-91QX' })
  readonly receipt!: string;

  @ApiProperty({ required: false, format: 'date-time', description: 'By when a held one is decided.' })
  readonly answerBy?: string;
}
