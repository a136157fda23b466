import { ApiProperty } from '@nestjs/swagger';
import {
  LANGUAGES,
  PROOF_STATES,
  type Proof,
  type ProofState,
  TEMPLATE_STATES,
  TILL_CODES,
  type Template,
  type TemplateState,
  type Language,
  type TemplateSpec,
  type TillCode,
} from '#lib/card-stock';
import { IsIntId, IsLine } from '#lib/http';
import { IsObject, IsUUID } from 'class-validator';
import { IdParam } from '../office/ids.dto.js';

const SPEC = {
  type: 'object',
  additionalProperties: true,
  description:
    'Layout (all places and sizes in mm), languages, till code, printer: begin with one of `…/templates/presets`.',
} as const;

export class ProofParam extends IdParam {
  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  readonly proofId!: string;
}

/** A template that is not kept, or not yet. */
export class TemplateSpecDto {
  @ApiProperty(SPEC)
  @IsObject()
  readonly spec!: Readonly<Record<string, unknown>>;
}

export class AddTemplateDto extends TemplateSpecDto {
  @ApiProperty({
    description: 'A name that is there already gets its next version.',
    maxLength: 80,
    example: 'Re-Up A4',
  })
  @IsLine(80)
  readonly name!: string;
}

export class PreviewTemplateDto extends TemplateSpecDto {
  @ApiProperty({ description: 'Whose texts are shown.', example: '2' })
  @IsIntId()
  readonly productId!: string;
}

/** Whose texts are shown. */
export class OfProductDto {
  @ApiProperty({ example: '2' })
  @IsIntId()
  readonly productId!: string;
}

export class TemplateDto {
  @ApiProperty({ example: '3' })
  readonly id!: string;

  @ApiProperty({ example: 'Re-Up A4' })
  readonly name!: string;

  @ApiProperty({ type: 'integer', description: 'Counted from 1 under one name.', example: 1 })
  readonly version!: number;

  @ApiProperty({ description: 'The name of its layout.', example: 'A4 10-up' })
  readonly stock!: string;

  @ApiProperty({ enum: LANGUAGES, isArray: true, example: ['en'] })
  readonly languages!: readonly Language[];

  @ApiProperty({ enum: TILL_CODES })
  readonly tillCode!: TillCode;

  @ApiProperty({ enum: TEMPLATE_STATES, description: '`proofed`: two people approved a proof, so that it may print.' })
  readonly state!: TemplateState;

  @ApiProperty({ format: 'date-time' })
  readonly createdAt!: string;

  @ApiProperty({ description: '`staff:` and the person’s id, or `system`.' })
  readonly createdBy!: string;

  @ApiProperty({ type: String, nullable: true, example: 'Bela Batch' })
  readonly createdByName!: string | null;

  static of(template: Template): TemplateDto {
    return viewOf(template);
  }
}

export class TemplatePageDto {
  @ApiProperty({ type: [TemplateDto] })
  readonly items!: readonly TemplateDto[];

  @ApiProperty({ type: String, nullable: true })
  readonly next!: string | null;
}

export class ProofDto {
  @ApiProperty({ format: 'uuid' })
  readonly id!: string;

  @ApiProperty({ example: '3' })
  readonly templateId!: string;

  @ApiProperty({ example: '2' })
  readonly productId!: string;

  @ApiProperty({ enum: PROOF_STATES, description: '`replaced`: a newer proof of the template was approved.' })
  readonly state!: ProofState;

  @ApiProperty({ description: 'Of the PDF, in hex: what people approve.' })
  readonly sha256!: string;

  @ApiProperty({ format: 'date-time' })
  readonly createdAt!: string;

  @ApiProperty({ format: 'uuid' })
  readonly madeBy!: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  readonly decidedAt!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Why it was rejected.' })
  readonly reason!: string | null;

  static of({ id, templateId, productId, state, pdfSha256, createdAt, madeBy, decidedAt, reason }: Proof): ProofDto {
    return {
      id,
      templateId: String(templateId),
      productId: String(productId),
      state,
      sha256: pdfSha256.toString('hex'),
      createdAt: createdAt.toISOString(),
      madeBy,
      decidedAt: decidedAt?.toISOString() ?? null,
      reason,
    };
  }
}

export class ProofListDto {
  @ApiProperty({ type: [ProofDto] })
  readonly items!: readonly ProofDto[];

  @ApiProperty({ type: String, nullable: true })
  readonly next!: string | null;
}

export class TemplateDetailDto extends TemplateDto {
  @ApiProperty(SPEC)
  readonly spec!: TemplateSpec;

  @ApiProperty({ type: ProofDto, nullable: true, description: 'The approved proof, or else the newest.' })
  readonly proof!: ProofDto | null;

  static ofDetail(template: Template, proofs: readonly Proof[]): TemplateDetailDto {
    const shown = proofs.find(({ state }) => state === 'approved') ?? proofs[0];
    return { ...viewOf(template), spec: template.spec, proof: shown === undefined ? null : ProofDto.of(shown) };
  }
}

export class PresetDto {
  @ApiProperty({ example: 'a4-10up' })
  readonly name!: string;

  @ApiProperty(SPEC)
  readonly spec!: TemplateSpec;
}

export class PresetListDto {
  @ApiProperty({ type: [PresetDto] })
  readonly items!: readonly PresetDto[];
}

function viewOf(template: Template): Pick<TemplateDto, keyof TemplateDto> {
  const { id, name, version, spec, state, createdAt, createdBy, createdByName } = template;
  return {
    id: String(id),
    name,
    version,
    stock: spec.layout.name,
    languages: spec.languages,
    tillCode: spec.tillCode,
    state,
    createdAt: createdAt.toISOString(),
    createdBy,
    createdByName,
  };
}
